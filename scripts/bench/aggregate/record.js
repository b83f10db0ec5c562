/**
 * What Docker said of Swarm 1.0 in November 2015, in ms: a manager with 4 processors and 16 GB (m4.xlarge), a thousand
 * nodes (t2.micro), 30,000 containers, a thousand runs each.
 * https://www.docker.com/blog/scale-testing-docker-swarm-30000-containers/
 */
export const record = {
  name: 'Swarm 1.0, 4 cores, published',
  nodes: '1000',
  info: { p50: 150, p90: 200, p99: 360 },
  run: { p50: 230, p90: 250, p99: 400 },
}

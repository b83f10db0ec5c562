import { expect } from 'chai'
import type { TestDaemon } from 'libswarm-core/testing'
import { dockerInShell, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { startSimulatedPool } from './support/pool/simulated-pool.js'

/** A line, how it ends, and what it writes: in all, or a part that fits. */
type Row = readonly [line: string, code: number, said: string | RegExp]

const rows: readonly Row[] = [
  ['docker network create b/front >/dev/null && docker network create c/front >/dev/null && echo made', 0, 'made'],
  ['docker network ls --filter driver=bridge --format {{.Name}}', 0, 'a/bridge\nb/bridge\nb/front\nc/bridge\nc/front'],
  ['docker network inspect -f "{{.Node.Name}}" b/front', 0, 'b'],
  ['docker network inspect front', 1, /"front" means 2 networks: b\/front \(\w{12}\), c\/front \(\w{12}\)/],
  ['docker network inspect bridge', 1, /a\/bridge .*b\/bridge .*c\/bridge/],
  ['docker run -d --name web --network b/front busybox sleep 1000 >/dev/null && echo runs', 0, 'runs'],
  ['docker run --rm --network b/front busybox wget -q -O - http://nosuch', 1, /nosuch/],
  ['docker run --rm --network bridge busybox echo bridged', 0, 'bridged'],
  ['docker inspect -f "{{.Node.Name}} {{.HostConfig.NetworkMode}}" web', 0, 'b front'],
  [
    'docker network connect c/front web',
    1,
    /container b\/web is on the node "b", and the network c\/front on the node "c"/,
  ],
  ['docker network disconnect front web && docker network connect front web && echo again', 0, 'again'],
  ['docker network rm front', 1, /means 2 networks/],
  ['docker rm -f web >/dev/null && docker network rm b/front c/front', 0, 'b/front\nc/front'],
  ['docker volume create a/data && docker volume create c/data', 0, 'a/data\nc/data'],
  ['docker volume ls -q', 0, 'a/data\nc/data'],
  ['docker run --rm -v a/data:/d busybox sh -c "echo of-a > /d/file"', 0, ''],
  ['docker run --rm -v c/data:/d busybox sh -c "ls /d"', 0, ''],
  ['docker run --rm --mount type=volume,source=a/data,target=/d busybox cat /d/file', 0, 'of-a'],
  [
    'docker run --rm -v a/data:/d -v c/data:/e busybox true',
    125,
    /volume a\/data is of another node: b, c|of another node/,
  ],
  ['docker run --rm --name one -v fresh:/d busybox sh -c "echo 1 > /d/1"', 0, ''],
  ['docker run --rm --name two -v fresh:/d busybox cat /d/1', 0, '1'],
  ['docker volume rm data', 1, /means 2 volumes: a\/data, c\/data/],
  ['docker volume rm c/data && docker volume rm data && docker volume rm -f nosuch', 0, 'c/data\ndata\nnosuch'],
  [
    'docker system df --format "{{.Type}} {{.TotalCount}}" | sort',
    0,
    'Build Cache 0\nContainers 0\nImages 3\nLocal Volumes 1',
  ],
  ['docker system prune -f --volumes', 0, /Total reclaimed space: 0B/],
  ['docker volume prune -a -f', 0, /Deleted Volumes:\nfresh/],
]

describeNeeding(dockerMissing(), 'docker commands about networks and volumes of a pool', () => {
  let pool: TestDaemon
  before(async () => {
    pool = await startSimulatedPool({ a: '--seed 1', b: '--seed 2', c: '--seed 3' })
  })
  after(() => pool?.close())

  for (const [line, code, said] of rows) {
    it(line, async () => {
      const result = await dockerInShell(pool.address, line)
      const output = `${result.stdout}${result.stderr}`.trim()
      expect(result.code, output).to.equal(code)
      if (typeof said === 'string') expect(output).to.equal(said)
      else expect(output).to.match(said)
    })
  }
})

import { nothing, type TourStep } from './step.js'

const project = 'docker-compose --ansi never --project-name tour --file compose.yml'
const composed = `docker ps --filter label=com.docker.compose.project=tour --format '{{.Label "com.docker.compose.service"}}' | sort`
const composeFile = `services:
  web: { image: busybox, command: sh -c "echo up; exec sleep 1000", stop_signal: KILL, volumes: ["shared:/shared"] }
  job: { image: busybox, command: sh -c "echo done", depends_on: [web] }
volumes: { shared: {} }
`
const live = '--filter container=tour-live --filter type=container --format {{.Action}}'
const prunable = '--filter label=tour=prune'

/** What is about all of it: events, sums, prunes, and whole projects. */
export const whole: readonly TourStep[] = [
  {
    run: `docker events --since $(cat began) --until $(date +%s) --filter container=tour-web --filter event=start --format '{{.Type}} {{.Action}}'`,
    says: /^container start$/m,
  },
  {
    run: `docker events --since $(date +%s) ${live} > live & listening=$!; docker run --rm --name tour-live busybox true; for try in $(seq 150); do grep -q destroy live && break; sleep 0.1; done; kill $listening; cat live`,
    says: /^create\n(?:attach\n)?start\n(?:detach\n)?die\ndestroy\n$/,
  },
  { run: 'docker system df', says: /^Images +\d+ /m },
  { run: `docker system df --format '{{.Type}} {{.TotalCount}}'`, says: /^Containers [1-9]\d*$/m },
  {
    run: 'docker run --name tour-ended --label tour=prune busybox true; docker volume create --label tour=prune tour-unused; docker network create --label tour=prune tour-idle',
  },
  {
    run: `docker container prune --force ${prunable}`,
    says: /^Deleted Containers:\n[0-9a-f]{64}\n/,
    then: {
      'docker ps --all --quiet --filter name=tour-ended': nothing,
      'docker ps --quiet --filter name=tour-web': /^[0-9a-f]{12}$/m,
    },
  },
  { run: `docker network prune --force ${prunable}`, says: /^Deleted Networks:\n(?:[\w.-]+\/)?tour-idle\n/ },
  {
    run: `docker volume prune --all --force ${prunable} || docker volume prune --force ${prunable}`,
    says: /tour-unused/,
  },
  {
    run: 'docker image prune --force',
    says: /^Total reclaimed space: /m,
    then: { 'docker images --quiet busybox': /^[0-9a-f]{12}$/m },
  },

  {
    run: `cat > compose.yml; ${project} up -d`,
    input: composeFile,
    then: {
      [composed]: /^web$/m,
      [`${project} logs --no-color web`]: /up$/m,
      [`${project} logs --no-color job`]: /done$/m,
    },
  },
  { run: `${project} exec -T web echo inside`, says: /^inside$/m },
  { run: `${project} up -d --scale web=3`, then: { [composed]: /^web\nweb\nweb$/m } },
  { run: `${project} ps`, says: /tour_web_1 .*Up/ },
  {
    run: `${project} down --volumes --timeout 0`,
    then: {
      'docker ps --all --quiet --filter label=com.docker.compose.project=tour': nothing,
      'docker network ls --quiet --filter name=tour_default': nothing,
      'docker volume ls --quiet --filter name=tour_shared': nothing,
    },
  },
]

import { named, nothing, type TourStep } from './step.js'

const sleeps = `busybox sh -c 'echo started; exec sleep 1000'`
const names = `docker ps --all --filter label=tour=yes --format '{{.Names}}'`
const status = `docker ps --all --filter name=tour-web --format '{{.Status}}'`

/** What `docker` does with containers. */
export const containers: readonly TourStep[] = [
  { run: 'date +%s > began; docker version --format {{.Server.Os}}', says: /^linux$/m },
  { run: `docker info --format '{{.Containers}} {{.Images}} {{.NCPU}}'`, says: /^\d+ \d+ [1-9]\d*$/m },
  {
    run: `docker run -d --name tour-web --label tour=yes --stop-signal KILL -p 80 ${sleeps}`,
    says: /^[0-9a-f]{64}$/m,
    then: { [names]: named('tour-web'), [status]: /^Up /, 'docker port tour-web 80': /:\d+$/m },
  },
  {
    run: 'docker ps --quiet --no-trunc --filter name=tour-web > id; docker inspect --format {{.Id}} tour-web | cmp - id',
  },
  { run: 'docker exec $(cut -c 1-12 id) hostname | cut -c 1-12 > host; cut -c 1-12 id | cmp - host' },
  { run: 'docker run --rm busybox echo hello', says: /^hello$/m },
  {
    run: `docker run --rm busybox sh -c 'echo out; echo err >&2; exit 3'`,
    code: 3,
    says: /^out$/m,
    complains: /^err$/m,
  },
  { run: 'docker run --rm -i busybox cat', input: 'one\ntwo\n', says: /^one\ntwo\n$/ },
  { run: 'head -c 300000 /dev/urandom > sent; docker run --rm -i busybox cat < sent | cmp - sent' },
  { run: 'run --rm -it busybox sh', terminal: true, input: 'echo a$((40+2))b; exit 7\n', code: 7, says: /a42b\r$/m },
  { run: 'docker exec tour-web echo inside', says: /^inside$/m },
  { run: 'docker exec -i tour-web cat', input: 'to and fro', says: /^to and fro$/ },
  { run: `docker exec -e A=b tour-web sh -c 'echo $A; exit 5'`, code: 5, says: /^b$/m },
  { run: 'exec -it tour-web tty', terminal: true, says: /^\/dev\/pts\/0\r$/m },
  { run: 'docker logs tour-web', says: /^started\n$/ },
  { run: 'docker logs --timestamps --tail 1 tour-web', says: /^\d{4}-\d\d-\d\dT\S+Z started\n$/ },
  { run: `docker run -d --name tour-job busybox sh -c 'echo early; sleep 1; echo late; exit 4'` },
  { run: 'docker logs --follow tour-job', says: /^early\nlate\n$/ },
  { run: 'docker wait tour-job', says: /^4$/m },
  { run: 'docker rm tour-job', then: { 'docker ps --all --quiet --filter name=tour-job': nothing } },
  { run: 'docker stats --no-stream --format {{.Name}} tour-web', says: named('tour-web') },
  { run: 'docker top tour-web', says: /sleep 1000/ },
  { run: `docker inspect --format '{{.Name}} {{.State.Status}}' tour-web`, says: /tour-web running$/m },
  { run: 'docker rename tour-web tour-site', then: { [names]: named('tour-site') } },
  { run: 'docker inspect tour-web', code: 1, complains: /No such object: tour-web/ },
  { run: 'docker rename tour-site tour-web', then: { [names]: named('tour-web') } },
  { run: 'docker create --name tour-web busybox', code: 1, complains: /Conflict.*tour-web/ },
  { run: 'docker logs tour-nobody', code: 1, complains: /No such container: tour-nobody/ },
  { run: 'docker pause tour-web', then: { [status]: /\(Paused\)/ } },
  { run: 'docker unpause tour-web', then: { [status]: /^Up (?!.*Paused)/ } },
  { run: 'docker restart -t 0 tour-web', then: { [status]: /^Up /, 'docker logs tour-web': /^started\nstarted\n$/ } },
  { run: 'docker stop tour-web', then: { [status]: /^Exited \(137\)/ } },
  { run: 'docker start tour-web', then: { [status]: /^Up / } },
  { run: 'docker kill tour-web', then: { [status]: /^Exited \(137\)/ } },
  { run: 'docker start tour-web' },
]

/** The end of it. */
export const ending: readonly TourStep[] = [
  { run: 'docker rm tour-web', code: 1, complains: /running/ },
  { run: 'docker rm -f tour-web', then: { [names]: nothing } },
]

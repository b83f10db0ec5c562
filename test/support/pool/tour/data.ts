import { named, nothing, type TourStep } from './step.js'

const images = `docker images --format '{{.Repository}}:{{.Tag}}' | grep ^tour/ | sort -u`
const volumes = 'docker volume ls --quiet | grep tour- || true'
const networks = `docker network ls --format '{{.Name}}' | grep tour- || true`

const built = 'FROM busybox\nRUN echo built > /built\nCMD cat /built\n'

/** Files, images, volumes and networks. */
export const data: readonly TourStep[] = [
  {
    run: 'echo hello > hello.txt; docker cp hello.txt tour-web:/tmp/',
    then: { 'docker exec tour-web cat /tmp/hello.txt': /^hello$/m },
  },
  { run: 'docker cp tour-web:/tmp/hello.txt back.txt; cmp hello.txt back.txt' },
  { run: 'tar -c hello.txt | docker cp - tour-web:/root', then: { 'docker exec tour-web ls /root': /^hello.txt$/m } },
  { run: 'docker cp tour-web:/etc/passwd - | tar -tf -', says: /^passwd$/m },
  { run: 'docker diff tour-web', says: /^A \/tmp\/hello.txt$/m },
  { run: 'docker export tour-web | tar -tf - | grep ^tmp/hello', says: /^tmp\/hello.txt$/m },
  {
    run: 'docker commit tour-web tour/committed:1',
    says: /^sha256:[0-9a-f]{64}$/m,
    then: { [images]: /^tour\/committed:1$/m },
  },
  { run: 'docker run --rm tour/committed:1 cat /tmp/hello.txt', says: /^hello$/m },
  {
    run: 'docker rmi tour/committed:1',
    says: /^Untagged: tour\/committed:1$/m,
    then: { [`${images} || true`]: nothing },
  },

  { run: 'docker tag busybox:latest tour/busybox:one', then: { [images]: /^tour\/busybox:one$/m } },
  {
    run: 'docker image inspect --format {{.Id}} tour/busybox:one > one; docker image inspect --format {{.Id}} busybox | cmp - one',
  },
  { run: 'docker history --quiet --no-trunc tour/busybox:one', says: /sha256:|<missing>/ },
  { run: 'docker run --rm tour/busybox:one echo tagged', says: /^tagged$/m },
  { real: true, run: 'docker save -o saved.tar tour/busybox:one; tar -tf saved.tar', says: /^manifest.json$/m },
  {
    run: 'docker rmi tour/busybox:one',
    then: { [`${images} || true`]: nothing, 'docker images --quiet busybox': /^[0-9a-f]{12}$/m },
  },
  {
    real: true,
    run: 'docker load -i saved.tar',
    says: /Loaded image: tour\/busybox:one/,
    then: { [images]: /^tour\/busybox:one$/m },
  },
  { real: true, run: 'docker run --rm tour/busybox:one echo loaded', says: /^loaded$/m },
  { real: true, run: 'docker rmi tour/busybox:one', then: { [`${images} || true`]: nothing } },
  {
    real: true,
    run: 'docker export tour-web | docker import - tour/imported:1',
    says: /sha256:[0-9a-f]{64}/,
    then: { [images]: /^tour\/imported:1$/m },
  },
  { real: true, run: 'docker run --rm tour/imported:1 cat /tmp/hello.txt', says: /^hello$/m },
  { real: true, run: 'docker rmi tour/imported:1', then: { [`${images} || true`]: nothing } },

  { real: true, run: 'docker build -t tour/built:1 -', input: built, says: /^Successfully tagged tour\/built:1$/m },
  { real: true, run: 'docker run --rm tour/built:1', says: /^built$/m },
  { real: true, run: 'docker rmi tour/built:1', then: { [`${images} || true`]: nothing } },

  {
    run: 'docker volume create tour-data',
    says: /^(?:[\w.-]+\/)?tour-data$/m,
    then: { [volumes]: named('tour-data') },
  },
  { run: `docker run --rm -v tour-data:/data busybox sh -c 'echo kept > /data/file'` },
  { run: 'docker run --rm -v tour-data:/data busybox cat /data/file', says: /^kept$/m },
  { run: `docker volume inspect --format '{{.Driver}}' tour-data`, says: /^local$/m },
  { run: 'docker volume rm tour-data', then: { [volumes]: nothing } },
  { run: 'docker volume inspect tour-data', code: 1, complains: /no such volume/i },

  { run: 'docker network create tour-net', says: /^[0-9a-f]{64}$/m, then: { [networks]: named('tour-net') } },
  { run: 'docker run -d --name tour-peer --network tour-net --stop-signal KILL busybox sleep 1000' },
  { run: `docker network inspect --format '{{range .Containers}}{{.Name}}{{end}}' tour-net`, says: named('tour-peer') },
  { run: 'docker network rm tour-net', code: 1, complains: /active endpoints/ },
  {
    run: 'docker network disconnect tour-net tour-peer',
    then: { [`docker inspect --format '{{json .NetworkSettings.Networks}}' tour-peer`]: /^\{\}$/m },
  },
  {
    run: 'docker network connect tour-net tour-peer',
    then: { [`docker inspect --format '{{json .NetworkSettings.Networks}}' tour-peer`]: /tour-net/ },
  },
  { run: 'docker rm -f tour-peer; docker network rm tour-net', then: { [networks]: nothing } },
]

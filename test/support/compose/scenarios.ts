import type { Step } from '../recorded/step.js'
import type { Scenario } from './run-scenario.js'

/** A command about one service, or whose lines have an order. */
const one = (command: string, mask?: RegExp): Step => (mask === undefined ? { command } : { command, mask })

/** A command about several services, on which docker-compose works at once. */
const all = (command: string, mask?: RegExp): Step => ({ ...one(command, mask), sorted: true })

const get = (service: string, url: string): Step => one(`exec -T ${service} wget -q -O - ${url}`)

// Ports are any that are free.
const ports = /(?<=:)\d{5}\b/g
// Processes as the host numbers them, and their times.
const numbers = /\d+(:\d\d)*/g
// What one more container of a service is called.
const runs = /(?<=_run_)[0-9a-f]{12}/g

/** Three services that see each other, with a volume, two networks, a health check and who waits for it. */
const three: Scenario = {
  title: 'three services',
  file: 'shop.yml',
  steps: [
    one('config --quiet'),
    one('config --services'),
    all('up -d'),
    all('ps', ports),
    one('ps -q db'),
    all('ps --services'),
    all('logs'),
    one('logs db'),
    one('logs --no-log-prefix --tail 1 db'),
    one('exec -T web cat /srv/page'),
    one("exec -T db sh -c 'echo goods > /data/page; cat /data/page'"),
    get('web', 'http://db/page'),
    get('db', 'http://web:8080/page'),
    get('db', 'http://site:8080/page'),
    get('worker', 'http://web:8080/page'),
    get('worker', 'http://shop_web_1:8080/page'),
    get('worker', 'http://db/page'),
    get('worker', 'http://site:8080/page'),
    get('web', 'http://db/nowhere'),
    one("exec -T -e A=1 -w /tmp -u 77:88 web sh -c 'echo $A; pwd; id'"),
    one("exec -T web sh -c 'echo out; echo err >&2; exit 7'"),
    one('exec -T web nosuch'),
    one('exec -T nosuch true'),
    one('port web 8080', ports),
    one('port web 81'),
    one('top worker', numbers),
    all('up -d'),
    one('restart web'),
    get('worker', 'http://web:8080/page'),
    all('pause'),
    all('ps', ports),
    one('exec -T web true'),
    all('unpause'),
    all('kill -s KILL worker'),
    all('ps', ports),
    all('start'),
    all('up -d --scale worker=3'),
    all('ps worker'),
    one('exec -T --index=3 worker echo third'),
    all('scale worker=1'),
    all('ps worker'),
    one('run --rm -T worker echo one more'),
    one("run --rm -T --no-deps worker sh -c 'exit 5'"),
    all('stop'),
    all('ps', ports),
    all('start'),
    get('web', 'http://db/page'),
    all('down'),
    all('ps', ports),
    all('up -d'),
    get('web', 'http://db/page'),
    all('down -v'),
    all('up -d db'),
    one('exec -T db cat /data/page'),
    all('down -v'),
  ],
}

const waiting: Scenario = {
  title: 'who waits for whom',
  file: 'waiting.yml',
  steps: [
    all('up -d after-sick'),
    all('ps'),
    all('up -d after-unchecked'),
    all('up -d after-filled'),
    one('logs -f after-filled'),
    all('up -d after-failing'),
    all('ps'),
    all('down -v'),
  ],
}

const changes: Scenario = {
  title: 'what is changed',
  file: 'shop.yml',
  steps: [
    all('up -d'),
    all('-f shop.yml -f changed.yml up -d'),
    one('exec -T web cat /srv/page'),
    all('-f shop.yml -f changed.yml up -d'),
    all('up -d --no-deps --force-recreate worker'),
    all('up -d --no-recreate'),
    all('-f smaller.yml up -d'),
    all('-f smaller.yml up -d --remove-orphans'),
    all('ps'),
    all('-f smaller.yml down'),
    all('down -v --remove-orphans'),
  ],
}

const jobs: Scenario = {
  title: 'services that end',
  file: 'job.yml',
  steps: [
    all('up --abort-on-container-exit --exit-code-from job'),
    all('ps'),
    one('logs job'),
    all('rm -f'),
    all('up --no-start'),
    all('create'),
    all('ps'),
    all('up -d'),
    one('logs -f job'),
    one('logs -t --tail 1 job'),
    one('up --no-log-prefix job'),
    all('rm -s -f -v job'),
    one('run --rm -T -e A=1 -w /tmp -u 77:88 --name named -l tier=back --entrypoint echo job said'),
    one('run -d job', runs),
    { ...all('ps -a', runs), after: 2000 },
    all('down -t 0', runs),
  ],
}

const options: Scenario = {
  title: 'what a service can say of its containers',
  file: 'options.yml',
  steps: [
    all('up -d'),
    one('ps'),
    one('logs odd'),
    one('exec -T odd hostname'),
    one('exec -T odd cat /etc/hosts'),
    one('exec -T odd touch /srv/file'),
    one('exec -T odd touch /kept/file'),
    one("exec -T -u 0 odd sh -c 'touch /scratch/file /other/file /unnamed/file; ls /scratch /other /unnamed'"),
    all('up -d'),
    all('up -d --force-recreate'),
    one('exec -T odd ls /unnamed'),
    all('up -d --force-recreate --renew-anon-volumes'),
    one('exec -T odd ls /unnamed'),
    all('down'),
    all('down -v'),
  ],
}

const elsewhere: Scenario = {
  title: 'what is not there',
  file: 'elsewhere.yml',
  steps: [
    all('up -d'),
    all('ps'),
    one('stop nosuch'),
    one('logs nosuch'),
    one('-f nosuch.yml ps'),
    one('start'),
    one('exec -T web true'),
    all('down -v'),
  ],
}

/** What is asked of docker-compose on the simulator as on a real engine. */
export const scenarios: readonly Scenario[] = [three, waiting, changes, jobs, options, elsewhere]

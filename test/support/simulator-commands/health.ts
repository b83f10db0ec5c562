import type { Step } from '../recorded/step.js'

const check = (script: string) =>
  `--health-cmd '${script}' --health-interval 200ms --health-timeout 2s --health-retries 2`
const becomes = (name: string, status: string) =>
  `until [ "$(docker inspect --format '{{.State.Health.Status}}' ${name})" = ${status} ]; do sleep 0.05; done; echo ${status}`

/** Health checks that look at files. */
export const health: readonly Step[] = [
  { command: `run -d --name box ${check('cat /tmp/ok')} busybox sh -c 'sleep 0.3; echo fine > /tmp/ok; sleep 1000'` },
  { shell: true, command: becomes('box', 'healthy') },
  { command: `ps --format '{{.Names}} {{.Status}}'` },
  { command: `ps --filter health=healthy --format '{{.Names}}'` },
  { command: `inspect --format '{{json .Config.Healthcheck}}' box` },
  {
    shell: true,
    command: `docker inspect --format '{{range .State.Health.Log}}{{.ExitCode}} {{.Output}}{{end}}' box | tail -n 1`,
  },
  { command: 'exec box rm /tmp/ok' },
  { shell: true, command: becomes('box', 'unhealthy') },
  {
    shell: true,
    command: `docker inspect --format '{{range .State.Health.Log}}{{.ExitCode}} {{.Output}}{{end}}' box | grep . | tail -n 1`,
  },
  { command: `ps --filter health=unhealthy --format '{{.Names}} {{.Status}}'` },
  { command: 'exec box touch /tmp/ok' },
  { shell: true, command: becomes('box', 'healthy') },
  { command: 'stop -t 0 box' },
  { command: `inspect --format '{{.State.Health.Status}}' box` },
  { command: 'start box' },
  { command: `run -d --name none --no-healthcheck busybox sleep 1000` },
  { command: `inspect --format '{{json .Config.Healthcheck}} {{json .State.Health}}' none` },
  { command: `run -d --name starts ${check('exit 1')} --health-start-period 30s busybox sleep 1000` },
  {
    shell: true,
    command: `until docker inspect --format '{{json .State.Health.Log}}' starts | grep -q ExitCode; do sleep 0.05; done`,
  },
  { command: `inspect --format '{{.State.Health.Status}} {{.State.Health.FailingStreak}}' starts`, mask: /\d+$/gm },
  { command: `ps --filter name=starts --format '{{.Status}}'` },
  { command: `run -d --name absent ${check('nosuchprogram')} busybox sleep 1000` },
  { shell: true, command: becomes('absent', 'unhealthy') },
  {
    shell: true,
    command: `docker inspect --format '{{range .State.Health.Log}}{{.ExitCode}} {{.Output}}{{end}}' absent | grep . | tail -n 1`,
  },
  {
    shell: true,
    command: `docker events --since %began% --until %now% --filter event=health_status --format '{{.Action}} {{.Actor.Attributes.name}}' | grep -v starts | sort -u`,
  },
]

import type { Step } from '../recorded/step.js'
import { machine } from './machine.js'

// In another order each time.
const mounts = /^ {8}"Mounts": \[(?:.|\n)*?^ {8}\],\n/

/** Containers from `create` to `rm`: what is kept of what was asked for, and names. */
export const containers: readonly Step[] = [
  { command: 'create --name plain busybox sleep 1000' },
  { command: `inspect --format '{{.Name}} {{.State.Status}} {{.Path}} {{json .Args}}' plain` },
  { command: 'inspect plain', mask: machine },
  { command: `inspect --format '{{json .HostConfig.RestartPolicy}} {{json .HostConfig.LogConfig}}' plain` },
  { command: `inspect --format '{{.HostConfig.NetworkMode}} {{.HostConfig.IpcMode}} {{.HostConfig.ShmSize}}' plain` },
  { command: `inspect --format '{{json .HostConfig.MaskedPaths}} {{json .HostConfig.ReadonlyPaths}}' plain` },
  { command: `inspect --format '{{json .Mounts}} {{.RestartCount}} {{.Platform}}' plain` },
  {
    command:
      'create --name full --hostname h --domainname d.example --user 1:2 --workdir /tmp --env A=b ' +
      '--label tier=front --label empty --tty --interactive --entrypoint sleep --stop-signal KILL --stop-timeout 3 ' +
      '--expose 53/udp --publish 127.0.0.1::80 --restart on-failure:2 --memory 64m --cpus 0.5 --cpu-shares 512 ' +
      '--cap-add NET_ADMIN --cap-drop MKNOD --dns 10.0.0.1 --add-host a.example:10.0.0.2 --read-only --tmpfs /run ' +
      '--volume data:/data:ro --volume /anonymous --ulimit nofile=64:128 --sysctl net.core.somaxconn=64 ' +
      '--log-driver json-file --log-opt max-size=1m --pids-limit 100 --oom-score-adj 5 busybox 1000',
    mask: /^WARNING: .*\n/gm,
  },
  { command: 'inspect full', mask: new RegExp(`${machine.source}|${mounts.source}`, 'gm') },
  { command: `inspect --format '{{.Path}} {{json .Args}}' full` },
  { command: `inspect --format '{{json .HostConfig.PortBindings}} {{json .HostConfig.RestartPolicy}}' full` },
  { command: `inspect --format '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.CpuShares}}' full` },
  { command: `inspect --format '{{json .HostConfig.CapAdd}} {{json .HostConfig.CapDrop}}' full` },
  { command: `inspect --format '{{json .HostConfig.Dns}} {{json .HostConfig.ExtraHosts}}' full` },
  { command: `inspect --format '{{.HostConfig.ReadonlyRootfs}} {{json .HostConfig.Tmpfs}}' full` },
  { command: `inspect --format '{{json .HostConfig.Binds}} {{json .HostConfig.Ulimits}}' full` },
  { command: `inspect --format '{{json .HostConfig.Sysctls}} {{json .HostConfig.LogConfig}}' full` },
  {
    command: `inspect --format '{{range .Mounts}}{{.Type}} {{.Destination}} {{.Driver}} {{.RW}}{{println}}{{end}}' full`,
    sorted: true,
  },
  { command: 'ps --all', sorted: true },
  { command: 'port full' },

  { command: 'create busybox true' },
  { command: `ps --latest --format '{{.Image}} {{.Command}} {{.Status}}'` },
  { command: 'create --name plain busybox true' },
  { command: 'create --name /slash busybox true' },
  { command: 'create --name a busybox true' },
  { command: 'rename plain first' },
  { command: `inspect --format '{{.Name}}' first /first` },
  { command: 'inspect plain' },
  { command: 'rename first first' },
  { command: 'rename first full' },
  { command: 'rename first not/a/name' },
  { command: 'rename nope other' },

  {
    command: 'update --restart always --memory 128m --memory-swap 256m --cpu-shares 256 first',
    mask: /^Your kernel .*\n/gm,
  },
  {
    command: `inspect --format '{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.Memory}} {{.HostConfig.CpuShares}}' first`,
  },
  { command: 'update --restart nonsense first' },
  { command: 'update --cpu-shares 64 nope' },

  { command: 'run --detach --name busy busybox sleep 1000' },
  { command: `inspect --format '{{.State.Status}} {{.State.Running}} {{.State.ExitCode}} {{.State.FinishedAt}}' busy` },
  { command: 'inspect busy', mask: machine },
  { command: `inspect --format '{{.NetworkSettings.IPAddress}} {{.NetworkSettings.Gateway}}' busy` },
  { command: 'rm busy' },
  { command: `ps --all --filter name=^busy$ --format '{{.Names}} {{.State}}'` },
  { command: 'rm --force busy' },
  { command: 'rm busy' },
  { command: 'rm --force busy' },
  { command: 'rm first nope slash' },
  { command: 'volume ls --quiet', sorted: true },
  { command: 'rm --volumes full' },
  { command: 'volume ls --quiet' },
  { command: `ps --all --format '{{.Image}} {{.Status}}'` },
  { command: 'container prune --force', sorted: true },
  { command: 'ps --all' },
]

import type { Step } from '../recorded/step.js'

const events = 'events --since %began% --until %now%'

/** The engine as a whole: what it says of itself, its disk, and what has happened. */
export const system: readonly Step[] = [
  {
    command: `version --format '{{.Server.APIVersion}} {{.Server.MinAPIVersion}} {{.Server.Os}} {{.Server.Arch}}'`,
    mask: / 1\.[12]\d /,
  },
  {
    command: `info --format '{{.Containers}} {{.ContainersRunning}} {{.ContainersPaused}} {{.ContainersStopped}} {{.Images}}'`,
  },
  {
    command: `info --format '{{.OSType}} {{.Architecture}} {{.Swarm.LocalNodeState}} {{.LoggingDriver}} {{.DefaultRuntime}}'`,
  },
  { command: `info --format '{{json .Plugins.Volume}} {{json .Plugins.Network}} {{.IndexServerAddress}}'` },
  { command: 'system df' },
  { command: 'run --detach --name one --label a=b busybox sleep 1000' },
  { command: 'volume create data' },
  { command: 'network create net' },
  { command: 'tag busybox other' },
  { command: 'pause one' },
  {
    command: `info --format '{{.Containers}} {{.ContainersRunning}} {{.ContainersPaused}} {{.ContainersStopped}} {{.Images}}'`,
  },
  { command: 'unpause one' },
  { command: 'exec one true' },
  { command: 'rename one first' },
  { command: 'network connect net first' },
  { command: 'network disconnect net first' },
  { command: 'update --cpu-shares 512 first' },
  { command: 'restart -t 0 first' },
  { command: 'kill --signal WINCH first' },
  { command: 'kill first' },
  { command: 'wait first' },
  { command: 'run --rm --name brief --volume data:/data busybox true' },
  { command: 'run --rm --name absent busybox nosuchprogram' },
  { command: 'rmi other' },
  { command: `${events} --filter type=container --filter container=first --format '{{.Action}}'` },
  { command: `${events} --filter type=container --format '{{.Action}} {{.Actor.Attributes}}'` },
  {
    command: `${events} --filter type=network --format '{{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.type}}'`,
  },
  { command: `${events} --filter type=volume --format '{{.Action}} {{.Actor.ID}} {{.Actor.Attributes}}'` },
  { command: `${events} --filter type=image --format '{{.Action}} {{.Actor.Attributes}}'` },
  {
    command: `${events} --filter type=container --filter type=volume --filter event=create --format '{{.Type}} {{.Action}} {{.Scope}}'`,
  },
  { command: `${events} --filter event=exec_start --format '{{.Type}} {{.Action}}'` },
  { command: `${events} --filter event=die --format '{{.Actor.Attributes.name}} {{.Actor.Attributes.exitCode}}'` },
  { command: `${events} --filter label=a --filter event=start --format '{{.Actor.Attributes.name}}'` },
  {
    command: `${events} --filter volume=data --filter event=mount`,
    mask: /,? ?(propagation|destination|driver|read\/write)=[^,)]*/g,
  },
  { command: `${events} --filter container=first --filter event=destroy` },
  { command: `${events} --filter nonsense=1` },
  { command: 'events --since 1h --until 2h', mask: /\d{10}/g },
  { command: 'events --until nonsense' },
  { command: 'system df' },
  { command: `system df --format '{{.Type}} {{.TotalCount}} {{.Active}}'` },
  { command: 'system prune --force', sorted: true },
  { command: 'system prune --force --volumes', sorted: true },
  { command: `system df --format '{{.Type}} {{.TotalCount}} {{.Active}}'` },
]

import type { Answer } from 'libswarm-core'
import { humanDuration, toSeconds } from '../time.js'
import type { Instant } from '../world.js'
import { commandOf, type Container } from './container.js'

/** What a list says of a container at a moment. */
export function summarize(container: Container, now: Instant): Answer<'ContainerList'>[number] {
  const { config, hostConfig, run } = container
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: config.Image ?? '',
    ImageID: container.imageId,
    Command: commandLine(commandOf(container)),
    Created: toSeconds(container.created),
    Ports: [],
    Labels: config.Labels ?? {},
    State: run.phase,
    Status: statusText(container, now),
    HostConfig: { NetworkMode: hostConfig.NetworkMode ?? 'default' },
    NetworkSettings: { Networks: container.networks },
    Mounts: [],
  }
}

/** `Created`, `Up 3 minutes`, `Exited (137) 5 seconds ago`. */
export function statusText({ run }: Container, now: Instant): string {
  const since = (moment: Instant | undefined): string => humanDuration(now - (moment ?? now))
  if (run.phase === 'created') return 'Created'
  if (run.phase === 'running') return `Up ${since(run.startedAt)}`
  return `Exited (${run.exitCode}) ${since(run.finishedAt)} ago`
}

/** Words as one line; an argument with a blank in it in quotes, as moby's list has it. */
function commandLine([path = '', ...args]: readonly string[]): string {
  return [path, ...args.map((word) => (word.includes(' ') ? `'${word}'` : word))].join(' ')
}

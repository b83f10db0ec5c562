import type { Answer } from 'libswarm-core'
import { toSeconds } from '../time.js'
import type { Instant } from '../world.js'
import { has, networksAt, type Age } from './age.js'
import { commandOf, type Container, type Ports } from './container.js'
import type { Sizes } from './sizes.js'
import { statusText } from './status.js'

/** One container of a list. */
export type Summary = Answer<'ContainerList'>[number]

/** What a summary says besides what its container is. */
export interface Surroundings {
  readonly now: Instant
  readonly age: Age
  /** The image by the name that it was created with, or by its id where that name is another image's now. */
  readonly image: string
  /** Undefined where none are asked for. */
  readonly sizes: Sizes | undefined
}

/** What a list says of a container at a moment, in moby's order (`container.Summary`). */
export function summarize(container: Container, { now, age, image, sizes }: Surroundings): Summary {
  const { config, hostConfig, run } = container
  const { Annotations } = hostConfig
  const annotated = has(age, '1.46') && Object.keys(Annotations ?? {}).length > 0
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: image,
    ImageID: container.imageId,
    Command: commandLine(commandOf(container)),
    Created: toSeconds(container.created),
    Ports: portsOf(container.ports),
    // Go leaves a zero out.
    ...(sizes === undefined || sizes.own === 0 ? {} : { SizeRw: sizes.own }),
    ...(sizes === undefined || sizes.all === 0 ? {} : { SizeRootFs: sizes.all }),
    Labels: sorted(config.Labels ?? {}),
    State: run.phase,
    Status: statusText(container, now),
    HostConfig: {
      NetworkMode: hostConfig.NetworkMode ?? 'default',
      ...(annotated ? { Annotations: sorted(Annotations!) } : {}),
    },
    NetworkSettings: { Networks: networksAt(age, container.networks) },
    Mounts: [...container.mounts],
    ...(has(age, '1.52') ? { Health: healthOf(container) } : {}),
  }
}

function healthOf({ health }: Container): NonNullable<Summary['Health']> {
  return { Status: health?.status ?? 'none', FailingStreak: health?.failingStreak ?? 0 }
}

/** Each binding of a port on the host, or the port alone; by the ports' text, as dockerd has them in no order at all. */
function portsOf(ports: Ports): NonNullable<Summary['Ports']> {
  const keys = Object.keys(ports).sort()
  return keys.flatMap((key) => {
    const [number, protocol = 'tcp'] = key.split('/')
    const port = { PrivatePort: Number(number), Type: protocol as 'tcp' }
    const bindings = ports[key] ?? []
    if (bindings.length === 0) return [port]
    return bindings.map(({ HostIp, HostPort }) => ({
      IP: HostIp ?? '',
      PrivatePort: port.PrivatePort,
      PublicPort: Number(HostPort),
      Type: port.Type,
    }))
  })
}

/** Words as one line; an argument with a blank in it in quotes, as moby's list has it. */
function commandLine([path = '', ...args]: readonly string[]): string {
  return [path, ...args.map((word) => (word.includes(' ') ? `'${word}'` : word))].join(' ')
}

/** As Go writes a map. */
function sorted(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)))
}

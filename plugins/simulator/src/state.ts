import { isOlder } from './api-version.js'
import type { Container } from './containers/container.js'
import { Containers } from './containers/containers.js'
import { runOutOfMemory } from './containers/transitions.js'
import { ContainerAnswers } from './containers/answers.js'
import type { MakeError } from './errors.js'
import type { FrozenTree } from './machine/files/node.js'
import { EventLog } from './events/log.js'
import { Execs } from './execs/execs.js'
import type { Image } from './images/image-record.js'
import { Images } from './images/images.js'
import { Pending } from './pending.js'
import { Machines } from './machine/machines.js'
import { programs } from './machine/programs/index.js'
import { rootfsOf } from './machine/rootfs/rootfs.js'
import { Fabric } from './networks/fabric.js'
import { addressOf, gatewayOf } from './networks/gateway.js'
import { Networks } from './networks/networks.js'
import { addPredefined } from './networks/predefined.js'
import { Doors } from './ports/doors.js'
import { Processes } from './processes/processes.js'
import type { Service } from './processes/process.js'
import type { Settings } from './settings.js'
import { Streams } from './streams.js'
import { Volumes } from './volumes/volumes.js'
import type { Clock, Random } from './world.js'

/** What a simulated engine is made of; the clock, the random source and the errors are handed in. */
export interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  readonly error: MakeError
  readonly settings: Settings
}

/** One simulated engine: each resource's state is in one place. */
export interface State extends Surroundings {
  readonly events: EventLog
  readonly containers: Containers
  readonly answers: ContainerAnswers
  readonly images: Images
  readonly networks: Networks
  readonly fabric: Fabric
  /** What listens on the machine for the ports that containers publish. */
  readonly doors: Doors
  /** The containers that are about to have their ports, until they have. */
  readonly opening: Map<string, Promise<unknown>>
  readonly volumes: Volumes
  readonly processes: Processes
  readonly machines: Machines
  readonly execs: Execs
  readonly streams: Streams
  readonly pending: Pending
}

/** An engine that holds nothing yet. */
export function createState(surroundings: Surroundings, engineId = ''): State {
  const events = new EventLog()
  const containers = new Containers((messages) => events.publish(messages))
  const images = new Images()
  const { clock } = surroundings
  const execs = new Execs(clock)
  const serviceOf = ({ imageId }: Container): Service => serviceOfImage(images.get(imageId))
  const filesOfImage = ({ imageId }: Container): FrozenTree =>
    images.get(imageId)?.files() ?? rootfsOf({ domain: 'docker.io', path: 'library/busybox' })
  const volumes = new Volumes()
  const networks = new Networks()
  const { host } = surroundings.settings
  const fabric = new Fabric({
    networks,
    hostName: host.name,
    container: (id) => containers.get(id),
    find: (text) => containers.get(text) ?? containers.named(text) ?? containers.beginningWith(text)[0],
  })
  const doors = new Doors({
    on: surroundings.settings.ports,
    clock,
    host: fabric.host,
    addressOf: (id) => {
      const container = containers.get(id)
      const gateway = container && gatewayOf(networks, container)
      return gateway && addressOf(gateway)
    },
  })
  const machines = new Machines({
    clock,
    random: surroundings.random,
    host,
    programs,
    filesOfImage,
    names: fabric,
    network: (container) => fabric.boot(container),
    volume: (name) => volumes.get(name),
    onOutOfMemory: (id) => {
      const container = containers.get(id)
      const isShown = !isOlder(surroundings.settings.api.max, '1.42')
      if (container !== undefined) containers.apply(runOutOfMemory(container, clock.now(), isShown))
    },
  })
  addPredefined(networks, clock.now(), surroundings.error, engineId)
  return {
    ...surroundings,
    events,
    containers,
    answers: new ContainerAnswers(),
    images,
    processes: new Processes({
      clock,
      boot: (container) => machines.boot(container),
      serviceOf,
      onForget: (id) => {
        execs.forget(id)
        machines.forget(id)
        fabric.forget(id)
      },
    }),
    machines,
    execs,
    networks,
    fabric,
    doors,
    opening: new Map(),
    volumes,
    streams: new Streams(),
    pending: new Pending(),
  }
}

/** What an image runs by itself. One that was loaded has all that it runs among its files. */
const serviceOfImage = (image: Image | undefined): Service =>
  image?.archived !== undefined
    ? { entrypoint: [], command: [] }
    : { entrypoint: image?.config.Entrypoint ?? [], command: image?.config.Cmd ?? [] }

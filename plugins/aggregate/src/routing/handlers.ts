import type { Connection, AnyJob, OperationName } from 'libswarm-core'
import { updateNode } from '../availability/update-node.js'
import { info } from '../here/info.js'
import { inspectNode, listNodes } from '../here/nodes.js'
import { ping } from '../here/ping.js'
import { eventHandlers } from '../events/handlers.js'
import type { PoolSettings } from '../here/settings.js'
import { version } from '../here/version.js'
import { imageHandlers } from '../images/handlers.js'
import type { Pulls } from '../images/pulls.js'
import { Turns } from '../local/turns.js'
import { listContainers } from '../merge/container-list.js'
import { networkHandlers } from '../networks/handlers.js'
import type { Pool } from '../nodes/pool.js'
import { commit, wireToContainer } from '../owner/container.js'
import { Execs } from '../owner/execs.js'
import { inspectContainer } from '../owner/inspect.js'
import { containerLogs } from '../owner/logs.js'
import { renameContainer } from '../owner/rename.js'
import { createContainer } from '../place/create.js'
import { Names } from '../place/names.js'
import type { Placer } from '../place/placer.js'
import type { Drains } from '../reschedule/drains.js'
import { usageHandlers } from '../usage/handlers.js'
import { volumeHandlers } from '../volumes/handlers.js'
import type { Handlers } from './handler.js'

/** What the handlers share. */
export interface HandlerParts {
  readonly pool: Pool
  readonly placer: Placer
  readonly pulls: Pulls
  readonly drains: Drains
  readonly settings: PoolSettings
}

/** Every handler that is more than its way. */
export function handlersOf({ pool, placer, pulls, drains, settings }: HandlerParts): Handlers {
  const execs = new Execs(pool)
  const names = new Names(pool)
  const turns = new Turns()
  return {
    SystemPing: () => ping(pool, true),
    SystemPingHead: () => ping(pool, false),
    SystemInfo: () => info(pool, settings),
    SystemVersion: () => version(pool),
    NodeList: (job) => listNodes(pool, job),
    NodeInspect: (job) => inspectNode(pool, job),
    NodeUpdate: (job) => updateNode({ pool, turns, drains }, job),
    PluginInspect: (job) => {
      throw pool.fail('NotFound', `plugin ${JSON.stringify(job.path.name)} not found`)
    },
    ContainerList: (job) => listContainers(pool, job),
    ContainerCreate: (job) =>
      createContainer({ pool, names, placer, pull: (node, image, asked) => pulls.ensure(node, image, asked) }, job),
    ContainerRename: (job) => renameContainer(pool, names, job),
    ContainerInspect: (job) => inspectContainer(pool, job),
    ContainerLogs: (job) => containerLogs(pool, job),
    ContainerExec: (job) => execs.create(job),
    ExecStart: (job) => execs.run(job),
    ExecInspect: (job) => execs.run(job),
    ExecResize: (job) => execs.run(job),
    ImageCommit: (job) => commit(pool, job),
    ...eventHandlers(pool),
    ...imageHandlers(pool, placer),
    ...networkHandlers({ pool, placer, turns }),
    ...volumeHandlers({ pool, placer, turns }),
    ...usageHandlers(pool),
  }
}

/** What hands a whole connection on, of the operations that can. */
export function wiringOf(pool: Pool): ReadonlyMap<OperationName, (job: AnyJob, connection: Connection) => boolean> {
  return new Map([
    ['ContainerAttachWebsocket', (job: AnyJob, connection: Connection) => wireToContainer(pool, job, connection)],
  ])
}

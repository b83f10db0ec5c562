import { build, type BuildPayloads } from './build.js'
import { configs, type ConfigPayloads } from './configs.js'
import { containers, type ContainerPayloads } from './containers.js'
import { distribution, type DistributionPayloads } from './distribution.js'
import { exec, type ExecPayloads } from './exec.js'
import { freeze } from './freeze.js'
import { images, type ImagePayloads } from './images.js'
import { networks, type NetworkPayloads } from './networks.js'
import { nodes, type NodePayloads } from './nodes.js'
import type { Filters, ParametersOf, ValuesOf } from './parameters.js'
import { plugins, type PluginPayloads } from './plugins.js'
import type { ReplyKind, Row } from './row.js'
import { secrets, type SecretPayloads } from './secrets.js'
import { services, type ServicePayloads } from './services.js'
import { swarm, type SwarmPayloads } from './swarm.js'
import { system, type SystemPayloads } from './system.js'
import { tasks, type TaskPayloads } from './tasks.js'
import { volumes, type VolumePayloads } from './volumes.js'

/** Docker's `filters`, as a query holds them. */
export type { Filters }

/** Every operation of the Docker Engine API by its `operationId`, deeply frozen. */
export const table = freeze({
  ...containers,
  ...exec,
  ...images,
  ...build,
  ...networks,
  ...volumes,
  ...system,
  ...distribution,
  ...swarm,
  ...nodes,
  ...services,
  ...tasks,
  ...secrets,
  ...configs,
  ...plugins,
})

type Table = typeof table

/** The `operationId` of the Docker Engine API's published list, and `Grpc`. */
export type OperationName = keyof Table

/** A row with its name. */
export interface Operation extends Row {
  readonly operation: OperationName
}

/** All rows with their names, in the order of the table, frozen. */
export const operations: readonly Operation[] = Object.freeze(
  (Object.keys(table) as OperationName[]).map((operation) => Object.freeze({ operation, ...table[operation] })),
)

/** Operations by the name of their job in libswarm of 2014. */
export type JobNames = {
  readonly [O in OperationName as Table[O] extends { readonly job: infer J extends string } ? J : never]: O
}

/** The name of a job in libswarm of 2014. */
export type JobName = keyof JobNames

const names: ReadonlyMap<string, OperationName> = new Map(
  operations.flatMap(({ operation, job }) => [[operation, operation] as const, [job ?? operation, operation] as const]),
)

/** The operation that an `operationId` or a job name of 2014 means; undefined where it means none. */
export const findOperation = (name: string): OperationName | undefined => names.get(name)

/** How an operation answers. */
export type KindOf<O extends OperationName> = Table[O]['answers']['kind']

/** The parameters in the path of an operation, decoded: `{ id }` for `/containers/{id}/json`. */
export type PathParameters<O extends OperationName> = ParametersOf<Table[O]['path']>

/** The query of an operation, read by the kinds of its row; what a client did not send is absent. */
export type Query<O extends OperationName> = ValuesOf<Table[O]['query']>

/** What each operation may have as payloads: a body where it reads JSON, an answer where it writes JSON. */
type Shape = {
  readonly [O in OperationName]: {
    body: Table[O]['body'] extends 'json' ? object : undefined
    answer: KindOf<O> extends Extract<ReplyKind, 'json' | 'messages'> ? unknown : undefined
  }
}

/** Fails to compile where an operation lacks its payloads, or payloads lack their operation. */
type Complete<P extends Shape, Unknown extends never> = [Unknown] extends [never] ? P : never

type AllPayloads = ContainerPayloads &
  ExecPayloads &
  ImagePayloads &
  BuildPayloads &
  NetworkPayloads &
  VolumePayloads &
  SystemPayloads &
  DistributionPayloads &
  SwarmPayloads &
  NodePayloads &
  ServicePayloads &
  TaskPayloads &
  SecretPayloads &
  ConfigPayloads &
  PluginPayloads

/** What every operation takes and answers as JSON. */
export type Payloads = Complete<AllPayloads, Exclude<keyof AllPayloads, OperationName>>

/** The JSON body of an operation; undefined where it takes none. */
export type Body<O extends OperationName> = Payloads[O]['body']

/** The JSON that an operation answers, one message of it where they are many; undefined where it is no JSON. */
export type Answer<O extends OperationName> = Payloads[O]['answer']

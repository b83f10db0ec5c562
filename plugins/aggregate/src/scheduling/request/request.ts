import type { Expression, Whitelist } from '../expressions/expression.js'
import type { ReschedulePolicy } from '../expressions/read.js'

/** What a new container asks of its node. */
export interface Request {
  /** Its name, without the leading `/`; undefined where the engine is to find one. */
  readonly name: string | undefined
  /** The image as it was asked for. */
  readonly image: string
  /** The client's, with the expressions that came as environment. */
  readonly labels: ReadonlyMap<string, string>
  readonly constraints: readonly Expression[]
  readonly affinities: readonly Expression[]
  readonly whitelists: readonly Whitelist[]
  /** What is to become of it when its node fails; undefined where nothing was said. */
  readonly reschedule: ReschedulePolicy | undefined
  /** In bytes; 0 where nothing was asked for. */
  readonly memory: number
  /** In billionths of a CPU; 0 where nothing was asked for. */
  readonly nanoCpus: number
  /** The ports of the node that it wants. */
  readonly ports: readonly PortRequest[]
  /** The containers that must be on its node: `--volumes-from`, `--link`, `--network container:` and the like. */
  readonly containers: readonly Reference[]
  /** The volumes that it names. */
  readonly volumes: readonly Reference[]
  /** The networks that it names, those that every engine has left out. */
  readonly networks: readonly Reference[]
}

/** A port of the node, any of a range (`-p 8000-8010:80`). */
export interface PortRequest {
  /** As in `HostPort`. */
  readonly ip: string
  readonly first: number
  readonly last: number
  readonly protocol: string
}

/** Something on a node, as a client names it: `name`, an id or the beginning of one, `node/name`. */
export interface Reference {
  /** As it was written, for sentences. */
  readonly text: string
  /** The node that it is looked for on; undefined for any. */
  readonly node: string | undefined
  readonly name: string
  /** How it was asked for (`--link`), for sentences. */
  readonly by: string
}

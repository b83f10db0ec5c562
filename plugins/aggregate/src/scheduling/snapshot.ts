/** What is known of the pool at one moment. Nothing in it changes; who knows more makes another. */
export type Snapshot = readonly NodeSnapshot[]

/** Whether a node takes new containers: `pause` (cordoned) takes none, `drain` gives away those that it has, too. */
export type Availability = 'active' | 'pause' | 'drain'

/** One node of the pool. */
export interface NodeSnapshot {
  /** The engine's id, unique in the pool. */
  readonly id: string
  /** The node's name, unique in the pool. */
  readonly name: string
  /** Where it is, for sentences and for strategies. */
  readonly addr: string
  /**
   * The node's own labels and the engine's, and `storagedriver`, `kernelversion`, `operatingsystem`, `ostype`,
   * `architecture` of its `/info`.
   */
  readonly labels: ReadonlyMap<string, string>
  /** Whether it answers. */
  readonly healthy: boolean
  readonly availability: Availability
  /** `NCPU` of its `/info`, in billionths of a CPU. */
  readonly nanoCpus: number
  /** `MemTotal` of its `/info`, in bytes. */
  readonly memory: number
  /** How many engines it is: 1, and as many as take containers where it is a pool. */
  readonly engines: number
  /** Those that run, those that do not, and those that are being created. */
  readonly containers: readonly ContainerSnapshot[]
  readonly images: readonly ImageSnapshot[]
  /** The names of its volumes. */
  readonly volumes: ReadonlySet<string>
  readonly networks: readonly NetworkSnapshot[]
  /**
   * When this was asked for, in milliseconds of a clock that does not jump (`performance.now()`): what had been created
   * before and is not listed is gone. Undefined where nobody can say.
   */
  readonly asOf?: number
}

/** One container of a node. */
export interface ContainerSnapshot {
  /** The full id; empty while it is being created. */
  readonly id: string
  /** Without the leading `/`. */
  readonly names: readonly string[]
  /** The image as it was asked for. */
  readonly image: string
  readonly imageId: string
  readonly labels: ReadonlyMap<string, string>
  /** `created`, `running`, `exited` …, as Docker has it. */
  readonly state: string
  /** What it was given, in bytes, as `reservedMemory` reads it. */
  readonly memory: number
  /** What it was given, in billionths of a CPU, as `reservedCpus` reads it. */
  readonly nanoCpus: number
  /** The ports of the node that are its own: published ones, whether it runs or not, and in host mode the exposed ones. */
  readonly ports: readonly HostPort[]
}

/** A port of a node. */
export interface HostPort {
  /** An address of the node; empty for all of them, `0.0.0.0` for all of IPv4, `::` for all of IPv6. */
  readonly ip: string
  readonly port: number
  /** `tcp`, `udp` or `sctp`. */
  readonly protocol: string
}

/** One image of a node, as `GET /images/json` has it. */
export interface ImageSnapshot {
  /** With `sha256:`. */
  readonly id: string
  readonly repoTags: readonly string[]
  readonly repoDigests: readonly string[]
}

/** One network of a node. */
export interface NetworkSnapshot {
  readonly id: string
  readonly name: string
}

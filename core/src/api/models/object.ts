/** The version of a swarm object; an update names the one it saw. */
export interface ObjectVersion {
  Index?: number
}

/** A driver by name, with its options. */
export interface Driver {
  Name: string
  Options?: Record<string, string>
}

/** The certificate authority of a swarm, in PEM and base64 of DER. */
export interface TLSInfo {
  TrustRoot?: string
  CertIssuerSubject?: string
  CertIssuerPublicKey?: string
}

/** The architecture and operating system of a node. */
export interface Platform {
  Architecture?: string
  OS?: string
}

/** The most that a task may use: billionths of a CPU, bytes, processes. */
export interface Limit {
  NanoCPUs?: number
  MemoryBytes?: number
  Pids?: number
}

/** What a node has, or a task reserves: billionths of a CPU, bytes, named resources. */
export interface ResourceObject {
  NanoCPUs?: number
  MemoryBytes?: number
  GenericResources?: GenericResources
}

/** User-defined resources, named one by one or counted. */
export type GenericResources = {
  NamedResourceSpec?: {
    Kind?: string
    Value?: string
  }
  DiscreteResourceSpec?: {
    Kind?: string
    Value?: number
  }
}[]

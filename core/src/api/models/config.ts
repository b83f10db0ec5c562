import type { Driver, ObjectVersion } from './object.js'

/** One config of a swarm. */
export interface Config {
  ID?: string
  Version?: ObjectVersion
  CreatedAt?: string
  UpdatedAt?: string
  Spec?: ConfigSpec
}

/** A config as it is asked for; `Data` in base64. */
export interface ConfigSpec {
  Name?: string
  Labels?: Record<string, string>
  Data?: string
  Templating?: Driver
}

/** The id of the new config; the engine writes `ID` where the published list says `Id`. */
export interface ConfigCreateResponse {
  ID: string
}

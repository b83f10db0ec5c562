import type { Driver, ObjectVersion } from './object.js'

/** One secret of a swarm; its data is never answered. */
export interface Secret {
  ID?: string
  Version?: ObjectVersion
  CreatedAt?: string
  UpdatedAt?: string
  Spec?: SecretSpec
}

/** A secret as it is asked for; `Data` in base64. */
export interface SecretSpec {
  Name?: string
  Labels?: Record<string, string>
  Data?: string
  Driver?: Driver
  Templating?: Driver
}

/** The id of the new secret; the engine writes `ID` where the published list says `Id`. */
export interface SecretCreateResponse {
  ID: string
}

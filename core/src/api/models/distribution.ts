import type { OCIDescriptor, OCIPlatform } from './oci.js'

/** What a registry has under a name. */
export interface DistributionInspect {
  Descriptor: OCIDescriptor
  Platforms: OCIPlatform[]
}

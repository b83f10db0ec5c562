import type { MakeError } from '../errors.js'
import { familiar, familiarName, type Reference } from './reference.js'
import { denialOf } from './registry.js'

/** Throws `NotFound`, as Docker Hub and dockerd do together, for what no registry has or gives. */
export function refusePull(reference: Reference, patterns: readonly string[], error: MakeError): void {
  const denial = denialOf(reference, patterns)
  if (denial === 'repository') {
    const why = `repository does not exist or may require 'docker login'`
    const denied = 'denied: requested access to the resource is denied'
    throw error('NotFound', `pull access denied for ${familiarName(reference)}, ${why}: ${denied}`)
  }
  if (denial === 'manifest') {
    throw error('NotFound', `manifest for ${familiar(reference)} not found: manifest unknown: manifest unknown`)
  }
}

import type { State } from '../state.js'
import { storePulled } from './pulled.js'
import { platforms } from './platform.js'
import { requireReference, withDefaultTag } from './reference.js'

/** Adds images by name, as if clients had pulled them before the engine started: there are no events of it. */
export function addLocalImages(state: State, names: readonly string[]): void {
  for (const name of names) {
    const reference = withDefaultTag(requireReference(name, state.error))
    storePulled(state, reference, state.images.registry.listing(reference), platforms[0])
  }
}

import type { State } from '../state.js'
import { requireImage } from './require.js'

/** Adds images by name, as if clients had pulled them before the engine started: there are no events of it. */
export function addLocalImages(state: State, names: readonly string[]): void {
  for (const name of names) requireImage(state, name)
}

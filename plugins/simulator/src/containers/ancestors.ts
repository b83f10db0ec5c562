import { requireImage } from '../images/require.js'
import type { State } from '../state.js'

/** The ids of the images that are asked for, and of all that were made of them. What is no image here has none. */
export function familyOf(wanted: readonly string[], state: State): ReadonlySet<string> {
  const family = new Set<string>()
  for (const text of wanted) {
    const id = idOf(text, state)
    if (id !== undefined) family.add(id)
  }
  const images = state.images.all()
  for (let grown = -1; grown !== family.size;) {
    grown = family.size
    for (const { id, parent } of images) if (parent !== undefined && family.has(parent)) family.add(id)
  }
  return family
}

function idOf(text: string, state: State): string | undefined {
  const refusals = new Set<unknown>()
  const error: State['error'] = (...told) => {
    const refusal = state.error(...told)
    refusals.add(refusal)
    return refusal
  }
  try {
    return requireImage({ ...state, error }, text).id
  } catch (thrown) {
    if (!refusals.has(thrown)) throw thrown
    return undefined
  }
}

import type { FrozenTree } from '../../machine/files/node.js'
import type { Archived, HistoryEntry, Image } from '../image-record.js'
import type { Described } from './config-json.js'
import type { Identity } from './identity.js'
import type { UnpackedLayer } from './unpack-layers.js'

/** What an image was loaded from, unpacked. */
export interface Unpacked {
  readonly described: Described
  readonly layers: readonly UnpackedLayer[]
  readonly tree: FrozenTree
  readonly archived: Archived
}

/** The image that was loaded, without a name. One that a simulator has saved is again what it was there. */
export function makeImage({ described, layers, tree, archived }: Unpacked, identity?: Identity): Image {
  const { author, comment, config, created, id, platform } = described
  const layerSizes = layers.map(({ size }) => size)
  const common = {
    ...{ config, platform, files: () => tree, tags: [], digests: [], lastTagged: undefined },
    ...(author === '' && comment === '' ? {} : { made: { container: '', author, comment } }),
  }
  if (identity !== undefined) return { ...common, ...identity }
  return {
    ...{ ...common, id, created, archived, layerSizes },
    layers: layers.map(({ digest }) => digest),
    size: layerSizes.reduce((sum, size) => sum + size, 0),
    history: sized(described, layerSizes),
  }
}

/** Each step with the bytes of the layer that it has made. */
function sized({ history }: Described, layerSizes: readonly number[]): readonly HistoryEntry[] {
  let at = 0
  return history.map(({ hasLayer, ...step }) => ({ ...step, size: hasLayer ? (layerSizes[at++] ?? 0) : 0 }))
}

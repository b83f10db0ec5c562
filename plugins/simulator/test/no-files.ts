import { ImageBuilder } from '../dist/machine/rootfs/builder.js'
import type { FrozenTree } from '../dist/machine/files/node.js'

/** The files of an image that has none. */
export const noFiles = (): FrozenTree => new ImageBuilder(0).freeze()

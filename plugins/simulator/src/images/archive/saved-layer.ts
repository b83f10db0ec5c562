import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { archiveEntries } from '../../machine/archive/entries.js'
import { tarOf } from '../../machine/archive/tar-writer.js'
import { bareView } from '../../machine/archive/view.js'
import { Tree } from '../../machine/files/tree.js'
import { Quota } from '../../machine/quota.js'
import type { Image } from '../image-record.js'

/** A layer of an archive: how long it is, and what it says. */
export interface SavedLayer {
  /** Bytes. */
  readonly size: number
  readonly chunks: () => Iterable<Uint8Array>
}

/** All files of an image as one layer. */
export const layerOf = ({ files }: Image): Iterable<Uint8Array> => {
  const none = new Quota(0)
  const tree = new Tree({ image: files(), bytes: none, inodes: none, now: () => 0 })
  return tarOf(archiveEntries(bareView(tree), '/'), (path) => path)
}

/** How long bytes are, and their digest (`sha256:…`). Rejects when the signal is aborted. */
export async function measure(
  chunks: Iterable<Uint8Array>,
  signal: AbortSignal,
): Promise<{ readonly size: number; readonly digest: string }> {
  const hash = createHash('sha256')
  let size = 0
  let turn = 0
  for (const chunk of chunks) {
    hash.update(chunk)
    size += chunk.length
    if (++turn % 64 === 0) await setImmediate()
    signal.throwIfAborted()
  }
  return { size, digest: `sha256:${hash.digest('hex')}` }
}

import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { brokenTar, readTar } from '../../archive/read-tar.js'
import type { MakeError } from '../../errors.js'
import { LayerUnpacker } from '../../machine/archive/layer.js'
import { TarReader } from '../../machine/archive/tar-reader.js'
import { bareView } from '../../machine/archive/view.js'
import { Errno } from '../../machine/errno.js'
import type { FrozenTree } from '../../machine/files/node.js'
import { Tree } from '../../machine/files/tree.js'
import { Quota } from '../../machine/quota.js'
import type { Instant } from '../../world.js'
import type { ArchivedLayer } from '../image-record.js'
import { mostArchived, mostInodes } from './room.js'

/** What a layer was found to be. */
export interface UnpackedLayer {
  /** `sha256:` and the digest of its archive, unpacked. */
  readonly digest: string
  /** Bytes of its files. */
  readonly size: number
}

/** The files of an image that is made of archives, layer by layer. */
export class LayerStack {
  readonly #tree: Tree
  readonly #error: MakeError

  constructor(now: () => Instant, error: MakeError) {
    this.#tree = new Tree({ bytes: new Quota(mostArchived), inodes: new Quota(mostInodes), now })
    this.#error = error
  }

  /** Puts a layer on top. Rejects with `InvalidParameter` in dockerd's words for what is no layer. */
  async add({ chunks }: Pick<ArchivedLayer, 'chunks'>, signal: AbortSignal): Promise<UnpackedLayer> {
    const unpacker = new LayerUnpacker(bareView(this.#tree))
    const reader = new TarReader(unpacker)
    const hash = createHash('sha256')
    let length = 0
    const taker = {
      take(bytes: Uint8Array) {
        length += bytes.length
        if (length > mostArchived) throw new Errno('ENOSPC')
        hash.update(bytes)
        reader.take(bytes)
      },
      end: () => reader.end(),
    }
    try {
      await readTar(Readable.from(inTurns(chunks)), taker, signal)
    } catch (thrown) {
      const why = brokenTar(thrown)
      if (why === undefined) throw thrown
      throw this.#error('InvalidParameter', `ApplyLayer exit status 1 stdout:  stderr: ${why}`)
    }
    return { digest: `sha256:${hash.digest('hex')}`, size: unpacker.size }
  }

  freeze(): FrozenTree {
    return this.#tree.freeze()
  }
}

/** Lets others have their turn between pieces. */
export async function* inTurns(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for (const chunk of chunks) {
    yield chunk
    await setImmediate()
  }
}

import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { EngineHandle, Job } from 'libswarm-core'

/** What an engine does with what is uploaded to it. */
export type Loading = 'whole' | 'refusing' | 'never reading' | 'breaking off' | 'slow'

/** What became of an upload. */
export interface Loaded {
  /** In bytes. */
  readonly length: number
  readonly sum: string
  /** Why it did not end. */
  readonly broken?: string
}

/**
 * Answers `ImageLoad` and imports; what each engine was sent is put into `loaded`.
 *
 * @param released when one that never reads does so after all, and sees what has become of it
 */
export function loading(how: Loading, loaded: Map<string, Loaded>, released: Promise<void>) {
  return (engine: EngineHandle, name: string): void => {
    const answer = async ({ input }: Job<'ImageLoad'> | Job<'ImageCreate'>) => {
      if (how === 'refusing') throw engine.error('NotImplemented', 'this engine loads nothing')
      if (how === 'never reading') await released
      return lines(engine, input!, how, (what) => loaded.set(name, what))
    }
    engine.register('ImageLoad', answer)
    engine.register('ImageCreate', answer)
  }
}

async function* lines(engine: EngineHandle, input: Readable, how: Loading, tell: (loaded: Loaded) => void) {
  const hash = createHash('sha256')
  let length = 0
  yield { status: 'Loading layer', id: 'layer', progressDetail: { current: 0 } }
  try {
    for await (const piece of input as AsyncIterable<Buffer>) {
      hash.update(piece)
      length += piece.length
      tell({ length, sum: '' })
      if (how === 'breaking off' && length > 200_000) throw engine.error('Internal', 'no space left on device')
      if (how === 'slow') await new Promise((resolve) => setTimeout(resolve, 1))
    }
  } catch (thrown) {
    tell({ length, sum: '', broken: (thrown as Error).message })
    throw thrown
  }
  tell({ length, sum: hash.digest('hex') })
  yield { stream: 'Loaded image: app:latest\n' }
}

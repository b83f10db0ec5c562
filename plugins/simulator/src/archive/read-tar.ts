import type { Readable } from 'node:stream'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { NotTar } from '../machine/archive/tar-block.js'
import { UnpackError } from '../machine/archive/unpack.js'
import { Errno } from '../machine/errno.js'

/** Takes the bytes of a tar archive, such as `TarReader`. */
export interface TarTaker {
  take(bytes: Uint8Array): void
  end(): void
}

/** Reads a stream that is a tar archive, packed by gzip or not, to its end. Rejects with what the taker throws. */
export async function readTar(input: Readable, taker: TarTaker, signal: AbortSignal): Promise<void> {
  const writable = new Writable({
    write(bytes: Uint8Array, _, done) {
      attempt(() => taker.take(bytes), done)
    },
    final(done) {
      attempt(() => taker.end(), done)
    },
  })
  const first = await firstOf(input)
  const source = rejoined(first, input)
  if (first[0] === 0x1f && first[1] === 0x8b) await pipeline(source, createGunzip(), writable, { signal })
  else await pipeline(source, writable, { signal })
}

/** What is wrong with an archive, in dockerd's words; undefined for what went wrong otherwise. */
export function brokenTar(thrown: unknown): string | undefined {
  if (thrown instanceof NotTar || thrown instanceof UnpackError) return thrown.message
  if (thrown instanceof Errno) return thrown.message.toLowerCase()
  const { code, message } = thrown as NodeJS.ErrnoException
  return message === 'unexpected EOF' || code?.startsWith('Z_') === true ? 'unexpected EOF' : undefined
}

function attempt(act: () => void, done: (thrown?: Error | null) => void): void {
  try {
    act()
    done()
  } catch (thrown) {
    done(thrown as Error)
  }
}

/** The first bytes of a stream, which says how it is packed. */
async function firstOf(input: Readable): Promise<Buffer> {
  for await (const chunk of input.iterator({ destroyOnReturn: false })) return chunk as Buffer
  return Buffer.alloc(0)
}

async function* rejoined(first: Buffer, rest: Readable): AsyncGenerator<Buffer> {
  yield first
  for await (const chunk of rest.iterator({ destroyOnReturn: false })) yield chunk as Buffer
}

import { createRequire } from 'node:module'
import type { Duplex, Readable } from 'node:stream'

/** What the tests use of dockerode, which has no types of its own. */
export interface Dockerode {
  getContainer(id: string): {
    attach(options: object): Promise<Duplex>
    exec(
      options: object,
    ): Promise<{ start(options: object): Promise<Duplex>; inspect(): Promise<{ ExitCode: number }> }>
    logs(options: object): Promise<Readable>
    inspect(): Promise<{ State: { Running: boolean } }>
  }
}

/** A client for a socket. */
export function dockerode(socketPath: string): Dockerode {
  const load = createRequire(import.meta.url)
  const Client = load('dockerode') as new (options: object) => Dockerode
  return new Client({ socketPath })
}

/** The text in Docker's multiplexed frames: a kind, three zeros, a length, as many bytes. */
export function unframed(frames: Buffer): string {
  let text = ''
  for (let at = 0; at + 8 <= frames.length;) {
    const length = frames.readUInt32BE(at + 4)
    text += frames.subarray(at + 8, at + 8 + length).toString()
    at += 8 + length
  }
  return text
}

import type { OutputName } from './process.js'

const streamNumber = { stdout: 1, stderr: 2 } as const

/** Bytes of one stream behind a header of eight: its number, three zeros, the length (moby `pkg/stdcopy`). */
export function frame(name: OutputName, bytes: Uint8Array): Uint8Array {
  const framed = Buffer.alloc(8 + bytes.length)
  framed[0] = streamNumber[name]
  framed.writeUInt32BE(bytes.length, 4)
  framed.set(bytes, 8)
  return framed
}

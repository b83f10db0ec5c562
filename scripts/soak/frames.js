import { Wrong } from './wrong.js'

/** A frame of Docker's multiplexed streams: 1 for standard output, three zeros, a length, as many bytes. */
export function frame(text, stream = 1) {
  const head = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0])
  head.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([head, Buffer.from(text)])
}

/** What is in such frames, the last of which may be cut off. */
export function unframe(bytes) {
  const parts = []
  for (let at = 0; at + 8 <= bytes.length;) {
    if (bytes[at] > 2 || bytes.readUIntBE(at + 1, 3) !== 0)
      throw new Wrong(`no frame at ${at}: ${bytes.toString('hex', at, at + 8)}`)
    const length = bytes.readUInt32BE(at + 4)
    parts.push(bytes.subarray(at + 8, at + 8 + length))
    at += 8 + length
  }
  return Buffer.concat(parts)
}

/** What of two byte strings differs first, in words; undefined when nothing does. */
export function difference(heard, sent) {
  if (heard.equals(sent)) return undefined
  const at = heard.findIndex((byte, index) => byte !== sent[index])
  return at < 0 ? `${heard.length} bytes instead of ${sent.length}` : `byte ${at} of ${sent.length} is another one`
}

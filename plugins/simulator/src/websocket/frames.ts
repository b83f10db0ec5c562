/** What a frame carries, by its number (RFC 6455, section 5.2). */
export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** Why a connection closes, by its number (RFC 6455, section 7.4.1). */
export const closure = { normal: 1000, protocolError: 1002 } as const

/** The longest payload of a close, ping or pong. */
export const longestControl = 125

/** A whole frame as a server sends it: unmasked, final. */
export function encodeFrame(code: number, payload: Uint8Array): Uint8Array {
  const { length } = payload
  const extra = length <= 125 ? 0 : length < 65_536 ? 2 : 8
  const frame = Buffer.alloc(2 + extra + length)
  frame[0] = 0x80 | code
  frame[1] = extra === 0 ? length : extra === 2 ? 126 : 127
  if (extra === 2) frame.writeUInt16BE(length, 2)
  if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2)
  frame.set(payload, 2 + extra)
  return frame
}

/** The frame that closes a connection, with a reason for whoever reads its logs. */
export function encodeClose(code: number, reason = ''): Uint8Array {
  const payload = Buffer.from(`..${reason}`)
  payload.writeUInt16BE(code)
  return encodeFrame(opcode.close, payload)
}

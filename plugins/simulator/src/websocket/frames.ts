import { Sender } from 'ws'

/** What a frame of a server carries, by its number (RFC 6455, section 5.2). */
export const opcode = { text: 1, binary: 2, close: 8, pong: 10 } as const

/** Why a connection closes, by its number (RFC 6455, section 7.4.1). */
export const closure = { normal: 1000, protocolError: 1002, tooBig: 1009 } as const

/** A whole frame as a server sends it: unmasked, final. */
export function encodeFrame(code: number, payload: Uint8Array): Uint8Array {
  return Buffer.concat(Sender.frame(payload, { opcode: code, fin: true, mask: false, rsv1: false, readOnly: true }))
}

/** The frame that closes a connection, with a reason for whoever reads its logs. */
export function encodeClose(code: number, reason = ''): Uint8Array {
  const payload = Buffer.from(`..${reason}`)
  payload.writeUInt16BE(code)
  return encodeFrame(opcode.close, payload)
}

import { longestControl, opcode } from './frames.js'

/** The beginning of a client's frame. */
export interface FrameHeader {
  readonly code: number
  readonly final: boolean
  /** Bytes of the payload that follow. */
  readonly length: number
  readonly mask: Uint8Array
  /** How many bytes the header itself takes. */
  readonly size: number
}

/** Why a frame breaks the rules, as one sentence. */
export interface Violation {
  readonly violation: string
}

/**
 * The header at the beginning of some bytes; undefined where it is not whole yet. `continuing` says whether a message
 * has been begun and not ended.
 */
export function readHeader(bytes: Buffer, continuing: boolean): FrameHeader | Violation | undefined {
  if (bytes.length < 2) return undefined
  const first = bytes[0]!
  const second = bytes[1]!
  const [code, short] = [first & 0x0f, second & 0x7f]
  const final = (first & 0x80) !== 0
  const violation = (first & 0x70) !== 0 ? 'no extension was agreed on' : violationOf(code, final, short, continuing)
  if (violation !== undefined) return { violation }
  if ((second & 0x80) === 0) return { violation: 'a client has to mask its frames' }
  const size = 2 + (short === 127 ? 8 : short === 126 ? 2 : 0) + 4
  if (bytes.length < size) return undefined
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short
  if (length > Number.MAX_SAFE_INTEGER) return { violation: 'no frame is that long' }
  return { code, final, length, mask: bytes.subarray(size - 4, size), size }
}

const data: readonly number[] = [opcode.text, opcode.binary]
const control: readonly number[] = [opcode.close, opcode.ping, opcode.pong]

function violationOf(code: number, final: boolean, length: number, continuing: boolean): string | undefined {
  if (control.includes(code)) {
    if (!final) return 'a control frame is not fragmented'
    return length > longestControl ? 'a control frame is short' : undefined
  }
  if (code === opcode.continuation) return continuing ? undefined : 'there is nothing to continue'
  if (!data.includes(code)) return `opcode ${code} is reserved`
  return continuing ? 'a message has to end before the next' : undefined
}

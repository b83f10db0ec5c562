import { fromBytes, type ByteString } from '../byte-string.js'

/** What an entry of a tar archive is. */
export type TarKind = 'file' | 'hardlink' | 'symlink' | 'character' | 'directory' | 'fifo'

/** The letter for it in a header. */
export const tarTypes: Readonly<Record<TarKind, string>> = {
  file: '0', hardlink: '1', symlink: '2', character: '3', directory: '5', fifo: '6',
} // prettier-ignore

/** What letters mean that have been used; devices of blocks are taken for those of characters. */
export const tarKinds: Readonly<Partial<Record<string, TarKind>>> = {
  '0': 'file', '\0': 'file', '7': 'file', '1': 'hardlink', '2': 'symlink', '3': 'character', '4': 'character',
  '5': 'directory', '6': 'fifo',
} // prettier-ignore

/** One block of 512 bytes that says what comes behind it. */
export interface TarBlock {
  readonly name: ByteString
  /** As the archive has it: one of `tarTypes`, or what extends the next one. */
  readonly type: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of what follows. */
  readonly size: number
  /** Seconds since 1970. */
  readonly modified: number
  readonly target: ByteString
  readonly owner: ByteString
  readonly group: ByteString
  readonly major: number
  readonly minor: number
}

export const blockSize = 512

/** That bytes are no header of a tar archive. */
export class NotTar extends Error {
  constructor() {
    // As Go's `archive/tar` says it.
    super('archive/tar: invalid tar header')
  }
}

/** The zeros behind so many bytes. */
export const padding = (length: number): Uint8Array => new Uint8Array((blockSize - (length % blockSize)) % blockSize)

const magics = { posix: 'ustar\x0000', gnu: 'ustar  \0' } as const

/** A block in the format of POSIX or of GNU; what does not fit in a field is left out, or cut. */
export function encodeBlock(block: TarBlock, format: keyof typeof magics, prefix: ByteString = ''): Uint8Array {
  const { name, type, mode, uid, gid, size, modified, target, owner, group, major, minor } = block
  const bytes = Buffer.alloc(blockSize)
  const put = (at: number, text: ByteString, length: number): void =>
    void bytes.write(text.slice(0, length), at, 'latin1')
  put(0, name, 100)
  put(100, octal(mode & 0o7777, 8), 8)
  put(108, octal(uid, 8), 8)
  put(116, octal(gid, 8), 8)
  put(124, octal(size, 12), 12)
  put(136, octal(Math.max(modified, 0), 12), 12)
  put(156, type, 1)
  put(157, target, 100)
  put(257, magics[format], 8)
  put(265, owner, 31)
  put(297, group, 31)
  if (format === 'posix') {
    put(329, octal(major, 8), 8)
    put(337, octal(minor, 8), 8)
    put(345, prefix, 155)
  }
  put(148, `${sumOf(bytes).toString(8).padStart(6, '0')}\0 `, 8)
  return bytes
}

const octal = (value: number, length: number): string =>
  `${(value < 8 ** (length - 1) ? value : 0).toString(8).padStart(length - 1, '0')}\0`

/** The checksum, which counts its own field as spaces. */
function sumOf(block: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < blockSize; at++) sum += at >= 148 && at < 156 ? 32 : block[at]!
  return sum
}

/** Reads a block; undefined for one of zeros. Throws `NotTar`. */
export function decodeBlock(block: Uint8Array): TarBlock | undefined {
  if (block.every((byte) => byte === 0)) return undefined
  const text = fromBytes(block)
  const field = (from: number, length: number): ByteString => text.slice(from, from + length).split('\0')[0]!
  const number = (from: number, length: number): number => numberOf(block.subarray(from, from + length))
  if (number(148, 8) !== sumOf(block)) throw new NotTar()
  const prefix = text.startsWith('ustar\0', 257) ? field(345, 155) : ''
  const name = field(0, 100)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: number(100, 8),
    uid: number(108, 8),
    gid: number(116, 8),
    size: number(124, 12),
    modified: number(136, 12),
    type: text[156]!,
    target: field(157, 100),
    owner: field(265, 32),
    group: field(297, 32),
    major: number(329, 8),
    minor: number(337, 8),
  }
}

/** A number in octal digits, or in base 256 where its first bit is set (GNU tar). */
function numberOf(bytes: Uint8Array): number {
  if ((bytes[0]! & 0x80) !== 0) {
    const rest = bytes.subarray(1)
    const value = rest.reduce((sum, byte) => sum * 256 + byte, bytes[0]! & 0x7f)
    if (!Number.isSafeInteger(value)) throw new NotTar()
    return value
  }
  const digits = fromBytes(bytes).replace(/[\0 ]+$/, '').replace(/^[\0 ]+/, '').split('\0')[0]!.trim() // prettier-ignore
  if (!/^[0-7]*$/.test(digits)) throw new NotTar()
  return digits === '' ? 0 : Number.parseInt(digits, 8)
}

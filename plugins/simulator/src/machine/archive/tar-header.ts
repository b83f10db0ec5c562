import { fromBytes, toBytes, type ByteString } from '../byte-string.js'

/** One header of a tar archive, with what extended headers say of it. */
export interface TarHeader {
  readonly name: ByteString
  /** As the archive has it: `0` a file, `1` a hard link, `2` a symlink, `3` a device, `5` a directory, `6` a fifo. */
  readonly type: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of what follows. */
  readonly size: number
  /** Seconds since 1970. */
  readonly modified: number
  readonly target: ByteString
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

/** A header in the format of POSIX (ustar), behind a pax header for what does not fit in it, as Go writes it. */
export function encodeHeader(header: TarHeader): Uint8Array {
  const split = splitName(header.name)
  const records: [string, ByteString][] = []
  if (split === undefined) records.push(['path', header.name])
  if (!fits(header.target, 100)) records.push(['linkpath', header.target])
  if (header.size >= 8 ** 11) records.push(['size', String(header.size)])
  for (const key of ['uid', 'gid'] as const) if (header[key] >= 8 ** 7) records.push([key, String(header[key])])
  const own = ustar({ ...header, name: split?.name ?? plain(header.name).slice(0, 100) }, split?.prefix ?? '')
  if (records.length === 0) return own
  const text = records.map(([key, value]) => record(key, value)).join('')
  const name = `PaxHeaders.0/${plain(header.name).split('/').at(-1)}`.slice(0, 100)
  const none = { uid: 0, gid: 0, modified: 0, target: '', major: 0, minor: 0 }
  const extended = ustar({ ...none, name, type: 'x', mode: 0o644, size: text.length }, '')
  return Buffer.concat([extended, toBytes(text), padding(text.length), own])
}

/** The zeros behind so many bytes. */
export const padding = (length: number): Uint8Array => new Uint8Array((blockSize - (length % blockSize)) % blockSize)

/** What an archive ends with. */
export const tarEnd = new Uint8Array(2 * blockSize)

const isAscii = (text: ByteString): boolean => /^[\x01-\x7f]*$/.test(text)
const fits = (text: ByteString, length: number): boolean => text.length <= length && isAscii(text)

const plain = (text: ByteString): ByteString => text.replace(/[^\x01-\x7f]/g, '')

/** A name in the two fields that ustar has for it. */
function splitName(name: ByteString): { readonly name: ByteString; readonly prefix: ByteString } | undefined {
  if (!isAscii(name)) return undefined
  if (name.length <= 100) return { name, prefix: '' }
  if (name.length > 256) return undefined
  const at = name.slice(0, 156).lastIndexOf('/', name.endsWith('/') ? name.length - 2 : undefined)
  const rest = name.slice(at + 1)
  return at <= 0 || rest === '' || rest.length > 100 ? undefined : { name: rest, prefix: name.slice(0, at) }
}

function record(key: string, value: ByteString): ByteString {
  const text = ` ${key}=${value}\n`
  // The length counts its own digits.
  let length = text.length + String(text.length).length
  if (text.length + String(length).length !== length) length++
  return `${length}${text}`
}

function ustar(header: TarHeader, prefix: ByteString): Uint8Array {
  const { name, mode, uid, gid, size, modified, type, target, major, minor } = header
  const isDevice = type === '3' || type === '4'
  const text = [
    name.padEnd(100, '\0'),
    octal(mode & 0o7777, 8),
    octal(uid, 8),
    octal(gid, 8),
    octal(size, 12),
    octal(Math.max(modified, 0), 12),
    '        ',
    type,
    plain(target).slice(0, 100).padEnd(100, '\0'),
    'ustar\x0000',
    '\0'.repeat(64),
    octal(isDevice ? major : 0, 8),
    octal(isDevice ? minor : 0, 8),
    prefix.padEnd(155, '\0'),
  ].join('')
  const bytes = Buffer.alloc(blockSize)
  bytes.write(text, 'latin1')
  bytes.write(`${sumOf(bytes).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
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
export function decodeHeader(block: Uint8Array): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined
  const text = fromBytes(block)
  const field = (from: number, length: number): ByteString => text.slice(from, from + length).split('\0')[0]!
  const number = (from: number, length: number): number => numberOf(block.subarray(from, from + length))
  if (number(148, 8) !== sumOf(block)) throw new NotTar()
  const isPosix = text.startsWith('ustar\0', 257)
  const prefix = isPosix ? field(345, 155) : ''
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

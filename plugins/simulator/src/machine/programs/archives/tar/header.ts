import { fromBytes, toBytes, type ByteString } from '../../../byte-string.js'

/** One thing in an archive, as its header (POSIX' ustar, with GNU's long names). */
export interface Entry {
  readonly name: ByteString
  readonly kind: 'file' | 'directory' | 'symlink' | 'link' | 'fifo' | 'character' | 'other'
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly owner: ByteString
  readonly group: ByteString
  readonly size: number
  /** Seconds. */
  readonly modified: number
  readonly target: ByteString
}

export const blockSize = 512

const kinds: Readonly<Record<string, Entry['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'character',
  '5': 'directory',
  '6': 'fifo',
}
const types: Readonly<Record<Entry['kind'], string>> = {
  file: '0',
  link: '1',
  symlink: '2',
  character: '3',
  other: '0',
  directory: '5',
  fifo: '6',
}

/** The blocks of a header; long names come in blocks of their own in front. */
export function encodeHeader(entry: Entry): Uint8Array {
  const blocks: Uint8Array[] = []
  if (entry.name.length > 100) blocks.push(longName('L', entry.name))
  if (entry.target.length > 100) blocks.push(longName('K', entry.target))
  blocks.push(encodeBlock(entry, types[entry.kind]))
  return Buffer.concat(blocks)
}

function longName(type: string, name: ByteString): Uint8Array {
  const text = `${name}\0`
  const about = {
    name: '././@LongLink',
    mode: 0,
    uid: 0,
    gid: 0,
    owner: 'root',
    group: 'root',
    modified: 0,
    target: '',
  }
  return Buffer.concat([encodeBlock({ ...about, kind: 'other', size: text.length }, type), padded(toBytes(text))])
}

/** Filled up to a whole block. */
export const padded = (bytes: Uint8Array): Uint8Array =>
  Buffer.concat([bytes, new Uint8Array((blockSize - (bytes.length % blockSize)) % blockSize)])

function encodeBlock(entry: Entry, type: string): Uint8Array {
  const block = new Uint8Array(blockSize)
  const put = (at: number, text: ByteString, length: number): void => block.set(toBytes(text.slice(0, length)), at)
  const number = (at: number, value: number, length: number): void =>
    put(at, `${value.toString(8).padStart(length - 1, '0')}\0`, length)
  put(0, entry.name, 100)
  number(100, entry.mode, 8)
  number(108, entry.uid, 8)
  number(116, entry.gid, 8)
  number(124, entry.size, 12)
  number(136, Math.max(entry.modified, 0), 12)
  put(148, ' '.repeat(8), 8)
  put(156, type, 1)
  put(157, entry.target, 100)
  put(257, 'ustar  \0', 8)
  put(265, entry.owner, 31)
  put(297, entry.group, 31)
  put(148, `${sumOf(block).toString(8).padStart(6, '0')}\0 `, 8)
  return block
}

const sumOf = (block: Uint8Array): number =>
  block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0)

/** What a block says; undefined for an empty one, `'bad'` for what is no header. `type` is as it is written. */
export function decodeHeader(block: Uint8Array): (Entry & { readonly type: string }) | 'bad' | undefined {
  if (block.every((byte) => byte === 0)) return undefined
  if (numberAt(block, 148, 8) !== sumOf(block)) return 'bad'
  const type = String.fromCharCode(block[156]!)
  const magic = textAt(block, 257, 6)
  const prefix = magic === 'ustar' ? textAt(block, 345, 155) : ''
  const name = (prefix === '' ? '' : `${prefix}/`) + textAt(block, 0, 100)
  const kind = type === '0' || type === '\0' ? (name.endsWith('/') ? 'directory' : 'file') : (kinds[type] ?? 'other')
  return {
    name,
    kind,
    type,
    mode: numberAt(block, 100, 8) & 0o7777,
    uid: numberAt(block, 108, 8),
    gid: numberAt(block, 116, 8),
    size: numberAt(block, 124, 12),
    modified: numberAt(block, 136, 12),
    target: textAt(block, 157, 100),
    owner: textAt(block, 265, 32),
    group: textAt(block, 297, 32),
  }
}

function textAt(block: Uint8Array, at: number, length: number): ByteString {
  const text = fromBytes(block.subarray(at, at + length))
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}

/** Octal, or in base 256 where the first bit is set. */
function numberAt(block: Uint8Array, at: number, length: number): number {
  if (block[at]! >= 0x80) {
    let value = block[at]! & 0x7f
    for (let index = at + 1; index < at + length; index++) value = value * 256 + block[index]!
    return value
  }
  return parseInt(textAt(block, at, length).trim() || '0', 8) || 0
}

import { toBytes, type ByteString } from '../byte-string.js'
import { blockSize, encodeBlock, padding, type TarBlock } from './tar-block.js'

/** What dockerd says of an entry: owners have numbers alone. */
export type TarHeader = Omit<TarBlock, 'owner' | 'group'>

const unnamed = { owner: '', group: '' }
const none = { uid: 0, gid: 0, modified: 0, target: '', major: 0, minor: 0 }

/** A header in the format of POSIX (ustar), behind a pax header for what does not fit in it, as Go writes it. */
export function encodeHeader(header: TarHeader): Uint8Array {
  const split = splitName(header.name)
  const records: [string, ByteString][] = []
  if (split === undefined) records.push(['path', header.name])
  if (!fits(header.target, 100)) records.push(['linkpath', header.target])
  if (header.size >= 8 ** 11) records.push(['size', String(header.size)])
  for (const key of ['uid', 'gid'] as const) if (header[key] >= 8 ** 7) records.push([key, String(header[key])])
  const shown = { name: split?.name ?? plain(header.name), target: plain(header.target) }
  const own = encodeBlock({ ...header, ...shown, ...unnamed }, 'posix', split?.prefix)
  if (records.length === 0) return own
  const text = records.map(([key, value]) => record(key, value)).join('')
  const name = `PaxHeaders.0/${plain(header.name).split('/').at(-1)}`
  const extended = encodeBlock({ ...none, ...unnamed, name, type: 'x', mode: 0o644, size: text.length }, 'posix')
  return Buffer.concat([extended, toBytes(text), padding(text.length), own])
}

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

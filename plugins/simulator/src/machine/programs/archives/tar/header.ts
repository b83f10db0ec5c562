import { toBytes, type ByteString } from '../../../byte-string.js'
import { encodeBlock, padding, tarKinds, tarTypes, type TarBlock, type TarKind } from '../../../archive/tar-block.js'

/** One thing in an archive, as `tar` has it. */
export interface Entry extends Omit<TarBlock, 'type' | 'major' | 'minor'> {
  readonly kind: TarKind | 'other'
}

const noDevice = { major: 0, minor: 0 }

/** The blocks of a header in GNU's format; long names come in blocks of their own in front. */
export function encodeHeader(entry: Entry): Uint8Array {
  const type = entry.kind === 'other' ? tarTypes.file : tarTypes[entry.kind]
  const blocks: Uint8Array[] = []
  if (entry.name.length > 100) blocks.push(longName('L', entry.name))
  if (entry.target.length > 100) blocks.push(longName('K', entry.target))
  blocks.push(encodeBlock({ ...entry, ...noDevice, type }, 'gnu'))
  return Buffer.concat(blocks)
}

function longName(type: string, name: ByteString): Uint8Array {
  const text = `${name}\0`
  const none = { mode: 0, uid: 0, gid: 0, modified: 0, target: '', ...noDevice }
  const owner = { owner: 'root', group: 'root' }
  const block = encodeBlock({ ...none, ...owner, name: '././@LongLink', size: text.length, type }, 'gnu')
  return Buffer.concat([block, toBytes(text), padding(text.length)])
}

/** What a block says of an entry, in whole seconds. */
export function entryOf(block: TarBlock): Entry {
  const kind = tarKinds[block.type] ?? 'other'
  const isOldDirectory = '0\0'.includes(block.type) && block.name.endsWith('/')
  const modified = Math.floor(block.modified)
  return { ...block, kind: isOldDirectory ? 'directory' : kind, mode: block.mode & 0o7777, modified }
}

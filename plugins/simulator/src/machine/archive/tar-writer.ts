import type { ByteString } from '../byte-string.js'
import type { FileKind } from '../files/files.js'
import type { ArchiveEntry } from './entries.js'
import { encodeHeader, padding, tarEnd } from './tar-header.js'

const types: Readonly<Partial<Record<FileKind, string>>> = { file: '0', symlink: '2', character: '3', directory: '5', fifo: '6' } // prettier-ignore

const chunkSize = 64 * 1024

/** An archive of entries, piece by piece. `nameOf` is how the archive calls the path of one, without a slash behind it. */
export function* tarOf(
  entries: Iterable<ArchiveEntry>,
  nameOf: (path: ByteString) => ByteString,
): Generator<Uint8Array, void, void> {
  for (const entry of entries) {
    const type = entry.linkTo === undefined ? types[entry.kind] : '1'
    const name = nameOf(entry.path)
    // What is called nothing is the directory that all is in; sockets have no place in an archive.
    if (type === undefined || name === '') continue
    const size = type === '0' ? entry.size : 0
    const [major, minor] = entry.numbers ?? [0, 0]
    yield encodeHeader({
      name: type === '5' ? `${name}/` : name,
      type,
      mode: entry.mode,
      uid: entry.uid,
      gid: entry.gid,
      size,
      modified: Math.floor(entry.modified / 1_000_000),
      target: entry.linkTo === undefined ? (entry.target ?? '') : nameOf(entry.linkTo),
      major,
      minor,
    })
    yield* contentOf(entry, size)
  }
  yield tarEnd
}

/** As long as the header has said, however the file changes meanwhile. */
function* contentOf(entry: ArchiveEntry, size: number): Generator<Uint8Array, void, void> {
  for (let at = 0; at < size;) {
    const chunk = entry.read(at, Math.min(chunkSize, size - at))
    const bytes = chunk.length > 0 ? chunk : new Uint8Array(Math.min(chunkSize, size - at))
    yield bytes
    at += bytes.length
  }
  const rest = padding(size)
  if (rest.length > 0) yield rest
}

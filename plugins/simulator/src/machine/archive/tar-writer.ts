import type { ByteString } from '../byte-string.js'
import type { ArchiveEntry } from './entries.js'
import { padding, tarTypes } from './tar-block.js'
import { encodeHeader, tarEnd } from './tar-header.js'

const chunkSize = 64 * 1024

/** An archive of entries, piece by piece. `nameOf` is how the archive calls the path of one, without a slash behind it. */
export function* tarOf(
  entries: Iterable<ArchiveEntry>,
  nameOf: (path: ByteString) => ByteString,
): Generator<Uint8Array, void, void> {
  for (const entry of entries) {
    const name = nameOf(entry.path)
    // What is called nothing is the directory that all is in; sockets have no place in an archive.
    if (entry.kind === 'socket' || name === '') continue
    const kind = entry.linkTo === undefined ? entry.kind : 'hardlink'
    const size = kind === 'file' ? entry.size : 0
    const [major, minor] = entry.numbers ?? [0, 0]
    yield encodeHeader({
      name: kind === 'directory' ? `${name}/` : name,
      type: tarTypes[kind],
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

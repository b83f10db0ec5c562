import { fromText, type ByteString } from '../machine/byte-string.js'
import { cleanPath } from '../machine/archive/clean-path.js'
import type { MakeError } from '../errors.js'

/** A path of a container, as the archive operations are asked for it. */
export interface ArchivePath {
  /** Absolute, and clean but for what follows. */
  readonly path: ByteString
  /** Its last name: `/` of the root, `.` where that was asked for. */
  readonly name: ByteString
  /** Whether a slash or `/.` at its end says that it has to be a directory, so that a symlink is followed. */
  readonly followed: boolean
  /** As the client wrote it. */
  readonly asked: string
}

/** Reads it; throws `InvalidParameter` where there is none. */
export function readArchivePath(asked: string | undefined, error: MakeError): ArchivePath {
  // The sentence is dockerd's, missing space and all.
  if (asked === undefined || asked === '') throw error('InvalidParameter', 'bad parameter: pathcannot be empty')
  const written = fromText(asked)
  const path = cleanPath(`/${written}`)
  const isDot = /(?:^|\/)\.$/.test(written)
  const name = isDot ? '.' : path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1)
  return { path, name, followed: isDot || written.endsWith('/'), asked }
}

import type { ByteString } from '../../byte-string.js'
import type { Mount } from '../../files/files.js'
import type { Proc } from '../../kernel/proc.js'
import { canonical } from './resolve.js'

const isBelow = (path: ByteString, mount: ByteString): boolean =>
  mount === '/' || path === mount || path.startsWith(`${mount}/`)

/** The mount that a path is in; throws `Errno` for what is not there. */
export function mountOf(proc: Proc, path: ByteString): Mount {
  const full = canonical(proc, path, 'nothing')
  const found = proc.host.files.mounts().filter((mount) => isBelow(full, mount.path))
  return found.reduce((deepest, mount) => (mount.path.length >= deepest.path.length ? mount : deepest))
}

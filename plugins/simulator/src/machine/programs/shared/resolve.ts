import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc } from '../../kernel/proc.js'
import { directoryOf } from './paths.js'

const mostLinks = 40

/** How much of a path has to be there. */
export type Missing = 'nothing' | 'last' | 'all'

/** The absolute path without symlinks, `.` and `..`; throws `Errno` where more is missing than may be. */
export function canonical({ cwd, host: { files }, caller }: Proc, path: ByteString, missing: Missing): ByteString {
  if (path === '') throw new Errno('ENOENT')
  let links = 0
  let isMissing = false
  const rest = partsOf(path)
  let at = path.startsWith('/') ? '' : cwd === '/' ? '' : cwd
  while (rest.length > 0) {
    const part = rest.shift()!
    if (part === '.') continue
    if (part === '..') {
      at = at.slice(0, Math.max(0, at.lastIndexOf('/')))
      continue
    }
    const next = `${at}/${part}`
    const target = isMissing ? undefined : lookForLink(next)
    if (target === undefined) at = next
    else {
      if (++links > mostLinks) throw new Errno('ELOOP')
      rest.unshift(...partsOf(target))
      if (target.startsWith('/')) at = ''
    }
  }
  return at === '' ? '/' : at

  /** Where a symlink points to. */
  function lookForLink(next: ByteString): ByteString | undefined {
    try {
      const { kind } = files.stat(next, caller, { follow: false })
      if (kind === 'symlink') return files.readLink(next, caller)
      if (kind !== 'directory' && rest.some((part) => part !== '')) throw new Errno('ENOTDIR')
      return undefined
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      const isLast = rest.every((part) => part === '.')
      const may = missing === 'all' || (missing === 'last' && isLast && thrown.code === 'ENOENT')
      if (!may) throw thrown
      isMissing = true
      return undefined
    }
  }
}

const partsOf = (path: ByteString): ByteString[] => path.split('/').filter((part) => part !== '')

/** A path as it is seen from another one's directory. */
export function relativeTo(from: ByteString, to: ByteString): ByteString {
  const [ours, theirs] = [partsOf(from), partsOf(to)]
  let common = 0
  while (common < ours.length && ours[common] === theirs[common]) common++
  return [...ours.slice(common).map(() => '..'), ...theirs.slice(common)].join('/') || '.'
}

/** The target of a symlink that leads from a path to another, however that is named. */
export const relativePath = (proc: Proc, target: ByteString, path: ByteString): ByteString =>
  relativeTo(canonical(proc, directoryOf(path), 'all'), canonical(proc, target, 'all'))

import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain, nameOf } from '../complain.js'
import { turn } from '../shared/turn.js'
import { readMode, type ModeChange } from '../shared/file-mode.js'
import { isDirectory, lookAt } from '../shared/look.js'
import { directoryOf, trimSlashes } from '../shared/paths.js'
import { quoted } from '../shared/quote.js'
import { refuseMissing, wordsOf, type Usage } from '../shared/words.js'

const mkdirUsage: Usage = {
  short: 'm:pv',
  long: { 'mode:': 'm', parents: 'p', verbose: 'v' },
  usage: '[-m MODE] [-p] DIRECTORY...',
}

interface Making {
  readonly parents: boolean
  readonly verbose: boolean
  /** Of the last directory of a path. */
  readonly change: ModeChange | undefined
}

/** Makes directories. */
export const mkdir: Program = async (proc) => {
  const words = wordsOf(proc, mkdirUsage)
  if (typeof words === 'number') return words
  if (words.operands.length === 0) return refuseMissing(proc, mkdirUsage)
  const given = words.last('m')
  const change = given === undefined ? undefined : readMode(given, proc.umask)
  if (given !== undefined && change === undefined) {
    await complain(proc, `invalid mode ${quoted(given)}`)
    return 1
  }
  const making = { parents: words.has('p'), verbose: words.has('v'), change }
  let code = 0
  for (const path of words.operands) if (!(await makeOne(proc, path, making))) code = 1
  return code
}

async function makeOne(proc: Proc, path: ByteString, making: Making): Promise<boolean> {
  await turn(proc)
  const gnu = proc.flavor === 'gnu'
  const { files } = proc.host
  for (const [part, isLast] of making.parents ? withParents(path) : [[path, true] as const]) {
    if (making.parents && isDirectory(proc, part)) continue
    try {
      if (!isLast && lookAt(proc, part) !== undefined) throw new Errno('ENOTDIR')
      files.makeDirectory(part, 0o777, proc.caller)
      // Whoever makes the ones on the way has to get into them.
      if (!isLast) files.chmod(part, (0o777 & ~proc.umask) | 0o300, proc.caller)
      else if (making.change !== undefined) files.chmod(part, making.change(0o777, true), proc.caller)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      const words = gnu ? 'cannot create directory' : `can't create directory`
      await complain(proc, `${words} ${gnu ? quoted(part) : `'${isLast ? part : `${part}/`}'`}: ${thrown.message}`)
      return false
    }
    if (!making.verbose) continue
    const shown = gnu
      ? `${nameOf(proc)}: created directory ${quoted(part)}`
      : `created directory: '${part}${isLast ? '' : '/'}'`
    await proc.write(1, `${shown}\n`)
  }
  return true
}

/** The directories on the way to a path, and itself. */
function withParents(path: ByteString): (readonly [path: ByteString, isLast: boolean])[] {
  const trimmed = trimSlashes(path)
  const ends = [...trimmed.matchAll(/[^/](?=\/)/g)].map(({ index }) => index + 1)
  return [...ends.map((end) => [trimmed.slice(0, end), false] as const), [trimmed, true]]
}

const rmdirUsage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'pv', long: { parents: 'p', 'ignore-fail-on-non-empty': 'i' }, usage: '[-p] DIRECTORY...' },
  gnu: { short: 'pv', long: { parents: 'p', 'ignore-fail-on-non-empty': 'i', verbose: 'v' }, usage: '[OPTION]... DIRECTORY...' },
} // prettier-ignore

/** Removes empty directories. */
export const rmdir: Program = async (proc) => {
  const usage = rmdirUsage[proc.flavor]
  const words = wordsOf(proc, usage)
  if (typeof words === 'number') return words
  if (words.operands.length === 0) return refuseMissing(proc, usage)
  const removing = { parents: words.has('p'), verbose: words.has('v'), ignoreFull: words.has('i') }
  let code = 0
  for (const path of words.operands) if (!(await removeOne(proc, path, removing))) code = 1
  return code
}

interface Removing {
  readonly parents: boolean
  readonly verbose: boolean
  readonly ignoreFull: boolean
}

async function removeOne(
  proc: Proc,
  operand: ByteString,
  { parents, verbose, ignoreFull }: Removing,
): Promise<boolean> {
  const gnu = proc.flavor === 'gnu'
  for (let path = operand; ; path = directoryOf(path)) {
    if (verbose) await proc.write(1, `${nameOf(proc)}: removing directory, '${path}'\n`)
    try {
      proc.host.files.removeDirectory(path, proc.caller)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      if (ignoreFull && thrown.code === 'ENOTEMPTY') return true
      const what = gnu ? `failed to remove ${path === operand ? '' : 'directory '}${quoted(path)}` : `'${path}'`
      await complain(proc, `${what}: ${thrown.message}`)
      return false
    }
    const next = directoryOf(path)
    if (!parents || next === '.' || next === '/') return true
  }
}

import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Stat } from '../../files/files.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import type { Words } from '../options.js'
import { ask } from '../shared/ask.js'
import { turn } from '../shared/turn.js'
import { pairsOf, type Pair } from '../shared/destinations.js'
import { quoted } from '../shared/quote.js'
import { removeTree } from '../shared/remove-tree.js'
import { wordsOf, type Usage } from '../shared/words.js'
import { Copier } from './copier.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'finvTt:', usage: '[-finT] SOURCE... DEST' },
  gnu: {
    short: 'bfint:uvS:TZ',
    long: { force: 'f', interactive: 'i', 'no-clobber': 'n', 'target-directory:': 't', 'no-target-directory': 'T', update: 'u', verbose: 'v' },
    usage: '[OPTION]... SOURCE... DEST',
  },
} // prettier-ignore

const everything = {
  recursive: true,
  follow: 'none',
  keepMode: true,
  keepOwner: true,
  keepTimes: true,
  keepLinks: true,
  force: true,
  interactive: false,
  noClobber: false,
  update: false,
  verbose: false,
  linkInstead: undefined,
} as const

/** Moves files. */
export const mv: Program = async (proc) => {
  const words = wordsOf(proc, usage[proc.flavor])
  if (typeof words === 'number') return words
  const pairs = await pairsOf(proc, usage[proc.flavor], words)
  if (typeof pairs === 'number') return pairs
  let code = 0
  for (const pair of pairs) if (!(await moveOne(proc, pair, words))) code = 1
  return code
}

async function moveOne(proc: Proc, [source, destination]: Pair, words: Words): Promise<boolean> {
  await turn(proc)
  const gnu = proc.flavor === 'gnu'
  const from = statOrErrno(proc, source)
  if (gnu && from instanceof Errno) return say(proc, `cannot stat ${quoted(source)}: ${from.message}`)
  const to = statOrErrno(proc, destination)
  if (!gnu && to instanceof Errno && to.code === 'ENOTDIR') {
    return say(proc, `can't stat '${destination}': Path has non-directory component`)
  }
  if (!(to instanceof Errno) && !(from instanceof Errno)) {
    if (gnu && to.inode === from.inode && to.device === from.device) {
      return say(proc, `${quoted(source)} and ${quoted(destination)} are the same file`)
    }
    const last = words.options.findLast(([name]) => 'fin'.includes(name))?.[0]
    if (last === 'n' || (words.has('u') && to.modified >= from.modified)) return true
    if (gnu && to.kind === 'directory' && from.kind !== 'directory') {
      return say(proc, `cannot overwrite directory ${quoted(destination)} with non-directory`)
    }
    if (gnu && to.kind !== 'directory' && from.kind === 'directory') {
      return say(proc, `cannot overwrite non-directory ${quoted(destination)} with directory ${quoted(source)}`)
    }
    if (last === 'i' && !(await ask(proc, `overwrite ${quoted(destination)}`))) return true
  }
  if (!(await rename(proc, source, destination))) return false
  if (words.has('v'))
    await proc.write(
      1,
      gnu ? `renamed ${quoted(source)} -> ${quoted(destination)}\n` : `'${source}' -> '${destination}'\n`,
    )
  return true
}

function statOrErrno({ host: { files }, caller }: Proc, path: ByteString): Stat | Errno {
  try {
    return files.stat(path, caller, { follow: false })
  } catch (thrown) {
    if (thrown instanceof Errno) return thrown
    throw thrown
  }
}

async function rename(proc: Proc, source: ByteString, destination: ByteString): Promise<boolean> {
  try {
    proc.host.files.rename(source, destination, proc.caller)
    return true
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    if (thrown.code === 'EXDEV') return moveFar(proc, source, destination)
    if (proc.flavor === 'busybox') return say(proc, `can't rename '${source}': ${thrown.message}`)
    if (thrown.code === 'EINVAL')
      return say(proc, `cannot move ${quoted(source)} to a subdirectory of itself, ${quoted(destination)}`)
    return say(proc, `cannot move ${quoted(source)} to ${quoted(destination)}: ${thrown.message}`)
  }
}

/** From one file system to another. */
async function moveFar(proc: Proc, source: ByteString, destination: ByteString): Promise<boolean> {
  if (!(await new Copier(proc, everything).copy(source, destination))) return false
  const words = proc.flavor === 'gnu' ? 'cannot remove' : "can't remove"
  return removeTree(proc, source, async (path, { message }) => complain(proc, `${words} ${quoted(path)}: ${message}`))
}

async function say(proc: Proc, sentence: string): Promise<false> {
  await complain(proc, sentence)
  return false
}

import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import type { Words } from '../options.js'
import { turn } from '../shared/turn.js'
import { isDirectory, lookAt } from '../shared/look.js'
import { baseOf, joined } from '../shared/paths.js'
import { quoted } from '../shared/quote.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'
import { relativePath } from '../shared/resolve.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'sfnbS:vT', usage: '[-sfnbtv] TARGET... LINK|DIR' },
  gnu: {
    short: 'bdfFiLnPrsS:t:Tv',
    long: { symbolic: 's', force: 'f', 'no-dereference': 'n', relative: 'r', verbose: 'v', 'target-directory:': 't', 'no-target-directory': 'T', interactive: 'i' },
    usage: '[OPTION]... TARGET... LINK',
  },
} // prettier-ignore

/** Makes links. */
export const ln: Program = async (proc) => {
  const words = wordsOf(proc, usage[proc.flavor])
  if (typeof words === 'number') return words
  if (words.operands.length === 0) return refuse(proc, usage[proc.flavor], 'missing file operand')
  const pairs = await linksOf(proc, words)
  if (typeof pairs === 'number') return pairs
  let code = 0
  for (const [target, path] of pairs) if (!(await linkOne(proc, target, path, words))) code = 1
  return code
}

async function linksOf(proc: Proc, words: Words): Promise<readonly (readonly [ByteString, ByteString])[] | number> {
  const targets = [...words.operands]
  if (words.has('T') && proc.flavor === 'busybox' && targets.length === 2 && isDirectory(proc, targets[1]!)) {
    await complain(proc, `'${targets[1]}' is a directory`)
    return 1
  }
  const into = words.last('t') ?? (targets.length === 1 ? '.' : undefined)
  if (into !== undefined) return targets.map((target) => [target, inside(proc, into, target)])
  const last = targets.pop()!
  const isInto = !words.has('T') && lookAt(proc, last, { follow: !words.has('n') })?.kind === 'directory'
  if (isInto) return targets.map((target) => [target, inside(proc, last, target)])
  if (targets.length === 1) return [[targets[0]!, last]]
  if (proc.flavor === 'busybox') return targets.map((target) => [target, last])
  const reason = lookAt(proc, last) === undefined ? 'No such file or directory' : 'Not a directory'
  await complain(proc, `target ${quoted(last)}: ${reason}`)
  return 1
}

const inside = ({ flavor }: Proc, directory: ByteString, target: ByteString): ByteString =>
  directory === '.' && flavor === 'busybox' ? baseOf(target) : joined(directory, baseOf(target))

async function linkOne(proc: Proc, target: ByteString, path: ByteString, words: Words): Promise<boolean> {
  await turn(proc)
  const gnu = proc.flavor === 'gnu'
  const { files } = proc.host
  const symbolic = words.has('s')
  const source = symbolic ? undefined : lookAt(proc, target, { follow: !gnu })
  if (gnu && !symbolic) {
    if (source === undefined) return say(proc, `failed to access ${quoted(target)}: No such file or directory`)
    if (source.kind === 'directory') return say(proc, `${target}: hard link not allowed for directory`)
  }
  const there = lookAt(proc, path, { follow: false })
  try {
    if (words.has('f') && there !== undefined && there.kind !== 'directory') {
      if (gnu && source !== undefined && source.inode === there.inode)
        return say(proc, `${quoted(target)} and ${quoted(path)} are the same file`)
      files.unlink(path, proc.caller)
    }
    if (symbolic) files.symlink(words.has('r') ? relativePath(proc, target, path) : target, path, proc.caller)
    else files.link(target, path, proc.caller)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    if (!gnu)
      return say(
        proc,
        `${thrown.code === 'ENOENT' && !symbolic && source === undefined ? target : path}: ${thrown.message}`,
      )
    const arrow = symbolic ? (target === '' ? ` -> ''` : '') : thrown.code === 'EEXIST' ? '' : ` => ${quoted(target)}`
    return say(
      proc,
      `failed to create ${symbolic ? 'symbolic' : 'hard'} link ${quoted(path)}${arrow}: ${thrown.message}`,
    )
  }
  if (words.has('v')) await proc.write(1, `${quoted(path)} ${symbolic || !gnu ? '->' : '=>'} ${quoted(target)}\n`)
  return true
}

async function say(proc: Proc, sentence: string): Promise<false> {
  await complain(proc, sentence)
  return false
}

/** Gives a file another name: `link FILE NAME`. */
export const link: Program = async (proc) => {
  const usage = { short: '', usage: 'FILE LINK' }
  const words = wordsOf(proc, usage)
  if (typeof words === 'number') return words
  const [target, path] = words.operands
  if (target === undefined) return refuse(proc, usage, 'missing operand')
  if (path === undefined) return refuse(proc, usage, `missing operand after ${quoted(target)}`)
  try {
    proc.host.files.link(target, path, proc.caller)
    return 0
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    await complain(
      proc,
      proc.flavor === 'gnu'
        ? `cannot create link ${quoted(path)} to ${quoted(target)}: ${thrown.message}`
        : `can't create hardlink '${path}' to '${target}': ${thrown.message}`,
    )
    return 1
  }
}

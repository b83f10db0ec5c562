import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { turn } from '../shared/turn.js'
import { baseOf, directoryOf } from '../shared/paths.js'
import { quoted } from '../shared/quote.js'
import { canonical, relativeTo, type Missing } from '../shared/resolve.js'
import { refuse, refuseMissing, wordsOf, type Usage } from '../shared/words.js'

const basenameUsage: Record<Proc['flavor'], Usage> = {
  busybox: { short: '+as:', usage: 'FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...' },
  gnu: { short: '+as:z', long: { multiple: 'a', 'suffix:': 's', zero: 'z' }, usage: 'NAME [SUFFIX]' },
}

/** Shows the last parts of paths. */
export const basename: Program = async (proc) => {
  const usage = basenameUsage[proc.flavor]
  const words = wordsOf(proc, usage)
  if (typeof words === 'number') return words
  const { operands } = words
  if (operands.length === 0) return refuseMissing(proc, usage)
  const many = words.has('a') || words.has('s')
  if (!many && operands.length > 2) return refuse(proc, usage, `extra operand ${quoted(operands[2]!)}`)
  const suffix = many ? (words.last('s') ?? '') : (operands[1] ?? '')
  const end = words.has('z') ? '\0' : '\n'
  const shown = (many ? operands : operands.slice(0, 1)).map((path) => withoutSuffix(baseOf(path), suffix) + end)
  await proc.write(1, shown.join(''))
  return 0
}

const withoutSuffix = (name: ByteString, suffix: ByteString): ByteString =>
  suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name

const dirnameUsage: Record<Proc['flavor'], Usage> = {
  busybox: { short: '', usage: 'FILENAME' },
  gnu: { short: '+z', long: { zero: 'z' }, usage: '[OPTION] NAME...' },
}

/** Shows what is before the last parts of paths. */
export const dirname: Program = async (proc) => {
  const usage = dirnameUsage[proc.flavor]
  const words = wordsOf(proc, usage)
  if (typeof words === 'number') return words
  const { operands } = words
  const busybox = proc.flavor === 'busybox'
  if (operands.length === 0 || (busybox && operands.length > 1)) return refuseMissing(proc, usage)
  const end = words.has('z') ? '\0' : '\n'
  await proc.write(1, operands.map((path) => (busybox && path === '//' ? path : directoryOf(path)) + end).join(''))
  return 0
}

const readlinkUsage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'fnv', usage: '[-fnv] FILE' },
  gnu: {
    short: 'efmnqsvz',
    long: { canonicalize: 'f', 'canonicalize-existing': 'e', 'canonicalize-missing': 'm', 'no-newline': 'n', verbose: 'v', zero: 'z', quiet: 'q', silent: 's' },
    usage: '[OPTION]... FILE...',
  },
} // prettier-ignore

/** Shows where symlinks point to. */
export const readlink: Program = async (proc) => {
  const usage = readlinkUsage[proc.flavor]
  const words = wordsOf(proc, usage)
  if (typeof words === 'number') return words
  const { operands } = words
  const gnu = proc.flavor === 'gnu'
  if (operands.length === 0 || (!gnu && operands.length > 1)) return refuseMissing(proc, usage)
  const missing: Missing | undefined = words.has('m')
    ? 'all'
    : words.has('e')
      ? 'nothing'
      : words.has('f')
        ? 'last'
        : undefined
  const end = words.has('n') && operands.length === 1 ? '' : words.has('z') ? '\0' : '\n'
  let code = 0
  for (const path of operands) {
    await turn(proc)
    try {
      const found =
        missing === undefined
          ? proc.host.files.readLink(path, proc.caller)
          : canonical(proc, path, gnu ? missing : 'nothing')
      await proc.write(1, found + end)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      code = 1
      if (words.has('v'))
        await complain(proc, gnu ? `${path}: ${thrown.message}` : `${path}: cannot read link: ${thrown.message}`)
    }
  }
  return code
}

const realpathUsage: Usage = {
  short: 'eLmPqsz',
  long: { 'canonicalize-existing': 'e', 'canonicalize-missing': 'm', quiet: 'q', strip: 's', 'no-symlinks': 's', zero: 'z', 'relative-to:': 'relative-to', 'relative-base:': 'relative-base' },
  usage: '[OPTION]... FILE...',
} // prettier-ignore

/** Shows paths without symlinks. */
export const realpath: Program = async (proc) => {
  if (proc.flavor === 'busybox') return realpaths(proc, proc.argv.slice(1))
  const words = wordsOf(proc, realpathUsage)
  if (typeof words === 'number') return words
  if (words.operands.length === 0) return refuseMissing(proc, realpathUsage)
  const missing: Missing = words.has('m') || words.has('s') ? 'all' : words.has('e') ? 'nothing' : 'last'
  const base = words.last('relative-to')
  const shown = (path: ByteString): ByteString => {
    const full = words.has('s') ? withoutDots(proc.cwd, path) : canonical(proc, path, missing)
    return base === undefined ? full : relativeTo(canonical(proc, base, missing), full)
  }
  return showPaths(proc, words.operands, shown, words.has('z') ? '\0' : '\n', words.has('q'))
}

async function realpaths(proc: Proc, paths: readonly ByteString[]): Promise<number> {
  if (paths.length === 0) return refuseMissing(proc, { short: '', usage: 'FILE...' })
  return showPaths(proc, paths, (path) => canonical(proc, path, 'nothing'), '\n', false)
}

async function showPaths(
  proc: Proc,
  paths: readonly ByteString[],
  shown: (path: ByteString) => ByteString,
  end: string,
  quiet: boolean,
): Promise<number> {
  let code = 0
  for (const path of paths) {
    try {
      await proc.write(1, shown(path) + end)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      code = 1
      if (!quiet) await complain(proc, `${path === '' ? `''` : path}: ${thrown.message}`)
    }
  }
  return code
}

/** A path as it is written, but absolute. */
function withoutDots(cwd: ByteString, path: ByteString): ByteString {
  const parts: ByteString[] = []
  for (const part of `${path.startsWith('/') ? '' : cwd}/${path}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** Shows the working directory. */
export const pwd: Program = async (proc) => {
  const words = wordsOf(proc, { short: 'LP', long: { logical: 'L', physical: 'P' }, usage: '[-LP]' })
  if (typeof words === 'number') return words
  if (proc.flavor === 'gnu' && words.operands.length > 0) await complain(proc, 'ignoring non-option arguments')
  await proc.write(1, `${proc.cwd}\n`)
  return 0
}

import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { RegexError } from '../../../regex/node.js'
import { complain, reasonOf } from '../../complain.js'
import { readWhole } from '../inputs.js'
import { Matcher } from './matcher.js'
import { readGrepOptions, type Dialect, type GrepOptions } from './options.js'
import { Report } from './report.js'
import { searchFile } from './search-file.js'
import { filesToSearch } from './walk.js'

const named =
  (dialect: Dialect): Program =>
  async (proc) => {
    const options = readGrepOptions(proc, dialect)
    if (options === undefined) return 2
    if (typeof options === 'string') {
      await complain(proc, options)
      return 2
    }
    const patterns = await patternsOf(proc, options)
    if (patterns === undefined) return 2
    if (patterns === 'none') return sayUsage(proc)
    try {
      const matcher = new Matcher(patterns, options)
      for (const pattern of patterns) await warn(proc, pattern, options)
      return await search(proc, options, matcher)
    } catch (thrown) {
      if (!(thrown instanceof RegexError)) throw thrown
      const { message } = thrown
      await complain(proc, proc.flavor === 'gnu' ? reason(patterns, message) : `bad regex '${patterns[0]}'`)
      return 2
    }
  }

export const grep = named('basic')
export const egrep = named('extended')
export const fgrep = named('fixed')

/** GNU's grep finds out by itself that a bracket is the last character, with other words than glibc's. */
const reason = (patterns: readonly ByteString[], message: string): string =>
  patterns.some((pattern) => /[^\\[]\[$/.test(pattern)) ? 'Invalid regular expression' : message

async function warn(proc: Proc, pattern: ByteString, { dialect }: GrepOptions): Promise<void> {
  if (proc.flavor !== 'gnu' || dialect !== 'extended') return
  const misplaced = /^(?:.*(?<!\\)[(|])?\^?([*+?]|\{\d)/.exec(pattern)?.[1]
  if (misplaced === undefined) return
  await complain(proc, `warning: ${misplaced.startsWith('{') ? '{...}' : misplaced} at start of expression`)
}

async function sayUsage(proc: Proc): Promise<number> {
  const [name] = proc.argv
  if (proc.flavor === 'gnu') {
    await proc.write(2, `Usage: ${name} [OPTION]... PATTERNS [FILE]...\nTry '${name} --help' for more information.\n`)
  }
  return 2
}

async function patternsOf(proc: Proc, options: GrepOptions): Promise<readonly ByteString[] | 'none' | undefined> {
  if (options.patterns === undefined) return 'none'
  const patterns = [...options.patterns]
  for (const name of options.patternFiles) {
    try {
      const fd = name === '-' ? 0 : await proc.open(name, { read: true })
      const text = fromBytes(await readWhole(proc, fd))
      if (text !== '') patterns.push(...text.replace(/\n$/, '').split('\n'))
      if (fd !== 0) proc.close(fd)
    } catch (thrown) {
      await complain(proc, `${proc.flavor === 'busybox' ? `can't open '${name}'` : name}: ${reasonOf(thrown)}`)
      return undefined
    }
  }
  return patterns
}

async function search(proc: Proc, options: GrepOptions, matcher: Matcher): Promise<number> {
  const report = new Report(proc, options, matcher)
  const given = options.operands.length > 0 ? options.operands : [options.recursive ? '.' : '-']
  const isNamed = options.named ?? (options.recursive || given.length > 1)
  let found = false
  let failed = false
  for (const { name, error } of filesToSearch(proc, given, options)) {
    try {
      if (error !== undefined) throw error
      const shown = options.operands.length === 0 ? name.replace(/^\.\//, '') : name
      if (await searchOne(proc, { name, shown, isNamed }, { options, matcher, report })) found = true
      if (found && options.mode === 'quiet') return 0
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      await report.flush()
      if (thrown.code === 'EISDIR' && proc.flavor === 'busybox') continue
      failed = true
      if (!options.silent) await complain(proc, `${name}: ${thrown.message}`)
    }
  }
  await report.flush()
  return failed ? 2 : found ? 0 : 1
}

async function searchOne(
  proc: Proc,
  { name, shown, isNamed }: { readonly name: ByteString; readonly shown: ByteString; readonly isNamed: boolean },
  how: { readonly options: GrepOptions; readonly matcher: Matcher; readonly report: Report },
): Promise<boolean> {
  if (name === '-') return searchFile(proc, { fd: 0, name: how.options.label, named: isNamed }, how)
  const fd = await proc.open(name, { read: true })
  try {
    return await searchFile(proc, { fd, name: shown, named: isNamed }, how)
  } finally {
    proc.close(fd)
  }
}

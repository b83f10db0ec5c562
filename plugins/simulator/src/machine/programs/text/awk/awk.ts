import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { RegexError } from '../../../regex/node.js'
import { complain, reasonOf } from '../../complain.js'
import { readOptions } from '../../options.js'
import { assign, unescaped } from './assignment.js'
import { readWhole } from '../inputs.js'
import { AwkError, type AwkProgram } from './ast.js'
import { Interpreter, Jump } from './interpreter.js'
import { MainInput } from './main-input.js'
import { parseAwk } from './parser.js'
import { Read } from './values.js'
import { settle } from './waiting.js'

export const awk: Program = async (proc) => {
  const words = readOptions(proc, { short: proc.flavor === 'gnu' ? '+F:v:f:W:' : '+F:v:f:e:' })
  if (words === undefined) return proc.flavor === 'gnu' ? 2 : 1
  const operands = [...words.operands]
  const sources = await sourcesOf(proc, words.options)
  if (sources === undefined) return proc.flavor === 'gnu' ? 2 : 1
  if (sources.length === 0) {
    const first = operands.shift()
    if (first === undefined) return sayUsage(proc)
    sources.push(first)
  }
  const assigned = words.options.filter(([name]) => name === 'v').map(([, value]) => value)
  try {
    const program = parseAwk(sources.join('\n'))
    return await run(proc, program, { operands, assigned, separator: words.last('F') })
  } catch (thrown) {
    if (thrown instanceof AwkError || thrown instanceof RegexError) return sayError(proc, thrown)
    throw thrown
  }
}

async function sayUsage(proc: Proc): Promise<number> {
  if (proc.flavor === 'gnu') await proc.write(2, `Usage: ${proc.argv[0]} [Options] [Program] [file ...]\n`)
  return proc.flavor === 'gnu' ? 0 : 1
}

async function sourcesOf(
  proc: Proc,
  options: readonly (readonly [name: string, value: ByteString])[],
): Promise<ByteString[] | undefined> {
  const sources: ByteString[] = []
  for (const [name, value] of options) {
    if (name === 'e') sources.push(value)
    if (name !== 'f') continue
    try {
      const fd = value === '-' ? 0 : await proc.open(value, { read: true })
      sources.push(fromBytes(await readWhole(proc, fd)))
      if (fd !== 0) proc.close(fd)
    } catch (thrown) {
      await complain(
        proc,
        proc.flavor === 'gnu'
          ? `cannot open ${value} (${reasonOf(thrown)})`
          : `can't open '${value}': ${reasonOf(thrown)}`,
      )
      return undefined
    }
  }
  return sources
}

async function sayError(proc: Proc, error: AwkError | RegexError): Promise<number> {
  const line = error instanceof AwkError ? error.line : -1
  if (proc.flavor === 'busybox') {
    const place = line < 0 && !/zero|field|arguments/.test(error.message) ? '' : `cmd. line:${Math.max(line, 1)}: `
    await complain(
      proc,
      place +
        (/never defined$/.test(error.message)
          ? 'Call to undefined function'
          : line > 0
            ? 'Unexpected token'
            : error.message),
    )
    return 1
  }
  await complain(proc, line > 0 ? mawkSyntax(error.message, line) : error.message)
  return 2
}

function mawkSyntax(reason: string, line: number): string {
  if (reason === 'end') return `line ${line + 1}: missing } near end of file`
  if (/never defined$/.test(reason)) return `line ${line + 1}: ${reason}`
  return `line ${line}: syntax error at or near ${reason === 'newline' ? 'end of line' : reason}`
}

interface Given {
  readonly operands: readonly ByteString[]
  readonly assigned: readonly ByteString[]
  readonly separator: ByteString | undefined
}

async function run(proc: Proc, program: AwkProgram, given: Given): Promise<number> {
  const interpreter = new Interpreter(proc, program)
  prepare(proc, interpreter, given)
  const input = new MainInput(interpreter)
  interpreter.readMain = () => input.next()
  let exited = await runRules(interpreter, program, 'BEGIN')
  const reads = program.rules.some(({ kind }) => kind !== 'BEGIN')
  if (!exited && reads) exited = await runMain(interpreter, program, input)
  if (reads || !exited) await runRules(interpreter, program, 'END')
  await interpreter.streams.closeAll()
  if (interpreter.exitCode !== 0) return interpreter.exitCode
  return input.failed ? 2 : input.missing ? 1 : 0
}

function prepare(proc: Proc, { globals }: Interpreter, { operands, assigned, separator }: Given): void {
  globals.set('ENVIRON', new Map([...proc.env].map(([name, value]) => [name, new Read(value)])))
  const argv = ['awk', ...operands].map((word, index): [string, Read] => [String(index), new Read(word)])
  globals.set('ARGV', new Map(argv))
  globals.set('ARGC', argv.length)
  if (separator !== undefined) globals.set('FS', unescaped(separator))
  for (const text of assigned) assign(globals, text)
}

/** Whether it was left by `exit`. */
async function runRules(interpreter: Interpreter, { rules }: AwkProgram, kind: 'BEGIN' | 'END'): Promise<boolean> {
  try {
    for (const rule of rules) if (rule.kind === kind) await settle(interpreter.act(rule))
    return false
  } catch (thrown) {
    if (thrown instanceof Jump) return thrown.to === 'exit'
    throw await flushed(interpreter, thrown)
  }
}

/** What was printed before a fault comes out before its sentence. */
async function flushed(interpreter: Interpreter, thrown: unknown): Promise<unknown> {
  if (!(thrown instanceof Errno)) await interpreter.streams.flush()
  return thrown
}

async function runMain(interpreter: Interpreter, { rules }: AwkProgram, input: MainInput): Promise<boolean> {
  const own = rules.filter(({ kind }) => kind === 'pattern')
  for (let text = await input.next(); text !== undefined; text = await input.next()) {
    interpreter.record.set(new Read(text), text)
    try {
      for (const rule of own) {
        if (await settle(interpreter.selects(rule))) await settle(interpreter.act(rule))
      }
    } catch (thrown) {
      if (!(thrown instanceof Jump)) throw await flushed(interpreter, thrown)
      if (thrown.to === 'exit') return true
      if (thrown.to === 'nextfile') input.skipFile()
    }
    if (interpreter.proc.isTerminal(1)) await interpreter.streams.flush()
  }
  return false
}

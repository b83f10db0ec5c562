import type { ArrayValue, Statement, Word, WordPart } from 'unbash'
import type { ByteString } from '../byte-string.js'
import type { Proc } from '../kernel/proc.js'
import { dialectOf, type Dialect } from './dialect.js'
import { ExitJump } from './errors.js'
import type { Context } from './expand/context.js'
import { Children } from './jobs/children.js'
import { Jobs } from './jobs/jobs.js'
import { initially } from './state/options.js'
import { shoptDefaults } from './state/shopt.js'
import { Traps } from './state/traps.js'
import type { Variable } from './state/variable.js'
import { Variables } from './state/variables.js'
import { Source } from './syntax/source.js'
import type { ShellFunction } from './state/function.js'
import type { Marked } from './words/marks.js'

/** What a list is made of. */
export type Node = Statement['command']

/** How a command is run whose words are expanded. */
export interface Invocation {
  /** Variables of its environment alone. */
  readonly assigned?: ReadonlyMap<ByteString, ByteString>
  /** `command` passes functions by; `builtin` of bash files, too. */
  readonly passes?: 'functions' | 'files' | 'all'
  /** `command -p` looks where the standard programs are. */
  readonly isStandard?: boolean
  /** Nothing comes after it in this process. */
  readonly isLast?: boolean
}

/** What the parts of the interpreter call each other by. */
export interface Interpreter {
  expandParts(shell: Shell, parts: readonly WordPart[], context: Context): Promise<Marked>
  expandWord(shell: Shell, word: Word, context: Context): Promise<Marked>
  /** Reads a line of the input; undefined at its end. */
  readLine(shell: Shell): Promise<ByteString | undefined>
  /** Prints a file whose name a word is. */
  copyFile(shell: Shell, word: Word): Promise<number>
  /** Runs one command of a list. */
  command(shell: Shell, node: Node, isLast: boolean): Promise<number>
  /** Runs what is found by a name, with its arguments. */
  invoke(shell: Shell, words: readonly ByteString[], how: Invocation): Promise<number>
  /** Runs commands one after the other; `isLast` where nothing comes after them in this process. */
  run(shell: Shell, statements: readonly Statement[], isLast: boolean): Promise<number>
  /** Runs text: each complete command of it once it was read. */
  runText(shell: Shell, source: Source, isLast: boolean): Promise<number>
  /** Runs what a subshell is to do in its process, to the end. */
  inSubshell(shell: Shell, proc: Proc, run: (subshell: Shell) => Promise<number>): Promise<number>
  /** Becomes a shell that runs a file. */
  runFile(proc: Proc, path: ByteString, operands: readonly ByteString[]): Promise<number>
}

/** One shell: a process, and all that it keeps. */
export class Shell {
  readonly proc: Proc
  readonly dialect: Dialect
  readonly interpreter: Interpreter
  readonly variables: Variables
  readonly options: Set<string>
  readonly shopt: Map<string, boolean>
  readonly functions: Map<ByteString, ShellFunction>
  readonly aliases: Map<ByteString, ByteString>
  readonly hashed = new Map<ByteString, ByteString>()
  readonly children: Children
  readonly jobs: Jobs
  readonly traps: Traps
  /** `$0`. */
  name: ByteString
  /** What commands of a string call it, `bash: -c`; undefined for a script. */
  isCommand = false
  /** Line numbers of busybox are those of what it has read by then. */
  lineOffset = 0
  positional: readonly ByteString[] = []
  status = 0
  /** Of each part of the last pipeline. */
  statuses: readonly number[] = [0]
  lastBackground: number | undefined
  lastArgument: ByteString = ''
  isInteractive = false
  isSubshell = false
  source = new Source('')
  line = 1
  /** The script itself, behind whose lines bash goes on. */
  input: Source | undefined
  /** What is read by `eval` or `.`; bash says so of faults. */
  reading: ByteString | undefined
  /** The builtin that runs, as busybox names it. */
  builtin: ByteString | undefined
  /** The script that is sourced or run, as busybox names it. */
  script: ByteString | undefined
  /** A child in the foreground that a signal has ended. */
  killed: { readonly pid: number; readonly status: number } | undefined
  loops = 0
  /** Functions and sourced files that may `return`. */
  returns = 0
  calls: readonly { readonly name: ByteString; readonly line: number }[] = []
  /** Above 0 where a failure does not count for `set -e`. */
  tested = 0
  /** How deep functions, `eval` and `.` are in each other. */
  depth = 0
  cwd: ByteString
  startedAt: number
  /** `$$`: of the shell that subshells came from. */
  readonly pid: number
  /** Descriptors of process substitutions, which are closed after the command. */
  opened: number[] = []
  getoptsAt = 0
  getoptsIndex = 1
  /** The directories of `pushd`, the last one first. */
  stack: readonly ByteString[] = []
  /** The arrays that a `declare` was given, by their names. */
  arrays: ReadonlyMap<ByteString, ArrayValue> = new Map()
  /** Statuses of command substitutions of the command that is expanded. */
  substituted: number | undefined

  constructor(proc: Proc, interpreter: Interpreter, from?: Shell) {
    this.proc = proc
    this.interpreter = interpreter
    this.dialect = from?.dialect ?? dialectOf(proc)
    this.variables = new Variables((bytes) => proc.grow(bytes))
    this.options = new Set(from?.options ?? initially(this.dialect))
    this.shopt = new Map(from?.shopt ?? Object.entries(shoptDefaults))
    this.functions = new Map(from?.functions)
    this.aliases = new Map(from?.aliases)
    this.children = new Children(proc)
    this.jobs = new Jobs()
    this.traps = new Traps(proc, from?.traps)
    this.name = from?.name ?? proc.argv[0] ?? 'sh'
    this.cwd = from?.cwd ?? proc.cwd
    this.pid = from?.pid ?? proc.pid
    this.startedAt = from?.startedAt ?? proc.host.now()
    if (from !== undefined) this.#inherit(from)
  }

  #inherit(from: Shell): void {
    this.variables.copyFrom(from.variables)
    this.isSubshell = true
    this.isCommand = from.isCommand
    this.lineOffset = from.lineOffset
    this.positional = from.positional
    this.status = from.status
    this.statuses = from.statuses
    this.lastBackground = from.lastBackground
    this.lastArgument = from.lastArgument
    this.source = from.source
    this.line = from.line
    this.script = from.script
    this.reading = from.reading
    this.builtin = undefined
    this.loops = from.dialect === 'bash' ? 0 : from.loops
    this.returns = from.returns
    this.calls = from.calls
    this.tested = from.tested
    this.depth = from.depth
    this.stack = from.stack
    this.getoptsAt = from.getoptsAt
    this.jobs.inherit(from.jobs)
  }

  has(option: string): boolean {
    return this.options.has(option)
  }

  /** The elements that there are of an array, and its attributes. */
  element(name: ByteString, key: number | ByteString): ByteString | undefined {
    const variable = this.variables.find(name)
    if (variable?.elements === undefined) return key === 0 ? this.variables.get(name) : undefined
    return (variable.elements as Map<number | ByteString, ByteString>).get(key)
  }

  /** Sets a variable, as `set -a` has it. Throws `ReadOnlyVariable`. */
  assign(name: ByteString, value: ByteString): void {
    const variable = this.variables.set(name, shaped(this.variables.find(name), value))
    if (this.options.has('allexport')) variable.isExported = true
  }

  assignElement(name: ByteString, key: number | ByteString, value: ByteString): void {
    this.variables.setElement(name, key, shaped(this.variables.find(name), value))
  }

  get ifs(): ByteString {
    return this.variables.get('IFS') ?? ' \t\n'
  }

  /** Writes to the standard error. */
  say(text: ByteString): void | Promise<void> {
    return this.proc.write(2, text)
  }

  exit(status: number): never {
    throw new ExitJump(status)
  }
}

/** A value as the attributes of its variable have it. */
function shaped(variable: Variable | undefined, value: ByteString): ByteString {
  if (variable?.letters === 'lower') return value.replace(/[A-Z]+/g, (run) => run.toLowerCase())
  if (variable?.letters === 'upper') return value.replace(/[a-z]+/g, (run) => run.toUpperCase())
  return value
}

import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc } from '../../../kernel/proc.js'
import type { Regex } from '../../../regex/regex.js'
import { Lines } from '../../lines.js'
import type { Output } from '../../output.js'
import { runShell } from '../run-shell.js'
import { SedError, type Command } from './command.js'
import type { SedInput } from './input.js'
import { isSelected, type SedPlace } from './selection.js'
import { visible } from './visible.js'
import { substitute } from './substitute.js'
import type { WrittenFiles } from './written-files.js'

export interface SedOptions {
  readonly quiet: boolean
  readonly separator: string
  readonly lineLength: number
}

/** What the script does next: goes on with another line, begins again with this one, or ends with a code. */
type Flow = 'next' | 'again' | 'delete' | { readonly code: number; readonly print: boolean }

/** Runs a script over the lines of an input. */
export class SedMachine {
  readonly #proc: Proc
  readonly #commands: readonly Command[]
  readonly #options: SedOptions
  readonly #written: WrittenFiles
  readonly #reading = new Map<ByteString, Lines | undefined>()
  #input!: SedInput
  #output!: Output
  #pattern = ''
  #hold = ''
  #ended = true
  #name = '-'
  #line = 0
  #replaced = false
  #last: Regex | undefined
  #appended: (() => Promise<void>)[] = []
  #unended = false

  constructor(proc: Proc, commands: readonly Command[], options: SedOptions, written: WrittenFiles) {
    this.#proc = proc
    this.#commands = commands
    this.#options = options
    this.#written = written
  }

  /** Begins to count the lines anew: each file is edited by itself. */
  restart(): void {
    this.#line = 0
    for (const command of this.#commands) command.active = false
  }

  readonly #place: SedPlace = {
    line: () => this.#line,
    text: () => this.#pattern,
    isLast: () => this.#input.isLast(),
    use: (regex) => this.#use(regex),
    turns: () => this.#proc,
  }

  /** Resolves to an exit code where the script has ended it. */
  async run(input: SedInput, output: Output): Promise<number | undefined> {
    this.#input = input
    this.#output = output
    this.#unended = false
    for (let more = await this.#load(); more;) {
      const flow = await this.#script()
      if (typeof flow === 'object') {
        if (flow.print && !this.#options.quiet) await this.#print(this.#pattern)
        await this.#flushAppended()
        return flow.code
      }
      if (flow === 'next' && !this.#options.quiet) await this.#print(this.#pattern)
      await this.#flushAppended()
      more = flow === 'again' ? true : await this.#load()
    }
    return undefined
  }

  async #load(): Promise<boolean> {
    const line = await this.#input.next()
    if (line === undefined) return false
    this.#take(line)
    this.#pattern = line.text
    return true
  }

  #take({ ended, name }: { readonly ended: boolean; readonly name: ByteString }): void {
    this.#ended = ended
    this.#name = name
    this.#line++
    this.#replaced = false
  }

  /** A line, with its end unless that is missing in the input too. */
  async #print(text: ByteString): Promise<void> {
    if (this.#unended) await this.#output.print(this.#options.separator)
    await this.#output.print(text)
    this.#unended = !this.#ended && (await this.#input.isLast())
    if (!this.#unended) await this.#output.print(this.#options.separator)
  }

  /** What is no line of the input. */
  async #put(text: ByteString): Promise<void> {
    if (this.#unended) await this.#output.print(this.#options.separator)
    this.#unended = false
    await this.#output.print(text)
  }

  async #flushAppended(): Promise<void> {
    const appended = this.#appended
    this.#appended = []
    for (const append of appended) await append()
    if (this.#proc.isTerminal(1)) await this.#output.flush()
  }

  async #script(): Promise<Flow> {
    for (let at = 0; at < this.#commands.length;) {
      const turn = this.#proc.tick()
      if (turn !== undefined) await turn
      const command = this.#commands[at]!
      if (!(await isSelected(command, this.#place))) {
        at = command.name === '{' ? command.target : at + 1
        continue
      }
      const next = await this.#run(command)
      if (typeof next === 'number') at = next
      else if (next !== undefined) return next
      else at++
    }
    return 'next'
  }

  #use(regex: Regex | undefined): Regex {
    const used = regex ?? this.#last
    if (used === undefined)
      throw new SedError(this.#proc.flavor === 'busybox' ? 'no previous regexp' : 'no previous regular expression')
    this.#last = used
    return used
  }

  /** The place to go on at; undefined for the next one. */
  async #run(command: Command): Promise<Flow | number | undefined> {
    const { name, text, target } = command
    switch (name) {
      case '{':
      case ':':
        return undefined
      case 'b':
        return target
      case 't':
      case 'T': {
        const jumps = this.#replaced === (name === 't')
        this.#replaced = false
        return jumps ? target : undefined
      }
      case 'd':
        return 'delete'
      case 'D':
        return this.#deleteFirst()
      case 'n':
        return this.#nextLine()
      case 'N':
        return this.#joinLine()
      case 'q':
      case 'Q':
        return { code: command.number ?? 0, print: name === 'q' }
      case 'c':
        return this.#change(command)
      case 'i':
        return this.#done(this.#put(text))
      case 'a':
        this.#appended.push(() => this.#put(text))
        return undefined
      case 's':
        return this.#done(this.#substitute(command))
      case 'r':
        this.#appended.push(() => this.#copy(text))
        return undefined
      case 'R':
        return this.#done(this.#readLine(text))
      case 'w':
      case 'W':
        return this.#done(this.#written.write(text, `${name === 'w' ? this.#pattern : this.#first()}\n`))
      default:
        return this.#done(this.#simple(command))
    }
  }

  async #done(work: Promise<void>): Promise<undefined> {
    await work
  }

  async #simple({ name, mapping, number }: Command): Promise<void> {
    switch (name) {
      case '=':
        return this.#put(`${this.#line}\n`)
      case 'F':
        return this.#put(`${this.#name}\n`)
      case 'g':
        this.#pattern = this.#hold
        return
      case 'G':
        this.#pattern = `${this.#pattern}\n${this.#hold}`
        return
      case 'h':
        this.#hold = this.#pattern
        return
      case 'H':
        this.#hold = `${this.#hold}\n${this.#pattern}`
        return
      case 'x':
        ;[this.#pattern, this.#hold] = [this.#hold, this.#pattern]
        return
      case 'z':
        this.#pattern = ''
        return
      case 'l':
        if (this.#proc.flavor === 'busybox') return
        return this.#put(visible(this.#pattern, number ?? this.#options.lineLength))
      case 'p':
        return this.#print(this.#pattern)
      case 'P':
        return this.#put(this.#first() + this.#options.separator)
      case 'y':
        this.#pattern = this.#pattern.replace(/[^]/g, (char) => mapping!.get(char) ?? char)
    }
  }

  #first(): ByteString {
    const end = this.#pattern.indexOf('\n')
    return end < 0 ? this.#pattern : this.#pattern.slice(0, end)
  }

  #deleteFirst(): Flow {
    const end = this.#pattern.indexOf('\n')
    if (end < 0) return 'delete'
    this.#pattern = this.#pattern.slice(end + 1)
    return 'again'
  }

  async #nextLine(): Promise<Flow | undefined> {
    if (await this.#input.isLast()) return { code: 0, print: true }
    if (!this.#options.quiet) await this.#print(this.#pattern)
    await this.#flushAppended()
    const replaced = this.#replaced
    await this.#load()
    this.#replaced = replaced
    return undefined
  }

  async #joinLine(): Promise<Flow | undefined> {
    if (await this.#input.isLast()) return { code: 0, print: true }
    await this.#flushAppended()
    const line = (await this.#input.next())!
    const replaced = this.#replaced
    this.#take(line)
    this.#replaced = replaced
    this.#pattern = `${this.#pattern}\n${line.text}`
    return undefined
  }

  async #change({ text, to, inverted, active }: Command): Promise<Flow> {
    if (to === undefined || inverted || !active) await this.#put(text)
    return 'delete'
  }

  async #substitute({ substitution }: Command): Promise<void> {
    const { regex, print, evaluate, file } = substitution!
    const result = await substitute(this.#proc, this.#pattern, this.#use(regex), substitution!)
    if (result === undefined) return
    this.#replaced = true
    this.#pattern = result
    if (evaluate) this.#pattern = (await runShell(this.#proc, this.#pattern)).replace(/\n$/, '')
    if (print > 0) await this.#print(this.#pattern)
    if (file !== undefined) await this.#written.write(file, `${this.#pattern}\n`)
  }

  async #copy(name: ByteString): Promise<void> {
    try {
      const text = fromBytes(this.#proc.host.files.readFile(name, this.#proc.caller))
      if (text !== '') await this.#put(text)
      this.#unended = text !== '' && !text.endsWith('\n') && this.#proc.flavor === 'busybox'
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  }

  async #readLine(name: ByteString): Promise<void> {
    if (!this.#reading.has(name)) this.#reading.set(name, await this.#openLines(name))
    const line = await this.#reading.get(name)?.next()
    if (line !== undefined) this.#appended.push(() => this.#put(`${line.text}\n`))
  }

  async #openLines(name: ByteString): Promise<Lines | undefined> {
    try {
      return new Lines(this.#proc, await this.#proc.open(name, { read: true }))
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      return undefined
    }
  }
}

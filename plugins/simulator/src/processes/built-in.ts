import type { Clock } from '../world.js'
import { actionOf, isKill } from './default-action.js'
import { Input } from './input.js'
import { readEnvironment } from './environment.js'
import type { OutputName, Process, ProcessOutput, ProcessSpec } from './process.js'
import type { Find, Program, Task } from './task.js'
import { cooked, Terminal } from './terminal.js'

// Segmentation fault: what a fault in a program looks like from outside.
const crashed = 128 + 11

/** A process that runs a built-in program. What it does not use costs it nothing: input, terminal, timers. */
export class BuiltInProcess implements Process, Task {
  readonly #spec: ProcessSpec
  readonly #output: ProcessOutput
  readonly #clock: Clock
  readonly #find: Find
  #ended = false
  #input: Input | undefined
  #terminal: Terminal | undefined
  #timers: Set<() => void> | undefined
  /** What is to happen when it goes on; undefined unless it is halted. */
  #held: (() => void)[] | undefined
  #interrupt: (() => void) | undefined
  /** What the last output waits for; undefined where somebody has room for more. */
  #stuck: Promise<void> | undefined
  /** As `#stuck`, of the lines that were typed. */
  #typed: void | Promise<void> = undefined

  constructor(spec: ProcessSpec, output: ProcessOutput, clock: Clock, find: Find) {
    this.#spec = spec
    this.#output = output
    this.#clock = clock
    this.#find = find
  }

  get argv(): readonly string[] {
    return this.#spec.argv
  }
  get env(): ReadonlyMap<string, string> {
    return readEnvironment(this.#spec.env)
  }
  get cwd(): string {
    return this.#spec.cwd === '' ? '/' : this.#spec.cwd
  }
  get user(): string {
    return this.#spec.user
  }
  get hostname(): string {
    return this.#spec.hostname
  }
  get tty(): boolean {
    return this.#spec.tty
  }

  /** Runs the program, not before whoever started the process has got it. */
  begin(program: Program): this {
    queueMicrotask(() =>
      this.#when(() => {
        if (this.#ended) return
        const code = program(this)
        if (typeof code === 'number') this.#exit(code)
        else void code.catch(() => crashed).then((code) => this.#when(() => this.#exit(code)))
      }),
    )
    return this
  }

  print(text: string | Uint8Array): void | Promise<void> {
    return this.#write('stdout', text)
  }

  complain(sentence: string): void {
    void this.#write('stderr', `${this.argv[0]!.split('/').at(-1)}: ${sentence}\n`)
  }

  warn(text: string | Uint8Array): void | Promise<void> {
    return this.#write('stderr', text)
  }

  read(): Promise<Uint8Array | null> {
    // Who does not take what comes of it gets no more of it, whether the program waits for that or not.
    if (this.#stuck !== undefined) return this.#stuck.then(() => this.read())
    if (!this.#spec.stdin && this.#input === undefined) return Promise.resolve(null)
    this.#input ??= new Input()
    return this.#input.read().then((chunk) => (this.#held === undefined ? chunk : this.#whenOn().then(() => chunk)))
  }

  rest(length: number): Promise<void> {
    return new Promise((resolve) => {
      if (!Number.isFinite(length) || this.#ended) return
      const timers = (this.#timers ??= new Set())
      const callOff = this.#clock.at(this.#clock.now() + Math.round(length), () => {
        timers.delete(callOff)
        this.#when(resolve)
      })
      timers.add(callOff)
    })
  }

  find(argv: readonly string[], env: ReadonlyMap<string, string>): Program {
    return this.#find(argv[0] ?? '', env.get('PATH'), this.cwd)
  }

  onInterrupt(call: (() => void) | undefined): void {
    this.#interrupt = call
  }

  input(bytes: Uint8Array | null): void | Promise<void> {
    if (this.#ended || !this.#spec.stdin) return
    const input = (this.#input ??= new Input())
    if (bytes === null || !this.tty) return input.put(bytes)
    this.#terminal ??= new Terminal({
      echo: (typed) => void this.#write('stdout', typed),
      line: (line) => {
        this.#typed = input.put(line)
      },
      end: () => input.pauseHere(),
      signal: (number) => this.#typedSignal(number, input),
    })
    this.#terminal.take(bytes)
    const waits = [this.#stuck, this.#typed].filter((wait) => wait instanceof Promise)
    if (waits.length > 0) return Promise.all(waits).then(() => undefined)
  }

  signal(number: number): void {
    if (this.#ended) return
    const action = actionOf(number, this.#spec.stopSignal)
    if (action === 'stop') return this.pause()
    if (action === 'continue') return this.resume()
    if (action === 'nothing') return
    const end = (): void => queueMicrotask(() => this.#exit(128 + number))
    if (isKill(number)) end()
    else this.#when(end)
  }

  pause(): void {
    if (!this.#ended) this.#held ??= []
  }

  resume(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const go of held) this.#when(go)
  }

  resize(): void {
    // None of the programs looks at the size of its terminal.
  }

  #typedSignal(number: number, input: Input): void {
    if (number !== 2 || this.#interrupt === undefined) return this.signal(number)
    input.abandon()
    this.#interrupt()
  }

  #write(name: OutputName, text: string | Uint8Array): void | Promise<void> {
    if (this.#ended) return
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    const wait = this.tty ? this.#output.write('stdout', cooked(bytes)) : this.#output.write(name, bytes)
    if (wait === undefined) return
    this.#stuck = wait
    return wait.then(() => {
      if (this.#stuck === wait) this.#stuck = undefined
    })
  }

  #exit(code: number): void {
    if (this.#ended) return
    this.#ended = true
    for (const callOff of this.#timers ?? []) callOff()
    this.#input?.close()
    this.#timers = this.#terminal = this.#held = this.#interrupt = undefined
    this.#output.exit(code & 255)
  }

  #when(go: () => void): void {
    if (this.#held === undefined) go()
    else this.#held.push(go)
  }

  #whenOn(): Promise<void> {
    return new Promise((resolve) => this.#when(resolve))
  }
}

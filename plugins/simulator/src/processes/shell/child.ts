import type { Program, Task } from '../task.js'
import type { Command } from './parse.js'

/** A command that a shell runs in its own process, with words, variables and redirections of its own. */
export class ChildTask implements Task {
  readonly argv: readonly string[]
  readonly env: ReadonlyMap<string, string>
  readonly #shell: Task
  readonly #outputs: { 1: 1 | 2 | 'nowhere'; 2: 1 | 2 | 'nowhere' } = { 1: 1, 2: 2 }
  readonly #noInput: boolean

  constructor(shell: Task, argv: readonly string[], env: ReadonlyMap<string, string>, command: Command) {
    this.#shell = shell
    this.argv = argv
    this.env = env
    this.#noInput = command.noInput
    for (const { from, to } of command.redirections) this.#outputs[from] = to === 'nowhere' ? to : this.#outputs[to]
  }

  get cwd(): string {
    return this.#shell.cwd
  }
  get user(): string {
    return this.#shell.user
  }
  get hostname(): string {
    return this.#shell.hostname
  }
  get tty(): boolean {
    return this.#shell.tty
  }

  print(text: string | Uint8Array): void | Promise<void> {
    return this.#write(this.#outputs[1], text)
  }

  warn(text: string | Uint8Array): void | Promise<void> {
    return this.#write(this.#outputs[2], text)
  }

  complain(sentence: string): void {
    void this.warn(`${this.argv[0]!.split('/').at(-1)}: ${sentence}\n`)
  }

  read(): Promise<Uint8Array | null> {
    return this.#noInput ? Promise.resolve(null) : this.#shell.read()
  }

  rest(length: number): Promise<void> {
    return this.#shell.rest(length)
  }

  find(argv: readonly string[], env: ReadonlyMap<string, string>): Program {
    return this.#shell.find(argv, env)
  }

  onInterrupt(call: (() => void) | undefined): void {
    this.#shell.onInterrupt(call)
  }

  #write(to: 1 | 2 | 'nowhere', text: string | Uint8Array): void | Promise<void> {
    if (to === 'nowhere') return
    return to === 1 ? this.#shell.print(text) : this.#shell.warn(text)
  }
}

/** One call of a built-in program: what it was given, and what it may do. */
export interface Task {
  /** The program's name and its arguments. */
  readonly argv: readonly string[]
  readonly env: ReadonlyMap<string, string>
  readonly cwd: string
  /** A name or a number, with a group behind `:`; empty for root. */
  readonly user: string
  readonly hostname: string
  readonly tty: boolean
  /** Writes to the standard output. A promise asks to wait with more. */
  print(text: string | Uint8Array): void | Promise<void>
  /** Writes to the standard error. */
  warn(text: string | Uint8Array): void | Promise<void>
  /** Writes a line to the standard error, with the program's name in front. */
  complain(sentence: string): void
  /** Reads what there is of the standard input; `null` at its end. */
  read(): Promise<Uint8Array | null>
  /** Rests for some microseconds; `Infinity` is for ever. */
  rest(length: number): Promise<void>
  /** Another program, with what it is given instead; throws `ProgramMissing`. */
  find(argv: readonly string[], env: ReadonlyMap<string, string>): Program
  /** Calls back when the terminal asks for an interruption, instead of ending the process; `undefined` ends that. */
  onInterrupt(call: (() => void) | undefined): void
}

/** A built-in program; returns its exit code. Whoever waits for it may give it up at any `await`. */
export type Program = (task: Task) => number | Promise<number>

/** Finds a program by its name, as `execvp` does with a `PATH`; throws `ProgramMissing`. */
export type Find = (name: string, path: string | undefined, cwd: string) => Program

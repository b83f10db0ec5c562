/** Where a process writes. */
export type OutputName = 'stdout' | 'stderr'

/** What an image runs by itself: it is there, and stays up. */
export interface Service {
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
}

/** What a process of an image without a service is. */
export const noService: Service = { entrypoint: [], command: [] }

/** What a process is started with. */
export interface ProcessSpec {
  /** The program and its arguments; never empty. */
  readonly argv: readonly string[]
  /** `KEY=value`, as the container has it. */
  readonly env: readonly string[]
  /** The working directory; `/` where it is empty. */
  readonly cwd: string
  /** A name or a number, with a group behind `:`; empty for root. */
  readonly user: string
  readonly hostname: string
  /** Whether it has a terminal: one stream of output then, and signals by control characters. */
  readonly tty: boolean
  /** Whether its input is open; it reads the end at once otherwise. */
  readonly stdin: boolean
  /** The signal that stops the container, for its first process; undefined for any other one. */
  readonly stopSignal: number | undefined
  readonly service: Service
}

/** What a process tells whoever started it. */
export interface ProcessOutput {
  /** Takes bytes. A promise asks the process to wait with more until it has resolved. */
  write(name: OutputName, bytes: Uint8Array): void | Promise<void>
  /** The process has ended, with 0 to 255. Called once, after all it wrote, and never before `start` has returned. */
  exit(code: number): void
}

/** A process that runs. */
export interface Process {
  /** Its number in its container. */
  readonly pid: number
  /** The program that runs and its arguments: other ones than it was started with, where a script has handed over. */
  readonly argv: readonly string[]
  /** Feeds its input; `null` is the end of it. A promise asks to wait with more. What nobody reads any more is dropped. */
  input(bytes: Uint8Array | null): void | Promise<void>
  /** Sends a signal by its number. What is sent to a paused process takes effect when it goes on, but for SIGKILL. */
  signal(number: number): void
  pause(): void
  resume(): void
  /** Gives its terminal another size, in characters. */
  resize(rows: number, columns: number): void
}

/** What runs the processes of a container. */
export interface Programs {
  /** Starts a process. Throws `ProgramMissing` for a program that the image does not have. */
  start(spec: ProcessSpec, output: ProcessOutput): Process
}

/** That a program cannot be run; `message` is runc's reason (`exec: "x": executable file not found in $PATH`). */
export class ProgramMissing extends Error {
  /** 127 for one that is not there, 126 for one that cannot be executed. */
  readonly exitCode: 126 | 127

  constructor(sentence: string, exitCode: 126 | 127 = 127) {
    super(sentence)
    this.exitCode = exitCode
  }
}

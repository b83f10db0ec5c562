import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Ended, Proc } from '../../../kernel/proc.js'
import { Output } from '../../output.js'
import type { Redirection } from './ast.js'
import { Records } from './records.js'

interface OpenOutput {
  readonly output: Output
  readonly fd: number
  readonly pid: number | undefined
}

interface OpenInput {
  readonly records: Records
  readonly pid: number | undefined
}

/** The files and commands that a program has open, by their names. */
export class Streams {
  readonly #proc: Proc
  readonly standard: Output
  readonly #outputs = new Map<ByteString, OpenOutput>()
  readonly #inputs = new Map<ByteString, OpenInput>()

  constructor(proc: Proc) {
    this.#proc = proc
    this.standard = new Output(proc)
  }

  /** Throws `Errno`. */
  async output(kind: Redirection['kind'], name: ByteString): Promise<Output> {
    if (name === '/dev/stdout' || name === '-') return this.standard
    const known = this.#outputs.get(name)
    if (known !== undefined) return known.output
    await this.standard.flush()
    const opened = kind === '|' ? this.#pipeTo(name) : await this.#open(name, kind === '>>')
    this.#outputs.set(name, opened)
    return opened.output
  }

  async #open(name: ByteString, append: boolean): Promise<OpenOutput> {
    if (name === '/dev/stderr') return { output: new Output(this.#proc, 2), fd: 2, pid: undefined }
    const fd = await this.#proc.open(name, { write: true, create: true, append, truncate: !append })
    return { output: new Output(this.#proc, fd), fd, pid: undefined }
  }

  #pipeTo(command: ByteString): OpenOutput {
    const [read, write] = this.#proc.pipe()
    this.#proc.closeOnExec(write)
    const pid = this.#shell(command, new Map([[0, read], [1, 1], [2, 2]])) // prettier-ignore
    this.#proc.close(read)
    return { output: new Output(this.#proc, write), fd: write, pid }
  }

  #shell(command: ByteString, descriptors: ReadonlyMap<number, number>): number {
    return this.#proc.spawn('/bin/sh', ['sh', '-c', command], { descriptors })
  }

  /** Undefined where it cannot be opened. */
  async input(kind: 'file' | 'command', name: ByteString): Promise<Records | undefined> {
    const known = this.#inputs.get(name)
    if (known !== undefined) return known.records
    await this.flush()
    try {
      const opened = kind === 'command' ? this.#pipeFrom(name) : await this.#read(name)
      this.#inputs.set(name, opened)
      return opened.records
    } catch (thrown) {
      if (thrown instanceof Errno) return undefined
      throw thrown
    }
  }

  async #read(name: ByteString): Promise<OpenInput> {
    const fd = name === '-' || name === '/dev/stdin' ? 0 : await this.#proc.open(name, { read: true })
    return { records: new Records(this.#proc, fd), pid: undefined }
  }

  #pipeFrom(command: ByteString): OpenInput {
    const [read, write] = this.#proc.pipe()
    this.#proc.closeOnExec(read)
    const pid = this.#shell(command, new Map([[0, 0], [1, write], [2, 2]])) // prettier-ignore
    this.#proc.close(write)
    return { records: new Records(this.#proc, read), pid }
  }

  /** What the command ended with, or 0; -1 where nothing of that name is open. */
  async close(name: ByteString): Promise<number> {
    let code = -1
    const output = this.#outputs.get(name)
    if (output !== undefined) {
      this.#outputs.delete(name)
      await output.output.flush()
      if (output.fd > 2) this.#proc.close(output.fd)
      code = await this.#wait(output.pid)
    }
    const input = this.#inputs.get(name)
    if (input === undefined) return code
    this.#inputs.delete(name)
    if (input.records.fd > 2) this.#proc.close(input.records.fd)
    return this.#wait(input.pid)
  }

  async #wait(pid: number | undefined): Promise<number> {
    return pid === undefined ? 0 : codeOf((await this.#proc.wait(pid))!)
  }

  async flush(): Promise<void> {
    await this.standard.flush()
    for (const { output } of this.#outputs.values()) await output.flush()
  }

  async closeAll(): Promise<void> {
    await this.standard.flush()
    for (const name of [...this.#outputs.keys(), ...this.#inputs.keys()]) await this.close(name)
  }

  async system(command: ByteString): Promise<number> {
    await this.flush()
    return this.#wait(this.#shell(command, new Map([[0, 0], [1, 1], [2, 2]]))) // prettier-ignore
  }
}

const codeOf = (ended: Ended): number => ('code' in ended ? ended.code : 256 + ended.signal)

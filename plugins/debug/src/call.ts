import type { AnyJob, Operation, ReplyInit } from 'libswarm-core'
import { Readable, type Duplex } from 'node:stream'
import { showJson, viewOf, type View } from './body.js'
import { block, byteCount, describe, headerLines, titleOf } from './lines.js'
import { observe, type Ending } from './observe.js'
import type { DebugOptions } from './options.js'
import type { Write } from './stdout.js'

/** Prints one call: how it was asked, what was answered, how it ended. Nothing here fails. */
export class Call {
  readonly #row: Operation
  readonly #job: AnyJob
  readonly #options: DebugOptions
  readonly #print: (line: string, body?: readonly string[]) => void
  readonly #since = performance.now()

  constructor(number: number, row: Operation, job: AnyJob, options: DebugOptions, write: Write) {
    this.#row = row
    this.#job = job
    this.#options = options
    this.#print = (line, body = []) => write(block(`${new Date().toISOString()} #${number} ${line}`, body))
  }

  /** Before anybody answers. */
  asked(): void {
    const { raw } = this.#job
    if (this.#options.quiet) return
    const body = raw === undefined ? [] : showJson(raw, this.#job.operation, 'body')
    this.#print(`--> ${titleOf(this.#row, this.#job)}`, [...headerLines(this.#job.headers), ...body])
  }

  /** When nobody could answer. */
  failed(thrown: unknown): void {
    const { name, sentence } = describe(thrown)
    // A call that nobody answered in time is aborted too.
    const left = this.#job.signal.aborted && name !== 'Deadline'
    const what = left ? 'left by the client' : name
    this.#outcome(`${what} ${this.#ms()}: ${sentence}`)
  }

  /** When there is an answer, whole or only begun. */
  answered(reply: ReplyInit): void {
    const { status, body } = reply
    const view = this.#options.v && !this.#options.quiet ? viewOf(this.#row, reply) : undefined
    if (body instanceof Readable) return this.#begun(status, body, view)
    const bytes = typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array())
    const shown = bytes.length === 0 ? [] : [...(view?.take(bytes) ?? []), ...(view?.done() ?? [])]
    this.#outcome(`${status} ${this.#ms()} ${byteCount(bytes.length)}`, shown)
  }

  /** When the rest of the chain has taken the client's connection over. */
  wired(socket: Duplex): void {
    if (!this.#options.quiet) this.#outcome(`wired ${this.#ms()}`)
    const prefix = this.#options.quiet ? 'wired ' : ''
    observe(socket, true, {
      // What is written to the client is what it reads.
      end: (ending) => {
        const turned = { ...ending, read: ending.written ?? 0, written: ending.read }
        this.#outcome(`${prefix}${this.#ending(turned)}`)
      },
    })
  }

  #begun(status: number, body: Readable, view: View | undefined): void {
    // A short answer that came as a stream is told in one line, when it is whole.
    const one = this.#options.quiet || (this.#row.pace === 'finite' && this.#row.answers.kind === 'json')
    if (!one) this.#outcome(`${status} ${this.#ms()} stream`)
    observe(body, this.#row.answers.kind === 'duplex', {
      data: (chunk) => {
        const shown = view?.take(chunk) ?? []
        if (shown.length > 0) this.#outcome('body', shown)
      },
      end: (ending) => {
        const told = this.#ending(ending)
        this.#outcome(one ? `${status} ${told.replace(/^ended /, '')}` : told, view?.done())
      },
    })
  }

  #ending({ how, error, read, written }: Ending): string {
    const word = how === 'ended' ? how : this.#job.signal.aborted ? 'left by the client' : 'broke off'
    const sent = written === undefined ? '' : `, ${byteCount(written)} in`
    const why = word === 'broke off' && error !== undefined ? `: ${describe(error).sentence}` : ''
    return `${word} ${this.#ms()} ${byteCount(read)}${sent}${why}`
  }

  #outcome(what: string, body?: readonly string[]): void {
    const who = this.#options.quiet ? `${titleOf(this.#row, this.#job)}:` : `<-- ${this.#row.operation}`
    this.#print(`${who} ${what}`, body)
  }

  #ms(): string {
    return `${Math.round(performance.now() - this.#since)} ms`
  }
}

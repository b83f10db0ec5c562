import { PassThrough } from 'node:stream'
import type { Message } from './message.js'

/** A stream of messages that several write, none of them faster than it is read. */
export class Lines {
  readonly body = new PassThrough()
  #drained: Promise<void> | undefined

  constructor() {
    // Until somebody reads it: an error that nobody hears would end the process.
    this.body.on('error', () => undefined)
  }

  /** Resolves when there is room for more, or nobody reads any more. */
  async write(message: Message): Promise<void> {
    if (this.body.destroyed || this.body.write(`${JSON.stringify(message)}\n`)) return
    await (this.#drained ??= this.#drain())
  }

  end(): void {
    this.body.end()
  }

  #drain(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.body.off('drain', done).off('close', done)
        this.#drained = undefined
        resolve()
      }
      this.body.on('drain', done).on('close', done)
    })
  }
}

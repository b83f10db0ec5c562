import { describeError, isSwarmError } from '../errors.js'
import { originOf } from '../engine/origin.js'
import type { Reply } from '../engine/reply.js'
import type { Runner } from '../engine/runner.js'
import { statusOf } from '../http/status.js'
import { messageIn } from './message.js'

/** What came of asking the backends. */
export interface Verdict {
  readonly ready: boolean
  /** Why not, as a client would be told. */
  readonly sentence: string
  /** The backend of the chain that has answered, or has failed to; undefined where none did in time. */
  readonly backend: string | undefined
}

/** What is asked: the second where the first is not implemented. Docker's clients begin with one of them. */
const questions = ['SystemPing', 'SystemVersion'] as const

/** Says whether the backends answer, by calls to them. Who asks while one is under way shares it. */
export class Readiness {
  readonly #runner: Runner
  readonly #limit: number
  #asking: Promise<Verdict> | undefined
  #last: Verdict | undefined

  /** @param limit how long the backends may take, in ms */
  constructor(runner: Runner, limit: number) {
    this.#runner = runner
    this.#limit = limit
  }

  /** What came of it the last time; undefined before the first. */
  get last(): Verdict | undefined {
    return this.#last
  }

  ask(): Promise<Verdict> {
    return (this.#asking ??= this.#ask().finally(() => (this.#asking = undefined)))
  }

  async #ask(): Promise<Verdict> {
    const calls = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Verdict>((resolve) => {
      timer = setTimeout(() => {
        resolve(unready(`the backends did not answer within ${this.#limit / 1000} s`, undefined))
        calls.abort()
      }, this.#limit)
    })
    this.#last = await Promise.race([askAll(this.#runner, calls.signal), late])
    clearTimeout(timer)
    return this.#last
  }
}

async function askAll(runner: Runner, signal: AbortSignal): Promise<Verdict> {
  let verdict: Verdict | undefined
  for (const operation of questions) {
    const answer = await askOne(runner, operation, signal)
    verdict = answer.verdict
    if (answer.status !== statusOf.NotImplemented) return verdict
  }
  const { sentence = '', backend } = verdict ?? {}
  return unready(`${sentence}; a backend that is ready answers ${questions.join(' or ')}`, backend)
}

interface Answered {
  readonly status: number
  readonly verdict: Verdict
}

async function askOne(runner: Runner, operation: (typeof questions)[number], signal: AbortSignal): Promise<Answered> {
  try {
    const reply: Reply = await runner.run({ operation, signal, headers: [['User-Agent', 'swarmd-ready']] })
    const { status } = reply
    const text = await textOf(reply)
    if (status < 300) return { status, verdict: { ready: true, sentence: '', backend: originOf(reply) } }
    return { status, verdict: unready(messageIn(text) ?? `${operation} was answered with ${status}`, originOf(reply)) }
  } catch (thrown) {
    const status = statusOf[isSwarmError(thrown) ? thrown.kind : 'Internal']
    return { status, verdict: unready(describeError(thrown), originOf(thrown)) }
  }
}

function unready(sentence: string, backend: string | undefined): Verdict {
  return { ready: false, sentence, backend }
}

/** What is read of an answer, in bytes: a sentence is in it, or it is not. */
const longestAnswer = 64 * 1024

async function textOf({ body }: Reply): Promise<string> {
  if (body === undefined || body instanceof Uint8Array) return Buffer.from(body ?? []).toString()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > longestAnswer) break
  }
  return Buffer.concat(chunks).toString()
}

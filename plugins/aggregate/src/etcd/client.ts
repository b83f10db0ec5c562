import type { IncomingMessage } from 'node:http'
import type { Endpoint, EtcdAddress } from './address.js'
import { codes, EtcdError, refusal, unreachable } from './failure.js'
import { connect, linesOf, textOf, type Connections } from './post.js'
import { within } from './within.js'

/** What etcd answers: protobuf as JSON. Numbers of 64 bits are texts; what is zero, false or empty is not there. */
export type EtcdAnswer = Readonly<Record<string, unknown>>

/** The least that a call may take until it fails, in ms, and the most bytes of an answer. */
const usualLimit = 5000
const mostBytes = 32 << 20

/**
 * Speaks to a cluster of etcd 3.4 or later by its JSON gateway
 * (https://etcd.io/docs/v3.4/dev-guide/api_grpc_gateway/). A call goes to one member; when that does not do it, the next
 * call goes to the next one. Nothing is sent twice, but what a token that has expired was refused for.
 */
export class EtcdClient {
  readonly address: EtcdAddress
  readonly #connections: Connections
  readonly #limit: number
  #member = 0
  #token: string | undefined

  constructor(address: EtcdAddress, limit = usualLimit) {
    this.address = address
    this.#connections = connect(address.secure)
    this.#limit = limit
  }

  /** Makes one call. Rejects with an `EtcdError`, or with the signal's reason. */
  async call(path: string, body: unknown, signal?: AbortSignal, limit = this.#limit): Promise<EtcdAnswer> {
    return this.#on(signal, (endpoint) =>
      within(limit, signal, async (inner) => {
        const answer = await this.#send(endpoint, path, body, inner)
        return parsed(await textOf(answer, mostBytes))
      }),
    )
  }

  /**
   * Makes a call whose results come one after the other, until the signal is aborted. Rejects as `call` does, and when
   * the stream ends by itself.
   */
  async *stream(path: string, body: unknown, signal: AbortSignal): AsyncGenerator<EtcdAnswer, void> {
    const [endpoint, answer] = await this.#on(signal, async (member) => {
      return [member, await this.#open(member, path, body, signal)] as const
    })
    const where = whereOf(endpoint)
    try {
      for await (const line of linesOf(answer, mostBytes)) yield resultOf(line, where)
      throw new EtcdError(`${where} has ended what it was to tell of`)
    } catch (thrown) {
      throw this.#failed(thrown, signal, endpoint)
    } finally {
      answer.destroy()
    }
  }

  /** Ends every connection. */
  close(): void {
    this.#connections.close()
  }

  get #endpoint(): Endpoint {
    const { endpoints } = this.address
    return endpoints[this.#member % endpoints.length]!
  }

  /** Does a call at the member whose turn it is, once more where its token has expired. */
  async #on<T>(signal: AbortSignal | undefined, work: (endpoint: Endpoint) => Promise<T>): Promise<T> {
    const endpoint = this.#endpoint
    try {
      await this.#authenticate(endpoint, signal)
      return await work(endpoint).catch(async (thrown: unknown) => {
        if (this.#token === undefined || !isOfToken(thrown)) throw thrown
        this.#token = undefined
        await this.#authenticate(endpoint, signal)
        return work(endpoint)
      })
    } catch (thrown) {
      throw this.#failed(thrown, signal, endpoint)
    }
  }

  /** The head of a stream has a limit, what follows has none. */
  async #open(endpoint: Endpoint, path: string, body: unknown, signal: AbortSignal): Promise<IncomingMessage> {
    const ending = new AbortController()
    const end = () => ending.abort(signal.reason)
    signal.addEventListener('abort', end)
    try {
      const answer = await within(this.#limit, signal, (inner) => {
        inner.addEventListener('abort', () => ending.abort(inner.reason))
        return this.#send(endpoint, path, body, ending.signal)
      })
      answer.once('close', () => signal.removeEventListener('abort', end))
      return answer
    } catch (thrown) {
      signal.removeEventListener('abort', end)
      throw thrown
    }
  }

  async #send(endpoint: Endpoint, path: string, body: unknown, signal: AbortSignal): Promise<IncomingMessage> {
    const answer = await this.#connections.post(endpoint, path, body, this.#token, signal)
    if (answer.statusCode === 200) return answer
    throw refusal(whereOf(endpoint), answer.statusCode, await textOf(answer, mostBytes))
  }

  async #authenticate(endpoint: Endpoint, signal: AbortSignal | undefined): Promise<void> {
    const { credentials } = this.address
    if (credentials === undefined || this.#token !== undefined) return
    const answer = await within(this.#limit, signal, async (inner) => {
      const sent = await this.#send(endpoint, '/v3/auth/authenticate', credentials, inner)
      return parsed(await textOf(sent, mostBytes))
    })
    this.#token = String(answer['token'])
  }

  /** What a call is rejected with. Several that fail at once leave a member once. */
  #failed(thrown: unknown, signal: AbortSignal | undefined, endpoint: Endpoint): unknown {
    if (signal?.aborted) return signal.reason
    const error = unreachable(whereOf(endpoint), thrown)
    if (error.isOfMember && endpoint === this.#endpoint) this.#member++
    return error
  }
}

function whereOf({ host, port }: Endpoint): string {
  return `etcd at ${host.includes(':') ? `[${host}]` : host}:${port}`
}

function parsed(text: string): EtcdAnswer {
  const answer: unknown = JSON.parse(text)
  if (typeof answer !== 'object' || answer === null) throw new Error('its answer is no object')
  return answer as EtcdAnswer
}

function resultOf(line: string, where: string): EtcdAnswer {
  const { result } = parsed(line) as { readonly result?: EtcdAnswer }
  if (result === undefined) throw refusal(where, 200, line)
  return result
}

/** Whether a call was refused because of its token: it has expired, or users have changed since. */
function isOfToken(thrown: unknown): boolean {
  if (!(thrown instanceof EtcdError)) return false
  return thrown.code === codes.unauthenticated || /revision of auth store is old/.test(thrown.message)
}

import { request, type ClientRequest, type IncomingHttpHeaders } from 'node:http'
import type { TestDaemon } from 'libswarm-core/testing'
import { until } from './until.js'

/** An event as a client gets it. */
export interface Told {
  readonly Type: string
  readonly Action: string
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> }
  readonly status?: string
  readonly from?: string
  readonly time: number
  readonly timeNano: number
}

/** Reads the events of a daemon as they come. */
export class EventReader implements AsyncDisposable {
  readonly told: Told[] = []
  readonly #sent: ClientRequest
  #ended: Promise<void>
  #status = 0
  #headers: IncomingHttpHeaders = {}
  #isWhole: boolean | undefined

  private constructor(sent: ClientRequest) {
    this.#sent = sent
    this.#ended = new Promise((resolve) => {
      sent.once('response', (response) => {
        this.#status = response.statusCode ?? 0
        this.#headers = response.headers
        let rest = ''
        response.setEncoding('utf8').on('data', (text: string) => {
          const lines = (rest + text).split('\n')
          rest = lines.pop()!
          for (const line of lines) if (line !== '') this.told.push(JSON.parse(line) as Told)
        })
        response.once('close', () => {
          this.#isWhole = response.complete
          resolve()
        })
        response.on('error', () => undefined)
      })
      sent.once('error', () => resolve())
    })
  }

  /** Resolves when the headers of the answer are there. */
  static async open({ socketPath }: Pick<TestDaemon, 'socketPath'>, query = ''): Promise<EventReader> {
    const sent = request({ socketPath, path: `/v1.41/events${query}`, agent: false })
    const reader = new EventReader(sent)
    sent.end()
    await until('the events have begun', () => reader.#status !== 0)
    return reader
  }

  get status(): number {
    return this.#status
  }

  get headers(): IncomingHttpHeaders {
    return this.#headers
  }

  /** Whether it came to an end in order; undefined before it has ended. */
  get isWhole(): boolean | undefined {
    return this.#isWhole
  }

  get ended(): Promise<void> {
    return this.#ended
  }

  /** `node name: action`, of the containers, in the order that they came. */
  get words(): readonly string[] {
    return this.told.filter(({ Type }) => Type === 'container').map(wordOf)
  }

  /** The actions of one container, by its name. */
  actionsOf(name: string): readonly string[] {
    return this.told.filter(({ Type, Actor }) => Type === 'container' && Actor.Attributes['name'] === name).map(action)
  }

  /** Waits until so many events fit. */
  async until(what: string, holds: (reader: EventReader) => boolean, limit?: number): Promise<void> {
    await until(what, () => holds(this), limit)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sent.destroy()
    await this.#ended
  }
}

const action = ({ Action }: Told): string => Action
const wordOf = ({ Action, Actor: { Attributes } }: Told): string =>
  `${Attributes['node.name']} ${Attributes['name']}: ${Action}`

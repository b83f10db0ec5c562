import type { Server } from 'node:net'
import { formatAddress, type Address } from '../address.js'
import type { Chain } from '../engine/chain.js'
import type { Logger } from '../engine/log.js'
import { noteOrigins } from '../engine/origin.js'
import type { Observer } from '../http/observer.js'
import { listen } from '../listen/listen.js'
import type { Listener, ListenOptions, Place } from '../listen/listener.js'
import { isLoopback } from '../listen/tcp.js'
import { atExit } from './at-exit.js'
import { Metrics } from './metrics.js'
import { processMetrics } from './process-metrics.js'
import { Readiness } from './ready.js'
import { nodeChanges, nodeRoutes } from './nodes.js'
import { json, withIndex, type Answer, type Route } from './route.js'
import { createAdminServer } from './server.js'

/** What a daemon is made of when its backends are installed. */
export interface Installed {
  readonly chain: Chain
  /** The servers of the frontends, each with the address that it listens on. */
  readonly frontends: readonly { readonly server: Server; readonly address: Address }[]
}

/** What listening is told with, and where failures are logged. */
interface AdminOptions extends ListenOptions {
  readonly log: Logger
}

/** How long the backends may take to answer /ready, in ms. */
const readyLimit = 3000

/** Health and metrics of a daemon, on addresses of their own, from before its backends are installed until they have ended. */
export class Admin {
  readonly #listeners: Listener[] = []
  readonly #servers: ReturnType<typeof createAdminServer>[] = []
  readonly #metrics: Metrics
  readonly #process = processMetrics()
  // It listens until the end, so that an end that waits for nobody would leave its sockets.
  readonly #stay = atExit(() => this.close())
  #installed: Installed | undefined
  #readiness: Readiness | undefined
  #stage: 'starting' | 'listening' | 'closing' = 'starting'

  private constructor() {
    this.#metrics = new Metrics({
      states: () => this.#installed?.chain.states() ?? [],
      lastReady: () => this.#readiness?.last,
      connections: () => connectionsOf(this.#installed?.frontends ?? []),
    })
  }

  /** Listens. Rejects with a sentence where it cannot; nothing is left open then. */
  static async open(places: readonly Place[], options: AdminOptions): Promise<Admin> {
    noteOrigins()
    const admin = new Admin()
    try {
      for (const place of places) await admin.#listen(place, options)
    } catch (thrown) {
      admin.close()
      throw thrown
    }
    return admin
  }

  /** The addresses as bound, in the order given. */
  get addresses(): readonly string[] {
    return this.#listeners.map(({ address }) => formatAddress(address))
  }

  /** What the frontends tell of their calls. */
  get observer(): Observer {
    return this.#metrics
  }

  /** The backends are there, and nothing listens yet. */
  installed(installed: Installed): void {
    this.#installed = installed
    this.#readiness = new Readiness(installed.chain, readyLimit)
  }

  /** Everything listens: from now on it is ready when its backends are. */
  listening(): void {
    this.#stage = 'listening'
  }

  /** The daemon ends: from now on it is neither healthy nor ready. */
  closing(): void {
    this.#stage = 'closing'
  }

  /** Stops listening, and cuts who is being answered. */
  close(): void {
    this.#stay()
    for (const listener of this.#listeners) listener.close()
    for (const server of this.#servers) server.closeAllConnections()
  }

  async #listen(place: Place, options: AdminOptions): Promise<void> {
    const server = createAdminServer(withIndex(this.#routesOf(place)), options.log)
    this.#servers.push(server)
    this.#listeners.push(await listen(server, place, options))
  }

  #routesOf({ address }: Place): readonly Route[] {
    const chain = () => this.#installed?.chain
    const isOwn = address.kind === 'unix' || (address.kind === 'tcp' && isLoopback(address.host))
    return [...this.#routes, ...nodeRoutes(chain), ...(isOwn ? nodeChanges(chain) : [])]
  }

  get #routes(): readonly Route[] {
    return [
      {
        path: '/health',
        describe: '200 while the process is alive, 503 while it is closing; no backend is asked',
        answer: () => (this.#stage === 'closing' ? closing : json(200, { status: 'ok' })),
      },
      {
        path: '/ready',
        describe: '200 when everything listens and the backends answer, 503 with the reason otherwise',
        answer: () => this.#ready(),
      },
      {
        path: '/metrics',
        describe: "metrics in Prometheus' text format",
        answer: async () => {
          const text = `${await this.#metrics.text()}\n${await this.#process.metrics()}`
          return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: text }
        },
      },
    ]
  }

  async #ready(): Promise<Answer> {
    const verdict = this.#stage === 'listening' ? await this.#readiness?.ask() : undefined
    // It may have begun to close meanwhile.
    if (this.#stage === 'closing') return closing
    if (verdict === undefined) return notReady('the daemon is starting')
    return verdict.ready ? json(200, { status: 'ready' }) : notReady(verdict.sentence)
  }
}

const closing = json(503, { status: 'closing', message: 'the daemon is closing' })

function notReady(message: string): Answer {
  return json(503, { status: 'not ready', message })
}

async function connectionsOf(frontends: Installed['frontends']): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const { server, address } of frontends) {
    const count = await new Promise<number>((resolve) => server.getConnections((_error, open) => resolve(open)))
    counts.set(address.kind, (counts.get(address.kind) ?? 0) + count)
  }
  return counts
}

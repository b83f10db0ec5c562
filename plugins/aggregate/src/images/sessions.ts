import type { Node } from '../nodes/node.js'
import type { Pool } from '../nodes/pool.js'

/** How many sessions are remembered. */
const mostRemembered = 1000

/** Which nodes the sessions of builders are on, and those that wait for the build that says so. */
export class Sessions {
  readonly #pool: Pool
  readonly #nodes = new Map<string, Node>()
  readonly #waiting = new Map<(node?: Node) => void, string>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** The node of a session; undefined where none is known, or it is not healthy any more. */
  nodeOf(session: string): Node | undefined {
    const node = this.#nodes.get(session)
    return node !== undefined && this.#pool.get(node.name) === node && node.state === 'healthy' ? node : undefined
  }

  /** A session, or the build of one, goes to a node. An empty name is none. */
  goesTo(session: string, node: Node): void {
    if (session === '') return
    this.#nodes.delete(session)
    this.#nodes.set(session, node)
    if (this.#nodes.size > mostRemembered) this.#nodes.delete(this.#nodes.keys().next().value!)
    for (const [tell, waiting] of [...this.#waiting]) if (waiting === session) tell(node)
  }

  /** A builder without builds has come: the sessions that wait are its own. */
  allGoTo(node: Node): void {
    for (const session of new Set(this.#waiting.values())) this.goesTo(session, node)
  }

  /** The node of the build that a session is for; undefined where none comes in time, or the signal is aborted. */
  build(session: string, signal: AbortSignal): Promise<Node | undefined> {
    if (session === '' || signal.aborted) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      const done = (node?: Node) => {
        clearTimeout(late)
        signal.removeEventListener('abort', aborted)
        this.#waiting.delete(done)
        resolve(node)
      }
      const aborted = () => done()
      const late = setTimeout(done, this.#pool.times.sessionWait)
      signal.addEventListener('abort', aborted)
      this.#waiting.set(done, session)
    })
  }
}

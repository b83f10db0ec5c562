import { abortion, pause, pauseAfter, type Pauses } from '../discovery/pause.js'
import { sentenceOf, type Trouble } from '../discovery/trouble.js'
import type { EtcdClient } from './client.js'
import { oneKey, readKeys } from './keys.js'
import { longestWatch, takeTerm, Term, type TermOptions } from './term.js'
import { isDeletedWithin } from './watch.js'

/** Who stands, and for what. */
export interface ElectionOptions extends TermOptions {
  readonly trouble: Trouble
}

const retry: Pauses = [500, 10_000]

/**
 * Election of a leader among those that stand for one key: who makes the key where it is not there holds it for as long
 * as its lease is renewed. At most one is leader at a time, as far as clocks run equally fast within a tenth.
 */
export class Election {
  readonly #client: EtcdClient
  readonly #options: ElectionOptions
  readonly #listeners = new Set<(isLeader: boolean) => void>()
  #isStanding = false
  #term: Term | undefined
  #leader: string | undefined
  #hasResigned = false

  constructor(client: EtcdClient, options: ElectionOptions) {
    this.#client = client
    this.#options = options
  }

  /** Whether this one is leader for certain, now. */
  get isLeader(): boolean {
    return this.#term?.lasts === true
  }

  /** The fencing token of this term: what was done with a lower one was done by an earlier leader. Undefined for none. */
  get token(): bigint | undefined {
    return this.isLeader ? this.#term?.token : undefined
  }

  /** What the leader said of itself, as was known last; undefined where none is known. */
  get leader(): string | undefined {
    return this.isLeader ? this.#options.value : this.#leader
  }

  /** Calls the listener whenever this one becomes leader or is it no more, until what is returned is called. */
  onChange(listener: (isLeader: boolean) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /**
   * Stands until the signal is aborted, and again after each term. Resolves when the last term is given back. That etcd
   * cannot be reached is a trouble, and never rejects it.
   */
  async campaign(signal: AbortSignal): Promise<void> {
    if (this.#isStanding) throw new Error('this one stands already')
    this.#isStanding = true
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.#stand(signal)
        failures = 0
      } catch (thrown) {
        if (signal.aborted) break
        this.#leader = undefined
        this.#options.trouble.is(`no leader can be elected: ${sentenceOf(thrown)}`)
        await pause(pauseAfter(++failures, retry), signal)
      }
    }
    this.#isStanding = false
  }

  /**
   * Whether this one is leader, asked of the cluster; false where that is not known for certain. To be asked before each
   * thing that only a leader may do, which has to follow at once.
   */
  async guard(): Promise<boolean> {
    const term = this.#term
    return term !== undefined && (await term.confirm()) && term === this.#term
  }

  /** Ends the term, and lets others go first for as long as a lease lives. Does nothing for who is no leader. */
  async resign(): Promise<void> {
    if (this.#term === undefined) return
    this.#hasResigned = true
    await this.#term.end()
  }

  /** Waits until the key is free, takes it, and holds it to the end of the term. */
  async #stand(signal: AbortSignal): Promise<void> {
    const { key, ttl, trouble } = this.#options
    const { keys, revision } = await readKeys(this.#client, oneKey(key), signal)
    trouble.over()
    this.#leader = keys[0]?.value
    if (keys.length > 0 && !(await isDeletedWithin(longestWatch, this.#client, key, revision + 1n, signal))) return
    const taken = await takeTerm(this.#client, this.#options, signal)
    if (!(taken instanceof Term)) {
      this.#leader = taken.leader
      return
    }
    await this.#hold(taken, signal)
    if (this.#hasResigned) await pause(ttl * 1000, signal)
    this.#hasResigned = false
  }

  async #hold(term: Term, signal: AbortSignal): Promise<void> {
    this.#term = term
    this.#tell(true)
    const [aborted, release] = abortion(signal)
    const [over] = abortion(term.over)
    await Promise.race([over, aborted])
    release()
    if (!signal.aborted && !this.#hasResigned) {
      this.#options.trouble.is(`not leader any more: ${sentenceOf(term.over.reason)}`)
    }
    const ended = term.end()
    this.#term = undefined
    this.#leader = undefined
    this.#tell(false)
    await ended
  }

  #tell(isLeader: boolean): void {
    for (const listener of [...this.#listeners]) listener(isLeader)
  }
}

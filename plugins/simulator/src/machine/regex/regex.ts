import type { Subject } from './assert.js'
import { Backtracker } from './backtrack.js'
import type { ByteSet } from './byte-set.js'
import { Dfa, type DfaState } from './dfa.js'
import { firstBytes, literalOf } from './first.js'
import type { RegexNode } from './node.js'
import { parseRegex, type Parsed, type Syntax } from './parse.js'
import { PikeMachine } from './pike.js'
import { compile, type StepProgram } from './program.js'

/** Who shares the time: a process. */
export interface Turns {
  tick(): void | Promise<void>
}

/** Where a text matches: `slots` are start and end of the whole and of each group, -1 for one that is not part of it. */
export interface Match {
  readonly start: number
  readonly end: number
  readonly slots: Int32Array
}

export interface SearchOptions {
  readonly from?: number
  /** `^` is not at the start of the text. */
  readonly notAtStart?: boolean
  /** Whether the groups are asked for; true unless given. */
  readonly groups?: boolean
}

export interface RegexOptions extends Syntax {
  /** As Perl, the first way that matches and not the longest; by what was read of it. */
  readonly perl?: boolean
}

/** What a group matched; undefined where it is not part of the match. */
export function groupOf(text: string, { slots }: Match, group: number): string | undefined {
  const from = slots[2 * group] ?? -1
  return from < 0 ? undefined : text.slice(from, slots[2 * group + 1])
}

// About half a millisecond.
const budget = 20_000

/** A regular expression whose searches take linear time, or at least let others have their turn. */
export class Regex {
  readonly groups: number
  readonly #parsed: RegexNode
  readonly #options: RegexOptions
  readonly #literal: string | undefined
  readonly #bare: StepProgram
  readonly #starts: ByteSet | undefined
  readonly #dfa: Dfa | undefined
  #full: StepProgram | undefined
  readonly #idle: { readonly bare: PikeMachine[]; readonly full: PikeMachine[] } = { bare: [], full: [] }

  /** Throws `RegexError`. */
  constructor(source: string | Parsed, options: RegexOptions = {}) {
    const { node, groups } = typeof source === 'string' ? parseRegex(source, options) : source
    this.groups = groups
    this.#parsed = node
    this.#options = options
    this.#literal = literalOf(node)
    this.#bare = compile(node, 0)
    this.#starts = firstBytes(this.#bare)
    const hard = this.#bare.references || options.perl === true
    if (hard) this.#full = compile(node, groups)
    this.#dfa = hard || this.#bare.wordEdges || options.byLine === true ? undefined : new Dfa(this.#bare)
  }

  /** Whether a text matches anywhere. */
  test(text: string, turns: Turns): boolean | Promise<boolean> {
    if (this.#literal !== undefined) return text.includes(this.#literal)
    if (this.#dfa !== undefined) return this.#mayMatch(this.#dfa, text, { from: 0, notAtStart: false }, turns)
    const match = this.exec(text, turns, { groups: false })
    return match instanceof Promise ? match.then((found) => found !== undefined) : match !== undefined
  }

  /** The leftmost longest match; undefined without one. */
  exec(text: string, turns: Turns, options: SearchOptions = {}): Match | undefined | Promise<Match | undefined> {
    const { from = 0, notAtStart = false, groups = true } = options
    if (from > text.length) return undefined
    if (this.#literal !== undefined && this.groups === 0) {
      const start = text.indexOf(this.#literal, from)
      if (start < 0) return undefined
      const end = start + this.#literal.length
      return { start, end, slots: Int32Array.of(start, end) }
    }
    const search = (): Match | undefined | Promise<Match | undefined> =>
      this.#search({ text, notAtStart, byLine: this.#options.byLine ?? false }, from, groups && this.groups > 0, turns)
    if (this.#dfa === undefined) return search()
    const may = this.#mayMatch(this.#dfa, text, { from, notAtStart }, turns)
    if (may instanceof Promise) return may.then((may) => (may ? search() : undefined))
    return may ? search() : undefined
  }

  #mayMatch(
    dfa: Dfa,
    text: string,
    { from, notAtStart }: { readonly from: number; readonly notAtStart: boolean },
    turns: Turns,
  ): boolean | Promise<boolean> {
    const { state, at, found } = dfa.run(dfa.begin(from === 0 && !notAtStart), text, from, 10 * budget)
    return found ?? goOn(state, at)

    async function goOn(begun: DfaState, place: number): Promise<boolean> {
      for (let state = begun, at = place; ;) {
        await turns.tick()
        const ran = dfa.run(state, text, at, 10 * budget)
        if (ran.found !== undefined) return ran.found
        state = ran.state
        at = ran.at
      }
    }
  }

  #search(
    subject: Subject,
    from: number,
    groups: boolean,
    turns: Turns,
  ): Match | undefined | Promise<Match | undefined> {
    const starts = this.#starts
    if (this.#full !== undefined && this.#dfa === undefined && this.#isHard()) {
      const preference = this.#options.perl === true ? 'first' : 'longest'
      const ignoreCase = this.#options.ignoreCase ?? false
      return settle(new Backtracker(this.#full, subject, from, { preference, ignoreCase }), turns, starts)
    }
    const program = groups ? (this.#full ??= compile(this.#parsed, this.groups)) : this.#bare
    const idle = groups ? this.#idle.full : this.#idle.bare
    const machine = idle.pop() ?? new PikeMachine(program)
    machine.begin(subject, from)
    const found = settle(machine, turns, this.#starts)
    if (found instanceof Promise) return found.finally(() => idle.push(machine))
    idle.push(machine)
    return found
  }

  #isHard(): boolean {
    return this.#bare.references || this.#options.perl === true
  }
}

interface Machine {
  run(budget: number, starts: ByteSet | undefined): Int32Array | null | undefined
}

function settle(
  machine: Machine,
  turns: Turns,
  starts: ByteSet | undefined,
): Match | undefined | Promise<Match | undefined> {
  const slots = machine.run(budget, starts)
  return slots === undefined ? goOn() : matchOf(slots)

  async function goOn(): Promise<Match | undefined> {
    for (;;) {
      const turn = turns.tick()
      if (turn !== undefined) await turn
      const slots = machine.run(budget, starts)
      if (slots !== undefined) return matchOf(slots)
    }
  }
}

const matchOf = (slots: Int32Array | null): Match | undefined =>
  slots === null ? undefined : { start: slots[0]!, end: slots[1]!, slots }

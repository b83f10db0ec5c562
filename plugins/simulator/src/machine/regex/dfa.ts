import type { StepProgram } from './program.js'

/** Where an automaton is. */
export interface DfaState {
  readonly places: readonly number[]
  /** Whether it has matched already. */
  readonly matched: boolean
  /** Whether it has where the text ends here. */
  readonly matchedAtEnd: boolean
  /** The next state by the next byte, as far as it is known. */
  readonly next: (DfaState | undefined)[]
}

const mostStates = 500

/** Tells whether a text matches anywhere: an automaton whose states are made as they are needed. */
export class Dfa {
  readonly #program: StepProgram
  readonly #states = new Map<string, DfaState>()
  #begins: { atStart?: DfaState; later?: DfaState } = {}
  #made = 0

  constructor(program: StepProgram) {
    this.#program = program
  }

  begin(atStart: boolean): DfaState {
    if (atStart) return (this.#begins.atStart ??= this.#state([0], true))
    return (this.#begins.later ??= this.#state([0], false))
  }

  /** Goes on from a state; `at` is where it came to, with `undefined` for a result that is not known yet. */
  run(state: DfaState, text: string, from: number, budget: number): { state: DfaState; at: number; found?: boolean } {
    let left = budget
    let at = from
    let current = state
    for (; left > 0; at++, left--) {
      if (current.matched) return { state: current, at, found: true }
      if (at >= text.length) return { state: current, at, found: current.matchedAtEnd }
      const byte = text.charCodeAt(at)
      const known = current.next[byte]
      if (known === undefined) left -= this.#program.steps.length
      current = known ?? this.#advance(current, byte)
    }
    return { state: current, at }
  }

  #advance(state: DfaState, byte: number): DfaState {
    const { steps } = this.#program
    const places = [0]
    for (const place of state.places) {
      const step = steps[place]!
      if (step.op === 'set' && step.set[byte] === 1) places.push(place + 1)
    }
    return (state.next[byte] = this.#state(places, false))
  }

  #state(begins: readonly number[], atStart: boolean): DfaState {
    const open = this.#closure(begins, atStart, false)
    const key = `${open.places.join()} ${open.matched} ${atStart}`
    const known = this.#states.get(key)
    if (known !== undefined) return known
    if (++this.#made % mostStates === 0) this.#forget()
    const matchedAtEnd = open.matched || this.#closure(begins, atStart, true).matched
    const state: DfaState = { ...open, matchedAtEnd, next: [] }
    // What differs at the end alone is in the places that lead there.
    this.#states.set(key, state)
    return state
  }

  #forget(): void {
    this.#states.clear()
    this.#begins = {}
  }

  #closure(begins: readonly number[], atStart: boolean, atEnd: boolean): { places: number[]; matched: boolean } {
    const { steps } = this.#program
    const seen = new Uint8Array(steps.length)
    const stack = [...begins]
    const places: number[] = []
    let matched = false
    while (stack.length > 0) {
      const place = stack.pop()!
      if (seen[place] === 1) continue
      seen[place] = 1
      const step = steps[place]!
      if (step.op === 'set') places.push(place)
      else if (step.op === 'match') matched = true
      else if (step.op === 'split') stack.push(step.first, step.second)
      else if (step.op === 'jump') stack.push(step.to)
      else if (step.op === 'assert') {
        if (step.what === 'line-start' ? atStart : atEnd) stack.push(place + 1)
        // An end that may be here is part of what the state is.
        if (step.what === 'line-end') places.push(place)
      } else stack.push(place + 1)
    }
    return { places: places.sort((a, b) => a - b), matched }
  }
}

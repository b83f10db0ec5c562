import { holds, type Subject } from './assert.js'
import { RegexError } from './node.js'
import type { Step, StepProgram } from './program.js'

const mostKept = 8_000_000
const mostStepsOfLook = 2_000_000

/** How it chooses among the matches at a place: the longest one (POSIX), or the first one (Perl). */
export type Preference = 'longest' | 'first'

/**
 * Tries one way after the other: for what Pike's machine cannot do (back references, and what is Perl's). It may take for
 * ever, and stops after each budget of steps.
 */
export class Backtracker {
  readonly #program: StepProgram
  readonly #preference: Preference
  readonly #ignoreCase: boolean
  readonly #subject: Subject
  readonly #slots: Int32Array
  readonly #stack: number[] = []
  #start: number
  #place = 0
  #at = 0
  #best: Int32Array | undefined

  constructor(
    program: StepProgram,
    subject: Subject,
    from: number,
    { preference, ignoreCase }: { readonly preference: Preference; readonly ignoreCase: boolean },
  ) {
    this.#program = program
    this.#subject = subject
    this.#preference = preference
    this.#ignoreCase = ignoreCase
    this.#slots = new Int32Array(program.slots + program.ranks.length + program.registers)
    this.#start = from
    this.#beginAt(0, from)
  }

  #beginAt(place: number, at: number): void {
    this.#stack.length = 0
    this.#slots.fill(-1)
    this.#slots[0] = at
    this.#place = place
    this.#at = at
  }

  /** Goes on for as many steps; undefined where that is not the end, `null` where nothing matches. */
  run(budget: number, starts: Uint8Array | undefined): Int32Array | null | undefined {
    const { text } = this.#subject
    for (let left = budget; left > 0; left--) {
      if (this.#advance()) continue
      if (this.#best !== undefined) return this.#best
      do this.#start++
      while (this.#start < text.length && starts?.[text.charCodeAt(this.#start)] === 0)
      if (this.#start > text.length) return null
      this.#beginAt(0, this.#start)
    }
    return undefined
  }

  /** Whether there is anything left to try from this start. */
  #advance(): boolean {
    const step = this.#program.steps[this.#place]!
    if (step.op === 'match') {
      this.#matched()
      if (this.#preference === 'first' || this.#at === this.#subject.text.length) return false
      return this.#back()
    }
    return this.#take(step) || this.#back()
  }

  #matched(): void {
    if (this.#best !== undefined && this.#best[1]! >= this.#at) return
    this.#best = this.#slots.slice(0, this.#program.slots)
    this.#best[1] = this.#at
  }

  /** Returns to the last choice. */
  #back(): boolean {
    const stack = this.#stack
    while (stack.length > 0) {
      const value = stack.pop()!
      const place = stack.pop()!
      if (place < 0) this.#slots[-place - 1] = value
      else {
        this.#place = place
        this.#at = value
        return true
      }
    }
    return false
  }

  #take(step: Step): boolean {
    switch (step.op) {
      case 'set':
        if (this.#at >= this.#subject.text.length || step.set[this.#subject.text.charCodeAt(this.#at)] !== 1)
          return false
        this.#at++
        break
      case 'split':
        if (this.#stack.length > mostKept) throw new RegexError('Memory exhausted')
        this.#stack.push(step.second, this.#at)
        this.#place = step.first
        return true
      case 'jump':
        this.#place = step.to
        return true
      case 'save':
        this.#set(step.slot, this.#at)
        break
      case 'mark':
        this.#set(this.#register(step.register), this.#at)
        break
      case 'progress':
        if (this.#slots[this.#register(step.register)] === this.#at) return false
        break
      case 'assert':
        if (!holds(step.what, this.#subject, this.#at)) return false
        break
      case 'reference':
        if (!this.#refer(step.index)) return false
        break
      case 'look':
        if (this.#look(this.#place + 1, step.behind) === step.negative) return false
        this.#place = step.end
        return true
      case 'match':
        return false
    }
    this.#place++
    return true
  }

  #register(register: number): number {
    return this.#program.slots + this.#program.ranks.length + register
  }

  #set(slot: number, value: number): void {
    this.#stack.push(-slot - 1, this.#slots[slot]!)
    this.#slots[slot] = value
  }

  #refer(index: number): boolean {
    const from = this.#slots[2 * index]!
    const to = this.#slots[2 * index + 1]!
    if (from < 0 || to < 0) return false
    const wanted = this.#subject.text.slice(from, to)
    const given = this.#subject.text.slice(this.#at, this.#at + wanted.length)
    const same = this.#ignoreCase ? wanted.toLowerCase() === given.toLowerCase() : wanted === given
    if (same) this.#at += wanted.length
    return same
  }

  /** Whether what is looked for matches from here on, or up to here. */
  #look(place: number, behind: boolean): boolean {
    for (let start = this.#at; start >= 0; start--) {
      if (this.#lookFrom(place, start, behind ? this.#at : undefined)) return true
      if (!behind) return false
    }
    return false
  }

  #lookFrom(place: number, start: number, end: number | undefined): boolean {
    const inner = new Backtracker(this.#program, this.#subject, start, {
      preference: 'first',
      ignoreCase: this.#ignoreCase,
    })
    inner.#slots.set(this.#slots)
    inner.#place = place
    for (let left = mostStepsOfLook; left > 0; left--) {
      const step = this.#program.steps[inner.#place]!
      const matched = step.op === 'match' && (end === undefined || inner.#at === end)
      if (matched) {
        for (let slot = 2; slot < this.#program.slots; slot++) {
          if (inner.#slots[slot] !== this.#slots[slot]) this.#set(slot, inner.#slots[slot]!)
        }
        return true
      }
      if (!(step.op !== 'match' && inner.#take(step)) && !inner.#back()) return false
    }
    throw new RegexError('Memory exhausted')
  }
}

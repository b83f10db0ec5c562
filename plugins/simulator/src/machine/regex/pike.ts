import { holds, type Subject } from './assert.js'
import type { Step, StepProgram } from './program.js'

/** The ways in which a text may go on to match: at most one for each step. */
class Threads {
  count = 0
  readonly steps: Int32Array
  readonly slots: Int32Array
  readonly places: Int32Array

  constructor(steps: number, slots: number) {
    this.steps = new Int32Array(steps)
    this.slots = new Int32Array(steps * slots)
    this.places = new Int32Array(steps).fill(-1)
  }

  clear(): void {
    for (let index = 0; index < this.count; index++) this.places[this.steps[index]!] = -1
    this.count = 0
  }
}

/**
 * Searches the leftmost longest match with all ways at once (Pike's machine), so that the time is that of the text's length
 * times the steps, whatever the expression. Two ways that meet at a step go on as the one that POSIX prefers.
 */
export class PikeMachine {
  readonly #program: StepProgram
  readonly #width: number
  #now: Threads
  #next: Threads
  readonly #slots: Int32Array
  readonly #stack: number[] = []
  #best: Int32Array | undefined
  #subject: Subject = { text: '', byLine: false, notAtStart: false }
  #at = 0

  constructor(program: StepProgram) {
    this.#program = program
    this.#width = program.slots + program.ranks.length
    this.#now = new Threads(program.steps.length, this.#width)
    this.#next = new Threads(program.steps.length, this.#width)
    this.#slots = new Int32Array(this.#width)
  }

  begin(subject: Subject, from: number): void {
    this.#subject = subject
    this.#at = from
    this.#best = undefined
    this.#now.clear()
    this.#next.clear()
  }

  /** Goes on for about as many steps; undefined where that is not the end, `null` where nothing matches. */
  run(budget: number, starts: Uint8Array | undefined): Int32Array | null | undefined {
    const { text } = this.#subject
    for (let left = budget; left > 0; this.#at++) {
      if (this.#best === undefined) {
        if (this.#now.count === 0 && starts !== undefined) {
          const skipped = this.#skip(starts)
          left -= skipped >> 3
          if (this.#at >= text.length) return null
        }
        this.#slots.fill(-1)
        this.#slots[0] = this.#at
        this.#add(this.#now, 0, this.#at)
      }
      if (this.#now.count === 0 && (this.#best !== undefined || this.#at >= text.length)) return this.#best ?? null
      left -= this.#now.count + 1
      this.#step()
      if (this.#at >= text.length) return this.#best ?? null
    }
    return undefined
  }

  /** Goes to the next place where a match may begin. */
  #skip(starts: Uint8Array): number {
    const { text } = this.#subject
    const before = this.#at
    while (this.#at < text.length && starts[text.charCodeAt(this.#at)] === 0) this.#at++
    return this.#at - before
  }

  #step(): void {
    const { steps } = this.#program
    const byte = this.#at < this.#subject.text.length ? this.#subject.text.charCodeAt(this.#at) : -1
    const now = this.#now
    const width = this.#width
    for (let index = 0; index < now.count; index++) {
      const place = now.steps[index]!
      const step = steps[place]!
      const offset = index * width
      if (step.op === 'match') this.#matched(now.slots, offset)
      else if (step.op === 'set' && byte >= 0 && step.set[byte] === 1) {
        if (this.#best !== undefined && now.slots[offset]! > this.#best[0]!) continue
        for (let slot = 0; slot < width; slot++) this.#slots[slot] = now.slots[offset + slot]!
        this.#add(this.#next, place + 1, this.#at + 1)
      }
    }
    now.clear()
    this.#now = this.#next
    this.#next = now
  }

  #matched(slots: Int32Array, offset: number): void {
    const found = slots.slice(offset, offset + this.#width)
    found[1] = this.#at
    const best = this.#best
    const better =
      best === undefined ||
      found[0]! < best[0]! ||
      (found[0] === best[0] && (found[1] > best[1]! || (found[1] === best[1] && this.#isBetter(found, best, 0))))
    if (better) this.#best = found
  }

  /** Whether a way is preferred to another one, whose slots begin at an offset. */
  #isBetter(slots: Int32Array, others: Int32Array, offset: number): boolean {
    if (slots[0] !== others[offset]) return slots[0]! < others[offset]!
    const { slots: first, ranks } = this.#program
    for (let rank = 0; rank < ranks.length; rank++) {
      const own = slots[first + rank]!
      const other = others[offset + first + rank]!
      if (own === other) continue
      // An empty round of a loop is none.
      if (own < 0 || other < 0) return ranks[rank] === 1 ? other < 0 : own < 0
      return ranks[rank] === 1 ? own > other : own < other
    }
    return false
  }

  /** Adds a way at a step, and all that it goes on with without taking anything. */
  #add(threads: Threads, begin: number, at: number): void {
    const stack = this.#stack
    const slots = this.#slots
    stack.push(begin, 0)
    while (stack.length > 0) {
      const value = stack.pop()!
      const place = stack.pop()!
      if (place < 0) {
        slots[-place - 1] = value
        continue
      }
      if (this.#put(threads, place)) this.#goOn(this.#program.steps[place]!, place, at)
    }
  }

  #put(threads: Threads, place: number): boolean {
    const known = threads.places[place]!
    const width = this.#width
    if (known >= 0 && !this.#isBetter(this.#slots, threads.slots, known * width)) return false
    const index = known >= 0 ? known : threads.count++
    threads.places[place] = index
    threads.steps[index] = place
    threads.slots.set(this.#slots, index * width)
    return true
  }

  #goOn(step: Step, place: number, at: number): void {
    const stack = this.#stack
    switch (step.op) {
      case 'split':
        stack.push(step.second, 0, step.first, 0)
        return
      case 'jump':
        stack.push(step.to, 0)
        return
      case 'save':
        stack.push(-step.slot - 1, this.#slots[step.slot]!, place + 1, 0)
        this.#slots[step.slot] = at
        return
      case 'assert':
        if (holds(step.what, this.#subject, at)) stack.push(place + 1, 0)
        return
      case 'mark':
      case 'progress':
        stack.push(place + 1, 0)
        return
      case 'set':
      case 'match':
      case 'reference':
      case 'look':
    }
  }
}

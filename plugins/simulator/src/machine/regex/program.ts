import type { ByteSet } from './byte-set.js'
import { RegexError, type Assertion, type RegexNode } from './node.js'

/** One step of a matcher; what it goes on with is the next one, unless it says so. */
export type Step =
  | { readonly op: 'set'; readonly set: ByteSet }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'assert'; readonly what: Assertion }
  | { readonly op: 'reference'; readonly index: number }
  /** Remembers the place, so that a round of a loop that takes nothing is found out. */
  | { readonly op: 'mark'; readonly register: number }
  | { readonly op: 'progress'; readonly register: number }
  | { op: 'look'; readonly behind: boolean; readonly negative: boolean; end: number }
  | { readonly op: 'match' }

export interface StepProgram {
  readonly steps: readonly Step[]
  /** Two for each group, the whole among them; behind them what tells which of two ways to match is the better one. */
  readonly slots: number
  /** Of the slots behind: 1 where the later place is the better one, -1 where the earlier one is. */
  readonly ranks: readonly number[]
  readonly registers: number
  readonly references: boolean
  readonly wordEdges: boolean
}

const mostSteps = 20_000
const mostRanks = 64

/** The steps of a regular expression that was read, for its groups or for the whole alone; throws `RegexError` where they are too many. */
export function compile(node: RegexNode, groups: number): StepProgram {
  const compiler = new Compiler(groups)
  compiler.add(node)
  compiler.push({ op: 'match' })
  const { steps, registers, ranks } = compiler
  return {
    steps,
    ranks,
    slots: 2 * (groups + 1),
    registers,
    references: steps.some(({ op }) => op === 'reference' || op === 'look'),
    wordEdges: steps.some((step) => step.op === 'assert' && step.what !== 'line-start' && step.what !== 'line-end'),
  }
}

class Compiler {
  readonly steps: Step[] = []
  readonly ranks: number[] = []
  registers = 0
  readonly #groups: number

  constructor(groups: number) {
    this.#groups = groups
  }

  push<T extends Step>(step: T): T {
    if (this.steps.length >= mostSteps) throw new RegexError('Regular expression too big')
    this.steps.push(step)
    return step
  }

  add(node: RegexNode): void {
    switch (node.kind) {
      case 'set':
        this.push({ op: 'set', set: node.set })
        return
      case 'sequence':
        return this.#sequence(node.items)
      case 'choice':
        return this.#choice(node.items)
      case 'repeat':
        return this.#repeat(node)
      case 'group':
        if (this.#groups > 0) this.push({ op: 'save', slot: 2 * node.index })
        this.add(node.item)
        if (this.#groups > 0) this.push({ op: 'save', slot: 2 * node.index + 1 })
        return
      case 'assertion':
        this.push({ op: 'assert', what: node.what })
        return
      case 'reference':
        this.push({ op: 'reference', index: node.index })
        return
      case 'keep':
        this.push({ op: 'save', slot: 0 })
        return
      case 'look': {
        const look = this.push({ op: 'look', behind: node.behind, negative: node.negative, end: 0 })
        this.add(node.item)
        this.push({ op: 'match' })
        look.end = this.steps.length
        return
      }
    }
  }

  /** Each part takes as much as it can, the first ones before the later ones (XBD 9.1). */
  #sequence(items: readonly RegexNode[]): void {
    const slots = items.map((item, index) => (index < items.length - 1 ? this.#rank(item) : undefined))
    items.forEach((item, index) => {
      this.add(item)
      const slot = slots[index]
      if (slot !== undefined) this.push({ op: 'save', slot })
    })
  }

  #rank(item: RegexNode): number | undefined {
    if (this.#groups === 0 || this.ranks.length >= mostRanks || !isVariable(item)) return undefined
    return this.#slot(1)
  }
  #slot(rank: number): number {
    return 2 * (this.#groups + 1) + this.ranks.push(rank) - 1
  }

  #choice(items: readonly RegexNode[]): void {
    const jumps: { to: number }[] = []
    items.forEach((item, index) => {
      if (index === items.length - 1) return this.add(item)
      const split = this.push({ op: 'split', first: this.steps.length + 1, second: 0 })
      this.add(item)
      jumps.push(this.push({ op: 'jump', to: 0 }))
      split.second = this.steps.length
    })
    for (const jump of jumps) jump.to = this.steps.length
  }

  #repeat({ item, least, most, lazy }: Extract<RegexNode, { kind: 'repeat' }>): void {
    for (let round = 0; round < least; round++) this.#round(item, round < most - 1)
    if (most === Infinity) return this.#loop(item, lazy)
    const splits: { first: number; second: number }[] = []
    for (let round = least; round < most; round++) {
      splits.push(this.push({ op: 'split', first: this.steps.length + 1, second: this.steps.length + 1 }))
      this.#round(item, round < most - 1)
    }
    for (const split of splits) split[lazy ? 'first' : 'second'] = this.steps.length
  }

  #round(item: RegexNode, more: boolean): void {
    const slot = more ? this.#rank(item) : undefined
    this.add(item)
    if (slot !== undefined) this.push({ op: 'save', slot })
  }

  #loop(item: RegexNode, lazy: boolean): void {
    const register = this.registers++
    const begin = this.steps.length
    const split = this.push({ op: 'split', first: begin + 1, second: begin + 1 })
    this.push({ op: 'mark', register })
    if (this.#groups > 0 && this.ranks.length < mostRanks && isVariable(item)) {
      this.push({ op: 'save', slot: this.#slot(-1) })
    }
    this.add(item)
    this.push({ op: 'progress', register })
    this.push({ op: 'jump', to: begin })
    split[lazy ? 'first' : 'second'] = this.steps.length
  }
}

/** Whether what it matches may have more than one length. */
function isVariable(node: RegexNode): boolean {
  switch (node.kind) {
    case 'set':
    case 'assertion':
    case 'look':
    case 'keep':
      return false
    case 'sequence':
      return node.items.some(isVariable)
    case 'group':
      return isVariable(node.item)
    case 'repeat':
      return node.least !== node.most || isVariable(node.item)
    case 'choice':
    case 'reference':
      return true
  }
}

import type { Times } from 'libswarm-backend-aggregate'
import type { Victim } from '../fates.js'
import type { Kind } from '../load/outcome.js'

/** The times of a pool that a limit follows from. */
export type Checking = Pick<Times, 'checkEvery' | 'checkLimit' | 'fall' | 'rise' | 'answerLimit'>

/** An engine of the matrix, by which it is reached past the pool. */
export interface Subject extends Victim {
  readonly name: string
  readonly address: string
}

/** What has to hold while something happens to one engine of three, and after it. */
export interface Row {
  /** The title of what happens, in `fates`. */
  readonly fate: string
  /** How long it lasts, in s: in the quick run, and in the long one; left out of a run where there is none. */
  readonly lasts: { readonly quick?: number; readonly long?: number }
  /** Within how many ms the engine is down; `never`, or `perhaps` where both are right. */
  readonly down: ((times: Checking) => number) | 'never' | 'perhaps'
  /** Within how many ms a stream of the engine that was open is closed; `never`, or `perhaps`. */
  readonly closed: ((times: Checking) => number) | 'never' | 'perhaps'
  /** What may come of calls about it, and how long one that fails takes at most, in ms. */
  readonly kinds: readonly Kind[]
  readonly fails: (times: Checking) => number
  /** What it had is gone with it; only a real one keeps that over its end. */
  readonly loses?: 'all' | 'simulated'
  /** What is said of it is wrong: nothing can be told from the ids that were heard. */
  readonly lies?: true
  /** What it does to the engine itself: the engine is no other row's. */
  readonly own?: true
  /** Only real engines have it. */
  readonly real?: true
}

/** How long the marking may take besides, for whoever looks, in ms. */
const slack = 2000

/** Every check is refused at once. The first comes as soon as the events break off. */
export const refused = ({ checkEvery, fall }: Checking) => fall * checkEvery + slack

/** Every check has to be waited for. */
export const silent = ({ checkEvery, checkLimit, fall }: Checking) => fall * (checkEvery + checkLimit) + slack

/** As soon as the connections break. */
export const atOnce = () => 1000 + slack

const gone: readonly Kind[] = ['right', 'unavailable', 'broken']

/** The rows that are about one engine of three, in the order of the matrix. */
export const rows: readonly Row[] = [
  {
    fate: 'is killed, and comes back',
    lasts: { quick: 3, long: 20 },
    down: refused,
    closed: atOnce,
    kinds: gone,
    fails: atOnce,
    loses: 'simulated',
    own: true,
  },
  {
    fate: 'is frozen, and goes on',
    lasts: { quick: 5, long: 30 },
    down: silent,
    closed: silent,
    kinds: gone,
    fails: silent,
    own: true,
  },
  {
    fate: 'is half a second late',
    lasts: { long: 10 },
    down: 'never',
    closed: 'never',
    kinds: ['right'],
    fails: atOnce,
  },
  { fate: 'is 5 s late', lasts: { long: 30 }, down: silent, closed: silent, kinds: gone, fails: silent },
  { fate: 'is 31 s late', lasts: { long: 30 }, down: silent, closed: silent, kinds: gone, fails: silent },
  {
    fate: 'goes down and up every 3 s',
    lasts: { long: 60 },
    down: 'perhaps',
    closed: atOnce,
    kinds: gone,
    fails: atOnce,
  },
  {
    fate: 'is half-open: what it says is lost',
    lasts: { long: 30 },
    down: silent,
    closed: silent,
    kinds: gone,
    fails: silent,
    own: true,
    real: true,
  },
  {
    fate: 'is half-open: what it is told is lost',
    lasts: { long: 30 },
    down: silent,
    closed: silent,
    kinds: gone,
    fails: silent,
    own: true,
    real: true,
  },
  {
    fate: 'is cut off',
    lasts: { long: 30 },
    down: silent,
    closed: silent,
    kinds: gone,
    fails: silent,
    own: true,
    real: true,
  },
  {
    fate: 'is behind a black hole',
    lasts: { quick: 5, long: 30 },
    down: silent,
    closed: silent,
    kinds: gone,
    fails: silent,
  },
  {
    fate: 'answers no new connection',
    lasts: { long: 30 },
    down: 'perhaps',
    closed: 'perhaps',
    kinds: gone,
    fails: silent,
    own: true,
    real: true,
  },
  {
    fate: 'refuses new connections',
    lasts: { quick: 3, long: 20 },
    down: refused,
    closed: atOnce,
    kinds: gone,
    fails: atOnce,
  },
  {
    fate: 'resets in the middle of a body',
    lasts: { quick: 3, long: 10 },
    down: 'perhaps',
    closed: 'perhaps',
    kinds: gone,
    fails: silent,
  },
  {
    fate: 'ends in the middle of a body',
    lasts: { long: 10 },
    down: 'perhaps',
    closed: 'perhaps',
    kinds: gone,
    fails: silent,
  },
  {
    fate: 'half-closes in the middle of a body',
    lasts: { long: 10 },
    down: 'perhaps',
    closed: 'perhaps',
    kinds: gone,
    fails: silent,
  },
  { fate: 'answers byte by byte', lasts: { long: 20 }, down: 'perhaps', closed: 'perhaps', kinds: gone, fails: silent },
  {
    fate: 'answers with wrong bytes',
    lasts: { quick: 3, long: 10 },
    down: 'perhaps',
    closed: 'perhaps',
    kinds: [...gone, 'wrong', 'missing'],
    fails: silent,
    lies: true,
  },
  {
    fate: 'is cut off every 2 s',
    lasts: { quick: 4, long: 20 },
    down: 'never',
    closed: silent,
    kinds: gone,
    fails: silent,
  },
  {
    fate: 'is replaced by an empty one',
    lasts: { quick: 3, long: 20 },
    down: 'perhaps',
    closed: atOnce,
    kinds: [...gone, 'missing'],
    fails: silent,
    loses: 'all',
    own: true,
  },
]

import type { ByteSet } from './byte-set.js'

/** What holds at a place of the text without taking any of it. */
export type Assertion =
  | 'line-start'
  | 'line-end'
  | 'text-start'
  | 'text-end'
  | 'before-last-newline'
  | 'word-edge'
  | 'no-word-edge'
  | 'word-start'
  | 'word-end'
  /** No letter, digit or underscore is in front of it, or behind. */
  | 'no-word-before'
  | 'no-word-after'

/** A regular expression that was read. */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: ByteSet }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly items: readonly RegexNode[] }
  | {
      readonly kind: 'repeat'
      readonly item: RegexNode
      readonly least: number
      readonly most: number
      readonly lazy: boolean
    }
  | { readonly kind: 'group'; readonly index: number; readonly item: RegexNode }
  | { readonly kind: 'assertion'; readonly what: Assertion }
  | { readonly kind: 'reference'; readonly index: number }
  | { readonly kind: 'look'; readonly item: RegexNode; readonly behind: boolean; readonly negative: boolean }
  | { readonly kind: 'keep' }

/** A regular expression that is none; `message` is glibc's (regerror(3)). */
export class RegexError extends Error {}

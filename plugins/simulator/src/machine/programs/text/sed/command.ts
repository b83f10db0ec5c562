import type { ByteString } from '../../../byte-string.js'
import type { Regex } from '../../../regex/regex.js'

/** Where a command is to act. */
export type Address =
  | { readonly kind: 'line'; readonly number: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  /** Undefined is the last one that was used. */
  | { readonly kind: 'regex'; readonly regex: Regex | undefined }
  /** Of an end: so many lines more, or up to a multiple. */
  | { readonly kind: 'more'; readonly lines: number }
  | { readonly kind: 'multiple'; readonly of: number }

export interface Substitution {
  readonly regex: Regex | undefined
  readonly replacement: readonly ReplacementPart[]
  readonly global: boolean
  /** From which match on. */
  readonly number: number
  readonly print: number
  readonly evaluate: boolean
  readonly file: ByteString | undefined
}

/** A part of what is put in: text, a group, or how the case changes from here on. */
export type ReplacementPart =
  { readonly text: ByteString } | { readonly group: number } | { readonly change: 'L' | 'U' | 'E' | 'l' | 'u' }

export interface Command {
  readonly name: string
  readonly from: Address | undefined
  readonly to: Address | undefined
  readonly inverted: boolean
  /** The text of `a`, `i`, `c`, the label of `b`, `t`, `T`, `:`, the file of `r`, `R`, `w`, `W`. */
  readonly text: ByteString
  /** The exit code of `q` and `Q`, the width of `l`. */
  readonly number: number | undefined
  readonly substitution: Substitution | undefined
  /** Of `y`: what each byte becomes. */
  readonly mapping: ReadonlyMap<string, string> | undefined
  /** Of `{`: behind its `}`; of a branch: where it goes on. */
  target: number
  /** Whether a range has begun: up to which line, where that is known. */
  active: boolean
  activeUntil: number
}

/** What is wrong with a script, and what sed exits with for it. */
export class SedError extends Error {
  readonly code: number

  constructor(reason: string, code = 1) {
    super(reason)
    this.code = code
  }
}

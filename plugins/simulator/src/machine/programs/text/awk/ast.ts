import type { ByteString } from '../../../byte-string.js'

/** What a value is stored in. */
export type Target =
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'local'; readonly index: number }
  | { readonly kind: 'field'; readonly index: Expression }
  | { readonly kind: 'element'; readonly array: ArrayName; readonly keys: readonly Expression[] }

export type ArrayName = Extract<Target, { kind: 'global' | 'local' }>

export type Expression =
  | Target
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: ByteString }
  /** Standing alone: whether the record matches. */
  | { readonly kind: 'regex'; readonly source: ByteString }
  | { readonly kind: 'match'; readonly text: Expression; readonly pattern: Expression; readonly negative: boolean }
  | { readonly kind: 'and' | 'or' | 'concat'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'arithmetic' | 'compare'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'choice'
      readonly condition: Expression
      readonly then: Expression
      readonly otherwise: Expression
    }
  | { readonly kind: 'assign'; readonly operator: string; readonly target: Target; readonly value: Expression }
  | { readonly kind: 'step'; readonly target: Target; readonly by: number; readonly before: boolean }
  | { readonly kind: 'in'; readonly keys: readonly Expression[]; readonly array: ArrayName }
  /** Expressions in parentheses with commas: the arguments of `print`, or the keys of `in`. */
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'builtin'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'getline'
      readonly target: Target | undefined
      readonly from: { readonly kind: 'file' | 'command'; readonly name: Expression } | undefined
    }

export interface Redirection {
  readonly kind: '>' | '>>' | '|'
  readonly to: Expression
}

export type Statement =
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly line: number }
  | {
      readonly kind: 'print' | 'printf'
      readonly args: readonly Expression[]
      readonly to: Redirection | undefined
      readonly line: number
    }
  | {
      readonly kind: 'if'
      readonly condition: Expression
      readonly then: Statement
      readonly otherwise: Statement | undefined
    }
  | { readonly kind: 'while'; readonly condition: Expression; readonly body: Statement }
  | { readonly kind: 'do'; readonly condition: Expression; readonly body: Statement }
  | {
      readonly kind: 'for'
      readonly begin: Statement | undefined
      readonly condition: Expression | undefined
      readonly step: Statement | undefined
      readonly body: Statement
    }
  | { readonly kind: 'for-in'; readonly variable: ArrayName; readonly array: ArrayName; readonly body: Statement }
  | { readonly kind: 'delete'; readonly array: ArrayName; readonly keys: readonly Expression[] | undefined }
  | { readonly kind: 'exit' | 'return'; readonly value: Expression | undefined }
  | { readonly kind: 'next' | 'nextfile' | 'break' | 'continue' }

export interface Rule {
  readonly kind: 'BEGIN' | 'END' | 'pattern'
  readonly from: Expression | undefined
  readonly to: Expression | undefined
  /** Undefined prints the record. */
  readonly action: Statement | undefined
  /** Whether its range has begun. */
  active: boolean
}

export interface AwkFunction {
  readonly name: string
  readonly parameters: readonly string[]
  body: Statement
}

export interface AwkProgram {
  readonly rules: readonly Rule[]
  readonly functions: ReadonlyMap<string, AwkFunction>
}

/** A program that cannot be read or run on. */
export class AwkError extends Error {
  readonly line: number

  constructor(reason: string, line = 0) {
    super(reason)
    this.line = line
  }
}

import type { ByteString } from '../byte-string.js'

/** A command fails with a sentence, and goes no further. What a special builtin of POSIX says ends a script. */
export class ShellError extends Error {
  readonly status: number
  readonly isFatal: boolean

  constructor(sentence: ByteString, { status = 1, isFatal = false } = {}) {
    super(sentence)
    this.status = status
    this.isFatal = isFatal
  }
}

/** Something could not be expanded: that ends what is read at once, of a script of POSIX all of it. */
export class ExpansionError extends Error {
  /** Whether bash ends, too. */
  readonly isFatal: boolean

  constructor(sentence: ByteString, { isFatal = false } = {}) {
    super(sentence)
    this.isFatal = isFatal
  }
}

/** `set -u` was asked to complain. */
export class UnsetVariable extends Error {
  readonly variable: ByteString

  constructor(variable: ByteString) {
    super(variable)
    this.variable = variable
  }
}

/** How a command leaves what is around it. */
export abstract class Jump extends Error {}

/** `break` and `continue`, out of a number of loops. */
export class LoopJump extends Jump {
  readonly kind: 'break' | 'continue'
  levels: number

  constructor(kind: 'break' | 'continue', levels: number) {
    super()
    this.kind = kind
    this.levels = levels
  }
}

export class ReturnJump extends Jump {
  readonly status: number

  constructor(status: number) {
    super()
    this.status = status
  }
}

/** The shell ends: with its trap for that, unless it has become another program. */
export class ExitJump extends Jump {
  readonly status: number
  readonly isReplaced: boolean

  constructor(status: number, isReplaced = false) {
    super()
    this.status = status
    this.isReplaced = isReplaced
  }
}

/** A command of an interactive shell was interrupted: the next prompt. */
export class InterruptJump extends Jump {}

/** What was read with the command that failed is not run. */
export class DiscardJump extends Jump {}

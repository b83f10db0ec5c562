import type { Function as FunctionNode } from 'unbash'
import type { Source } from '../syntax/source.js'

/** A function of a shell. */
export interface ShellFunction {
  readonly body: FunctionNode['body']
  /** What its body is a part of. */
  readonly source: Source
}

import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import type { ArrayName, Expression, Target } from './ast.js'
import type { CurrentRecord } from './record.js'
import type { RecordEnd } from './records.js'
import type { Regexes } from './splitter.js'
import type { Streams } from './streams.js'
import type { AwkArray, Value } from './values.js'
import type { Waiting } from './waiting.js'

/** A program that runs, as what awk has by itself sees it. */
export interface Runtime {
  readonly proc: Proc
  readonly streams: Streams
  readonly regexes: Regexes
  readonly globals: Map<string, Value | AwkArray>
  readonly record: CurrentRecord
  /** Gives the next record of the input. */
  readMain: () => Promise<ByteString | undefined>
  /** A special variable as text, or as a number. */
  text(name: string): ByteString
  number(name: string): number
  textOf(value: Value): ByteString
  split(text: ByteString, separator: ByteString): Waiting<ByteString[]>
  /** The array of a name, made where there is none. */
  array(name: ArrayName): AwkArray
  /** Sets an element, whose memory is counted. */
  put(elements: AwkArray, key: ByteString, value: Value): void
  /** The regular expression that an expression is written as. */
  pattern(expression: Expression): Waiting<ByteString>
  evaluate(expression: Expression): Waiting<Value>
  /** Sets a variable, a field or an element. */
  store(target: Target, value: Value): Waiting<void>
  /** What ends a record now. */
  recordEnd(): RecordEnd
}

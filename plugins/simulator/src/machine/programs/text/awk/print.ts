import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { AwkError, type Redirection, type Statement } from './ast.js'
import type { Runtime } from './runtime.js'
import { sprintf } from './sprintf.js'
import type { Streams } from './streams.js'
import { toText, type Value } from './values.js'
import { wait, type Waiting } from './waiting.js'

/** Prints to the standard output, or where it says. */
export function* print(
  awk: Runtime,
  { kind, args, to, line }: Extract<Statement, { kind: 'print' | 'printf' }>,
): Waiting<void> {
  const values: Value[] = []
  for (const arg of args) values.push(yield* awk.evaluate(arg))
  const text =
    kind === 'print' ? printed(awk, values) : sprintf(awk.textOf(values[0]), values.slice(1), awk.text('CONVFMT'))
  const output = to === undefined ? awk.streams.standard : yield* outputOf(awk, to, line)
  yield* wait(output.print(text))
  if (to !== undefined && awk.textOf(yield* awk.evaluate(to.to)) === '/dev/stderr') yield* wait(output.flush())
}

function printed(awk: Runtime, values: readonly Value[]): ByteString {
  const format = awk.text('OFMT')
  const text =
    values.length === 0 ? awk.record.text : values.map((value) => toText(value, format)).join(awk.text('OFS'))
  return text + awk.text('ORS')
}

function* outputOf(awk: Runtime, { kind, to }: Redirection, line: number): Waiting<Streams['standard']> {
  const name = awk.textOf(yield* awk.evaluate(to))
  const opened = awk.streams.output(kind, name).catch((thrown: unknown) => {
    if (!(thrown instanceof Errno)) throw thrown
    const reason =
      awk.proc.flavor === 'busybox' ? `can't open '${name}': ${thrown.message}` : `cannot open "${name}" for output`
    throw new AwkError(reason, awk.proc.flavor === 'busybox' ? -1 : line && -1)
  })
  return yield* wait(opened)
}

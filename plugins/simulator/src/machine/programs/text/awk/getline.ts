import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Expression, Target } from './ast.js'
import type { Runtime } from './runtime.js'
import type { Records } from './records.js'
import { Read, type Value } from './values.js'
import { wait, type Waiting } from './waiting.js'

/** Reads a record from where it says: 1 where there is one, 0 at the end, -1 for an error. */
export function* getline(awk: Runtime, { target, from }: Extract<Expression, { kind: 'getline' }>): Waiting<Value> {
  if (from === undefined) return yield* nextOfMain(awk, target)
  const name = awk.textOf(yield* awk.evaluate(from.name))
  const records = yield* wait(awk.streams.input(from.kind, name))
  if (records === undefined) return -1
  const read = yield* wait(tryRead(awk, records))
  if (typeof read !== 'object') return read
  if (from.kind === 'command') awk.globals.set('NR', awk.number('NR') + 1)
  yield* take(awk, target, read.text)
  return 1
}

async function tryRead(awk: Runtime, records: Records): Promise<{ readonly text: ByteString } | 0 | -1> {
  try {
    const text = await records.next(awk.recordEnd())
    return text === undefined ? 0 : { text }
  } catch (thrown) {
    if (thrown instanceof Errno) return -1
    throw thrown
  }
}

function* nextOfMain(awk: Runtime, target: Target | undefined): Waiting<Value> {
  const text = yield* wait(awk.readMain())
  if (text === undefined) return 0
  yield* take(awk, target, text)
  return 1
}

function* take(awk: Runtime, target: Target | undefined, text: ByteString): Waiting<void> {
  if (target === undefined) awk.record.set(new Read(text), text)
  else yield* awk.store(target, new Read(text))
}

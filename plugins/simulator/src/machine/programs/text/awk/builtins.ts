import type { ByteString } from '../../../byte-string.js'
import { AwkError, type ArrayName, type Expression, type Target } from './ast.js'
import type { Runtime } from './runtime.js'
import { sprintf } from './sprintf.js'
import { formatTime, parseTime } from './time.js'
import { Read, toNumber, type Value } from './values.js'
import { wait, type Waiting } from './waiting.js'

type Builtin = (awk: Runtime, values: readonly Value[]) => Value | Waiting<Value>

/** What takes its arguments as values. */
const plain: Readonly<Record<string, Builtin>> = {
  index: (awk, [text, wanted]) => indexOf(awk, awk.textOf(text), awk.textOf(wanted)),
  substr: (awk, [text, from, length]) =>
    substr(awk.textOf(text), toNumber(from), length === undefined ? Infinity : toNumber(length)),
  tolower: (awk, [text]) => awk.textOf(text).replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  toupper: (awk, [text]) => awk.textOf(text).replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
  sprintf: (awk, [format, ...values]) => sprintf(awk.textOf(format), values, awk.text('CONVFMT')),
  sin: (_, [x]) => Math.sin(toNumber(x)),
  cos: (_, [x]) => Math.cos(toNumber(x)),
  atan2: (_, [y, x]) => Math.atan2(toNumber(y), toNumber(x)),
  exp: (_, [x]) => Math.exp(toNumber(x)),
  log: (_, [x]) => Math.log(toNumber(x)),
  sqrt: (_, [x]) => Math.sqrt(toNumber(x)),
  int: (_, [x]) => Math.trunc(toNumber(x)) || 0,
  rand: (awk) => randomOf(awk).next(),
  srand: (awk, [seed]) =>
    randomOf(awk).seed(seed === undefined ? Math.floor(awk.proc.host.now() / 1_000_000) : toNumber(seed)),
  system: (awk, [command]) => wait(awk.streams.system(awk.textOf(command))),
  close: (awk, [name]) => wait(awk.streams.close(awk.textOf(name))),
  fflush: function* (awk) {
    yield* wait(awk.streams.flush())
    return 0
  },
  systime: (awk) => Math.floor(awk.proc.host.now() / 1_000_000),
  strftime: (awk, [format, time]) =>
    formatTime(
      format === undefined ? '%c' : awk.textOf(format),
      time === undefined ? awk.proc.host.now() / 1_000_000 : toNumber(time),
    ),
  mktime: (awk, [text]) => parseTime(awk.textOf(text)),
  and: (_, [a, b]) => (toNumber(a) & toNumber(b)) >>> 0,
  or: (_, [a, b]) => (toNumber(a) | toNumber(b)) >>> 0,
  xor: (_, [a, b]) => (toNumber(a) ^ toNumber(b)) >>> 0,
  lshift: (_, [a, b]) => (toNumber(a) << toNumber(b)) >>> 0,
  rshift: (_, [a, b]) => toNumber(a) >>> toNumber(b),
  compl: (_, [a]) => ~toNumber(a) >>> 0,
}

/** Calls a function that awk has by itself. */
export function* callBuiltin(awk: Runtime, name: string, args: readonly Expression[]): Waiting<Value> {
  switch (name) {
    case 'length':
      return yield* length(awk, args[0])
    case 'split':
      return yield* split(awk, args)
    case 'match':
      return yield* match(awk, args)
    case 'sub':
    case 'gsub':
      return yield* substitute(awk, args, name === 'gsub')
  }
  const values: Value[] = []
  for (const arg of args) values.push(yield* awk.evaluate(arg))
  const result = plain[name]!(awk, values)
  return typeof result === 'object' && 'next' in result ? yield* result : result
}

/** To busybox nothing is nowhere. */
const indexOf = (awk: Runtime, text: ByteString, wanted: ByteString): number =>
  wanted === '' && awk.proc.flavor === 'busybox' ? 0 : text.indexOf(wanted) + 1

/** A start in front of the text is its start, as busybox and mawk have it. */
function substr(text: ByteString, from: number, length: number): ByteString {
  const begin = Math.max(Math.trunc(from) - 1, 0)
  return text.slice(begin, Math.max(begin + Math.trunc(length), begin))
}

function* length(awk: Runtime, arg: Expression | undefined): Waiting<Value> {
  if (arg === undefined) return awk.record.text.length
  if (arg.kind === 'global' && awk.globals.get(arg.name) instanceof Map) return awk.array(arg).size
  if (arg.kind === 'local') {
    try {
      return awk.textOf(yield* awk.evaluate(arg)).length
    } catch (thrown) {
      if (thrown instanceof AwkError) return awk.array(arg).size
      throw thrown
    }
  }
  return awk.textOf(yield* awk.evaluate(arg)).length
}

function* split(awk: Runtime, [text, array, separator]: readonly Expression[]): Waiting<Value> {
  if (text === undefined || array === undefined || !isName(array)) throw new AwkError('Too few arguments', -1)
  const source = awk.textOf(yield* awk.evaluate(text))
  const by = separator === undefined ? awk.text('FS') : yield* awk.pattern(separator)
  const alone = separator?.kind === 'regex' && by.length === 1 ? `(${by})` : by
  const parts = yield* awk.split(source, alone)
  const elements = awk.array(array)
  elements.clear()
  for (const [index, part] of parts.entries()) awk.put(elements, String(index + 1), new Read(part))
  return parts.length
}

const isName = (expression: Expression): expression is ArrayName =>
  expression.kind === 'global' || expression.kind === 'local'

function* match(awk: Runtime, [text, pattern]: readonly Expression[]): Waiting<Value> {
  if (text === undefined || pattern === undefined) throw new AwkError('Too few arguments', -1)
  const subject = awk.textOf(yield* awk.evaluate(text))
  const regex = awk.regexes.get(yield* awk.pattern(pattern))
  const found = yield* wait(regex.exec(subject, awk.proc, { groups: false }))
  awk.globals.set('RSTART', found === undefined ? 0 : found.start + 1)
  awk.globals.set('RLENGTH', found === undefined ? -1 : found.end - found.start)
  return found === undefined ? 0 : found.start + 1
}

const record: Target = { kind: 'field', index: { kind: 'number', value: 0 } }

function* substitute(awk: Runtime, [pattern, written, where]: readonly Expression[], all: boolean): Waiting<Value> {
  if (pattern === undefined || written === undefined) throw new AwkError('Too few arguments', -1)
  const regex = awk.regexes.get(yield* awk.pattern(pattern))
  const replacement = partsOf(awk.textOf(yield* awk.evaluate(written)))
  const target = where === undefined ? record : where
  const text = awk.textOf(yield* awk.evaluate(target))
  let result = ''
  let copied = 0
  let count = 0
  for (let from = 0; from <= text.length;) {
    const found = yield* wait(regex.exec(text, awk.proc, { from, groups: false, notAtStart: from > 0 }))
    if (found === undefined) break
    const turn = awk.proc.tick()
    if (turn !== undefined) yield turn
    const empty = found.start === found.end
    from = empty ? found.end + 1 : found.end
    // An empty match right behind the last one is none.
    if (empty && found.start === copied && count > 0 && copied > 0) continue
    const matched = text.slice(found.start, found.end)
    result += text.slice(copied, found.start) + replacement.map((part) => part ?? matched).join('')
    copied = found.end
    count++
    if (!all) break
  }
  if (count > 0 && isTarget(target)) yield* awk.store(target, result + text.slice(copied))
  return count
}

const isTarget = (expression: Expression): expression is Target =>
  ['global', 'local', 'field', 'element'].includes(expression.kind)

/** What is put in: undefined is what matched. */
function partsOf(text: ByteString): (ByteString | undefined)[] {
  const parts: (ByteString | undefined)[] = []
  for (const [found] of text.matchAll(/\\\\&|\\&|\\\\|&|[^\\&]+|\\/g)) {
    if (found === '&') parts.push(undefined)
    else if (found === '\\\\&') parts.push('\\', undefined)
    else parts.push(found === '\\&' ? '&' : found === '\\\\' ? '\\' : found)
  }
  return parts
}

/** Numbers that look like chance, the same from the same seed. */
class Random {
  #seed = 1
  #state = 1

  next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0
    return this.#state / 2 ** 32
  }
  seed(seed: number): number {
    const before = this.#seed
    this.#seed = seed
    this.#state = (seed ^ 0x5deece66) >>> 0
    return before
  }
}

const randoms = new WeakMap<Runtime, Random>()

function randomOf(awk: Runtime): Random {
  const known = randoms.get(awk) ?? new Random()
  randoms.set(awk, known)
  return known
}

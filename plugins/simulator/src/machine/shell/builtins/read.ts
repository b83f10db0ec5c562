import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import { complainAs } from '../complain.js'
import { ByteReader } from '../read/byte-reader.js'
import type { Shell } from '../shell.js'
import { badOption, isName, mistake, readFlags, type Run } from './builtin.js'

interface Wanted {
  readonly fd: number
  readonly isRaw: boolean
  readonly delimiter: ByteString
  readonly most: number
  readonly isExact: boolean
  /** Microseconds. */
  readonly timeout: number | undefined
}

/** What was read: each byte, and whether a backslash kept it from being a separator. */
interface Taken {
  readonly text: ByteString
  readonly kept: ReadonlySet<number>
  readonly status: number
}

const allowed = { ash: 'rp:n:d:t:u:s', bash: 'rp:n:N:d:t:u:sa:ei:', dash: 'rp:' } as const
const usage =
  'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]'

/** `read`. */
export const read: Run = async (shell, words) => {
  const { given, operands, wrong } = readFlags(words, allowed[shell.dialect])
  if (wrong !== undefined) return badOption(shell, 'read', wrong, usage)
  if (shell.dialect === 'dash' && operands.length === 0) {
    await complainAs(shell, 'read', 'arg count')
    return 2
  }
  const bad = operands.find((name) => !isTarget(shell, name))
  if (bad !== undefined) return badName(shell, bad)
  const wanted = wantedOf(shell, given)
  if (typeof wanted === 'string') {
    await complainAs(shell, 'read', wanted)
    return shell.dialect === 'bash' ? 1 : 2
  }
  const prompt = given.get('p')
  if (prompt !== undefined && shell.proc.isTerminal(wanted.fd)) await shell.say(prompt)
  try {
    const taken = await take(shell, wanted)
    assign(shell, operands, taken, { array: given.get('a'), isWhole: wanted.isExact })
    return taken.status
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    if (shell.dialect === 'bash') await complainAs(shell, 'read', `read error: ${wanted.fd}: ${thrown.message}`)
    return 1
  }
}

const isTarget = ({ dialect }: Shell, name: ByteString): boolean =>
  isName(dialect === 'bash' ? name.replace(/\[.*\]$/s, '') : name)

async function badName(shell: Shell, name: ByteString): Promise<number> {
  if (shell.dialect === 'dash') return mistake(shell, 'read', `${name}: bad variable name`)
  await complainAs(
    shell,
    'read',
    shell.dialect === 'ash' ? `read: '${name}': bad variable name` : `\`${name}': not a valid identifier`,
  )
  return 1
}

function wantedOf(shell: Shell, given: ReadonlyMap<string, ByteString>): Wanted | string {
  const count = given.get('N') ?? given.get('n')
  const timeout = given.get('t')
  const fd = given.get('u') ?? '0'
  if (timeout !== undefined && !/^\d*\.?\d*$/.test(timeout)) return `${timeout}: invalid timeout specification`
  if (count !== undefined && !/^\d+$/.test(count)) return `${count}: invalid number`
  if (!/^\d+$/.test(fd) || shell.proc.file(Number(fd)) === undefined)
    return `${fd}: invalid file descriptor: Bad file descriptor`
  return {
    fd: Number(fd),
    isRaw: given.has('r'),
    delimiter: given.has('d') ? given.get('d')!.slice(0, 1) || '\0' : '\n',
    most: count === undefined ? Infinity : Number(count),
    isExact: given.has('N'),
    timeout: timeout === undefined ? undefined : Math.round(Number(timeout) * 1e6),
  }
}

async function take(shell: Shell, wanted: Wanted): Promise<Taken> {
  const reader = new ByteReader(shell.proc, wanted.fd, shell.traps)
  const { timeout } = wanted
  const late = timeout === undefined ? undefined : shell.proc.sleep(timeout).then(() => 'late' as const)
  const kept = new Set<number>()
  let text = ''
  let isEscaped = false
  let status = 0
  while (text.length < wanted.most) {
    const next = reader.next(late)
    const got = typeof next === 'string' ? next : await next
    if (got.length !== 1) {
      status = got === 'end' ? 1 : got === 'late' ? (shell.dialect === 'bash' ? 142 : 1) : 130
      break
    }
    if (isEscaped) {
      isEscaped = false
      if (got === '\n') continue
      kept.add(text.length)
    } else if (got === wanted.delimiter && !wanted.isExact) break
    else if (got === '\\' && !wanted.isRaw) {
      isEscaped = true
      continue
    }
    if (got !== '\0') text += got
  }
  reader.release()
  return { text, kept, status }
}

interface Targets {
  readonly array: ByteString | undefined
  readonly isWhole: boolean
}

function assign(shell: Shell, names: readonly ByteString[], taken: Taken, { array, isWhole }: Targets): void {
  if (array !== undefined) {
    const variable = shell.variables.require(array)
    variable.elements = variable.value = undefined
    shell.variables.makeArray(variable, 'indexed')
    split(taken, shell.ifs, Infinity).forEach((text, at) => shell.assignElement(array, at, text))
    return
  }
  if (names.length === 0) return shell.assign('REPLY', taken.text)
  if (isWhole) {
    names.forEach((name, at) => put(shell, name, at === 0 ? taken.text : ''))
    return
  }
  const fields = split(taken, shell.ifs, names.length)
  names.forEach((name, at) => put(shell, name, fields[at] ?? ''))
}

function put(shell: Shell, name: ByteString, text: ByteString): void {
  const [, array, subscript] = /^(.*)\[(.*)\]$/s.exec(name) ?? []
  if (array === undefined) return shell.assign(name, text)
  const isKey = shell.variables.find(array)?.kind === 'associative'
  shell.assignElement(array, isKey ? subscript! : Number(subscript), text)
}

/** The fields of a line; the last one has all that is left (POSIX, XCU read). */
function split({ text, kept }: Taken, ifs: string, most: number): ByteString[] {
  const isSeparator = (at: number): boolean => at < text.length && ifs.includes(text[at]!) && !kept.has(at)
  const isSpace = (at: number): boolean => isSeparator(at) && ' \t\n'.includes(text[at]!)
  const skipSpace = (from: number): number => {
    let at = from
    while (isSpace(at)) at++
    return at
  }
  const fields: ByteString[] = []
  let at = skipSpace(0)
  while (at < text.length && fields.length < most - 1) {
    const from = at
    while (at < text.length && !isSeparator(at)) at++
    fields.push(text.slice(from, at))
    at = skipSpace(at)
    if (isSeparator(at)) at = skipSpace(at + 1)
  }
  if (at < text.length && fields.length < most) fields.push(rest(text, at, { isSeparator, isSpace }))
  return fields
}

interface Separators {
  readonly isSeparator: (at: number) => boolean
  readonly isSpace: (at: number) => boolean
}

/** All that is left, but for white space behind it, and one separator where nothing is behind that. */
function rest(text: ByteString, from: number, { isSeparator, isSpace }: Separators): ByteString {
  let end = text.length
  while (end > from && isSpace(end - 1)) end--
  if (end > from && isSeparator(end - 1)) {
    let first = from
    while (first < end && !isSeparator(first)) first++
    if (first === end - 1) end--
    while (end > from && isSpace(end - 1)) end--
  }
  return text.slice(from, end)
}

/** `mapfile` and `readarray` of bash. */
export const mapfile: Run = async (shell, words) => {
  const { given, operands, wrong } = readFlags(words, 'd:n:O:s:tu:C:c:')
  if (wrong !== undefined)
    return badOption(
      shell,
      'mapfile',
      wrong,
      'mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
    )
  const array = operands[0] ?? 'MAPFILE'
  const delimiter = given.has('d') ? given.get('d')!.slice(0, 1) || '\0' : '\n'
  const reader = new ByteReader(shell.proc, Number(given.get('u') ?? 0), shell.traps)
  const variable = shell.variables.require(array)
  if (!given.has('O')) variable.elements = variable.value = undefined
  shell.variables.makeArray(variable, 'indexed')
  const most = Number(given.get('n') ?? 0) || Infinity
  let skipped = Number(given.get('s') ?? 0)
  let index = Number(given.get('O') ?? 0)
  for (let count = 0; count < most;) {
    const line = await lineOf(reader, delimiter)
    if (line === undefined) break
    if (skipped-- > 0) continue
    shell.assignElement(array, index++, given.has('t') && line.endsWith(delimiter) ? line.slice(0, -1) : line)
    count++
  }
  reader.release()
  return 0
}

async function lineOf(reader: ByteReader, delimiter: ByteString): Promise<ByteString | undefined> {
  let line = ''
  for (;;) {
    const next = reader.next()
    const got = typeof next === 'string' ? next : await next
    if (got.length !== 1) return line === '' ? undefined : line
    line += got
    if (got === delimiter) return line
  }
}

import type { Instant } from '../../../world.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { fromBytes } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import { complain } from '../complain.js'
import type { Words } from '../options.js'
import { quoted } from '../shared/quote.js'
import { readClock, readDate } from '../shared/read-date.js'
import { formatTime, utc, zoneOf, type Zone } from '../shared/strftime.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'd:r:s:uRI::D:', long: { 'rfc-822': 'R', 'rfc-2822': 'R', 'set:': 's', utc: 'u', universal: 'u', 'date:': 'd', 'reference:': 'r' }, usage: '[OPTIONS] [+FMT] [[-s] TIME]' },
  gnu: {
    short: 'd:f:I::r:Rs:u',
    long: { 'date:': 'd', 'file:': 'f', 'iso-8601::': 'I', 'reference:': 'r', 'rfc-email': 'R', 'rfc-822': 'R', 'rfc-2822': 'R', 'rfc-3339:': 'rfc-3339', 'set:': 's', utc: 'u', universal: 'u', uct: 'u', debug: 'debug' },
    usage: '[OPTION]... [+FORMAT]',
  },
} // prettier-ignore

/** What `-I` shows, by what it says. */
const isoFormats: Readonly<Record<string, string>> = {
  '': '%Y-%m-%d',
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
}

const rfc3339Formats: Readonly<Record<string, string>> = {
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%d %H:%M:%S%:z',
  ns: '%Y-%m-%d %H:%M:%S.%N%:z',
}

/** Shows the time, or another one. */
export const date: Program = async (proc) => {
  const own = usage[proc.flavor]
  const words = wordsOf(proc, own)
  if (typeof words === 'number') return words
  const gnu = proc.flavor === 'gnu'
  const zone = words.has('u') ? utc : zoneOf(proc.env.get('TZ'))
  const format = words.operands.find((operand) => operand.startsWith('+'))
  const others = words.operands.filter((operand) => operand !== format)
  const extra = gnu ? (format === undefined ? others[1] : others[0]) : undefined
  if (extra !== undefined) return refuse(proc, own, `extra operand ${quoted(extra)}`)
  const file = words.last('f')
  if (file !== undefined) return showAll(proc, file, zone, formatOf(words, format))
  const moment = momentOf(proc, words, zone, others[0])
  if (typeof moment === 'string') {
    await complain(proc, moment)
    return 1
  }
  let code = 0
  if (words.has('s') || others.length > 0) {
    await complain(proc, gnu ? 'cannot set date: Operation not permitted' : `can't set date: Operation not permitted`)
    code = 1
  }
  await proc.write(1, `${formatTime(formatOf(words, format), moment, zone)}\n`)
  return code
}

function formatOf(words: Words, given: string | undefined): string {
  if (given !== undefined) return given.slice(1)
  if (words.has('R')) return '%a, %d %b %Y %H:%M:%S %z'
  if (words.has('rfc-3339')) return rfc3339Formats[words.last('rfc-3339') ?? ''] ?? '%Y-%m-%d %H:%M:%S%:z'
  if (words.has('I')) {
    const what = words.last('I') ?? ''
    const name = Object.keys(isoFormats).find((name) => name.startsWith(what) && (what !== '' || name === ''))
    return isoFormats[name ?? ''] ?? '%Y-%m-%d'
  }
  return '%a %b %e %H:%M:%S %Z %Y'
}

/** What is wrong where it is a text. */
function momentOf(proc: Proc, words: Words, zone: Zone, operand: string | undefined): Instant | string {
  const now = proc.host.now()
  const reference = words.last('r')
  if (reference !== undefined) return modifiedAt(proc, reference)
  const text = words.last('d') ?? words.last('s') ?? operand
  if (text === undefined) return now
  const isOperand = text === operand
  const moment =
    isOperand && proc.flavor === 'gnu' ? readClock(text, now, zone) : readDate(text, now, zone, proc.flavor)
  if (moment !== undefined) return moment
  return proc.flavor === 'gnu' ? `invalid date ${quoted(text)}` : `invalid date '${text}'`
}

function modifiedAt(proc: Proc, path: string): Instant | string {
  try {
    return proc.host.files.stat(path, proc.caller).modified
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    return proc.flavor === 'gnu' ? `${path}: ${thrown.message}` : `can't stat '${path}': ${thrown.message}`
  }
}

async function showAll(proc: Proc, path: string, zone: Zone, format: string): Promise<number> {
  let text: string
  try {
    text = fromBytes(proc.host.files.readFile(path, proc.caller))
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    await complain(proc, `${path}: ${thrown.message}`)
    return 1
  }
  let code = 0
  for (const line of text.split('\n').slice(0, text.endsWith('\n') ? -1 : undefined)) {
    const moment = readDate(line, proc.host.now(), zone, proc.flavor)
    if (moment === undefined) {
      await complain(proc, `invalid date ${quoted(line)}`)
      code = 1
    } else await proc.write(1, `${formatTime(format, moment, zone)}\n`)
  }
  return code
}

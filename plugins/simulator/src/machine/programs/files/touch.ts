import type { Instant } from '../../../world.js'
import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import type { Words } from '../options.js'
import { turn } from '../shared/turn.js'
import { lookAt } from '../shared/look.js'
import { quoted } from '../shared/quote.js'
import { readDate, readStamp } from '../shared/read-date.js'
import { zoneOf } from '../shared/strftime.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'cfhamd:t:r:', long: { 'no-create': 'c', 'no-dereference': 'h', 'date:': 'd', 'reference:': 'r' }, usage: '[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...' },
  gnu: { short: 'acd:fhmr:t:', long: { 'no-create': 'c', 'date:': 'd', 'reference:': 'r', 'no-dereference': 'h', 'time:': 'time' }, usage: '[OPTION]... FILE...' },
} // prettier-ignore

/** The times that files get. */
interface Times {
  readonly accessed: Instant
  readonly modified: Instant
}

/** Sets the times of files, and makes those that are not there. */
export const touch: Program = async (proc) => {
  const own = usage[proc.flavor]
  const words = wordsOf(proc, own)
  if (typeof words === 'number') return words
  const times = timesOf(proc, words)
  if (typeof times === 'string') {
    await complain(proc, times)
    return 1
  }
  if (words.operands.length === 0) return refuse(proc, own, 'missing file operand')
  let code = 0
  for (const path of words.operands) if (!(await touchOne(proc, path, times, words))) code = 1
  return code
}

/** What is wrong where it is a text. */
function timesOf(proc: Proc, words: Words): Times | string {
  const gnu = proc.flavor === 'gnu'
  const now = proc.host.now()
  const reference = words.last('r')
  if (reference !== undefined) {
    const stat = lookAt(proc, reference)
    if (stat !== undefined) return stat
    return gnu
      ? `failed to get attributes of ${quoted(reference)}: No such file or directory`
      : `can't stat '${reference}': No such file or directory`
  }
  const zone = zoneOf(proc.env.get('TZ'))
  const [stamp, date] = [words.last('t'), words.last('d')]
  const text = stamp ?? date
  if (text === undefined) return { accessed: now, modified: now }
  const moment = stamp !== undefined ? readStamp(stamp, now, zone) : readDate(text, now, zone, proc.flavor, true)
  if (moment !== undefined) return { accessed: moment, modified: moment }
  if (!gnu) return `invalid date '${text}'`
  return stamp !== undefined ? `invalid date format ${quoted(text)}` : `invalid date format ${quoted(text)}`
}

async function touchOne(proc: Proc, path: ByteString, times: Times, words: Words): Promise<boolean> {
  await turn(proc)
  const { files } = proc.host
  const follow = !words.has('h')
  const [onlyAccessed, onlyModified] = [words.has('a'), words.has('m')]
  try {
    let there = lookAt(proc, path, { follow })
    if (there === undefined) {
      if (words.has('c') || words.has('h')) return true
      proc.close(await proc.open(path, { write: true, create: true }))
      there = files.stat(path, proc.caller)
    }
    const { accessed, modified } =
      onlyAccessed === onlyModified
        ? times
        : onlyAccessed
          ? { ...times, modified: there.modified }
          : { ...times, accessed: there.accessed }
    files.setTimes(path, { accessed, modified }, proc.caller, { follow })
    return true
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    const gnu = proc.flavor === 'gnu'
    const words = thrown.code === 'EPERM' || thrown.code === 'EISDIR' ? 'setting times of' : 'cannot touch'
    await complain(proc, gnu ? `${words} ${quoted(path)}: ${thrown.message}` : `${path}: ${thrown.message}`)
    return false
  }
}

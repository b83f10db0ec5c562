import type { ByteString } from '../../byte-string.js'
import type { Shell } from '../shell.js'

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
  'December',
] // prettier-ignore

const two = (value: number): string => String(value).padStart(2, '0')

/** `%(format)T` of bash's `printf`: a moment in seconds, -1 for now; containers have UTC. */
export function formatTime(shell: Shell, format: ByteString, given: ByteString | undefined): ByteString {
  const seconds = given === undefined || given === '-1' ? Math.floor(shell.proc.host.now() / 1e6) : Number(given) || 0
  const date = new Date(seconds * 1000)
  const wanted = format === '' ? '%X' : format
  return wanted.replace(/%(.)/gs, (written, letter: string) => fieldOf(date, letter, seconds) ?? written)
}

function fieldOf(date: Date, letter: string, seconds: number): string | undefined {
  const [hours, minutes, secs] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
  const time = `${two(hours)}:${two(minutes)}:${two(secs)}`
  const day = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`
  const fields: Readonly<Record<string, string>> = {
    Y: String(date.getUTCFullYear()), m: two(date.getUTCMonth() + 1), d: two(date.getUTCDate()), H: two(hours),
    M: two(minutes), S: two(secs), F: day, T: time, X: time, s: String(seconds), y: two(date.getUTCFullYear() % 100),
    e: String(date.getUTCDate()).padStart(2), I: two(hours % 12 || 12), p: hours < 12 ? 'AM' : 'PM', Z: 'UTC',
    z: '+0000', a: days[date.getUTCDay()]!.slice(0, 3), A: days[date.getUTCDay()]!, n: '\n', t: '\t', '%': '%',
    b: months[date.getUTCMonth()]!.slice(0, 3), B: months[date.getUTCMonth()]!, u: String(date.getUTCDay() || 7),
    w: String(date.getUTCDay()), R: `${two(hours)}:${two(minutes)}`,
    D: `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${two(date.getUTCFullYear() % 100)}`,
  } // prettier-ignore
  return fields[letter]
}

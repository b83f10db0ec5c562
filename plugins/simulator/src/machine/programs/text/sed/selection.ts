import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import type { Regex } from '../../../regex/regex.js'
import type { Address, Command } from './command.js'

/** Where a script is: what addresses are about. */
export interface SedPlace {
  line(): number
  text(): ByteString
  isLast(): Promise<boolean>
  /** The regular expression, or the last one. */
  use(regex: Regex | undefined): Regex
  turns(): Proc
}

/** Whether a command is to act on the line. */
export async function isSelected(command: Command, place: SedPlace): Promise<boolean> {
  const { from, to, inverted } = command
  if (from === undefined) return !inverted
  return (to === undefined ? await fits(from, place) : await inRange(command, from, to, place)) !== inverted
}

async function inRange(command: Command, from: Address, to: Address, place: SedPlace): Promise<boolean> {
  if (!command.active) {
    const zero = from.kind === 'line' && from.number === 0
    if (!zero && !(await fits(from, place))) return false
    if (zero && (place.line() > 1 || place.turns().flavor === 'busybox')) return false
    command.active = true
    command.activeUntil = endOf(to, place.line())
    if (zero && to.kind === 'regex') command.active = !(await fits(to, place))
    else if (
      to.kind !== 'regex' &&
      (command.activeUntil <= place.line() || (to.kind === 'last' && (await place.isLast())))
    )
      command.active = false
    return true
  }
  if (to.kind === 'line' && place.line() > command.activeUntil) {
    command.active = false
    return fits(from, place)
  }
  const ends = to.kind === 'regex' || to.kind === 'last' ? await fits(to, place) : place.line() >= command.activeUntil
  if (ends) command.active = false
  return true
}

async function fits(address: Address, place: SedPlace): Promise<boolean> {
  switch (address.kind) {
    case 'line':
      return place.line() === address.number
    case 'last':
      return place.isLast()
    case 'step':
      if (address.step <= 0) return place.line() === address.first
      return place.line() >= address.first && (place.line() - address.first) % address.step === 0
    case 'regex':
      return place.use(address.regex).test(place.text(), place.turns())
    case 'more':
    case 'multiple':
      return false
  }
}

function endOf(to: Address, line: number): number {
  if (to.kind === 'line') return to.number
  if (to.kind === 'more') return line + to.lines
  if (to.kind === 'multiple') return to.of <= 0 ? line : Math.ceil(line / to.of) * to.of
  return Infinity
}

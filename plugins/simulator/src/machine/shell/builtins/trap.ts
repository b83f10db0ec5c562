import type { ByteString } from '../../byte-string.js'
import { complainOf } from '../complain.js'
import type { Shell } from '../shell.js'
import { singleQuoted } from '../words/quoting.js'
import { print, type Run } from './builtin.js'
import { numberOfSignal, signalList, signalName } from './signal-names.js'

const events: ReadonlySet<string> = new Set(['DEBUG', 'ERR', 'RETURN'])

/** `trap`. */
export const trap: Run = async (shell, words) => {
  const rest = words.slice(words[1] === '--' ? 2 : 1)
  const [first] = rest
  if (first === undefined || first === '-p') return show(shell, rest.slice(1))
  if (first === '-l') return print(shell, signalList(shell.dialect))
  const isReset = first === '-' || (rest.length === 1 && named(shell, first) !== undefined) || /^\d+$/.test(first)
  const command = isReset ? undefined : first
  const signals = first === '-' || !isReset ? rest.slice(1) : rest
  if (signals.length === 0 && shell.dialect === 'bash') {
    await shell.say('trap: usage: trap [-lp] [[arg] signal_spec ...]\n')
    return 2
  }
  let status = 0
  for (const given of signals) {
    const name = named(shell, given)
    if (name !== undefined) shell.traps.set(name, command)
    else status = await bad(shell, given)
  }
  return status
}

/** The name under which a trap is kept. */
function named(shell: Shell, given: ByteString): string | undefined {
  const upper = given.toUpperCase()
  if (shell.dialect === 'bash' && events.has(upper)) return upper
  if (shell.dialect === 'dash' && given !== upper) return undefined
  const number = numberOfSignal(given)
  return number === undefined ? undefined : signalName(number)
}

async function bad(shell: Shell, given: ByteString): Promise<number> {
  if (shell.dialect === 'dash') await shell.say(`trap: ${given}: bad trap\n`)
  else await complainOf(shell, 'trap', `${given}: invalid signal specification`)
  return 1
}

async function show(shell: Shell, wanted: readonly ByteString[]): Promise<number> {
  const names = wanted.map((given) => named(shell, given))
  const lines = shell.traps
    .entries()
    .filter(([name]) => names.length === 0 || names.includes(name))
    .map(([name, command]) => `trap -- ${quoted(shell, command)} ${shown(shell, name)}\n`)
  return print(shell, lines.join(''))
}

const quoted = ({ dialect }: Shell, command: ByteString): ByteString =>
  dialect === 'bash' ? `'${command.replaceAll("'", String.raw`'\''`)}'` : singleQuoted(command)

const shown = ({ dialect }: Shell, name: string): string =>
  dialect !== 'bash' || name === 'EXIT' || events.has(name) ? name : `SIG${name}`

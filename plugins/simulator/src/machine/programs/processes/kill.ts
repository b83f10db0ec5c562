import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { signalNumbers } from '../../kernel/signals.js'
import { complain } from '../complain.js'
import { namedSignals, readSignal, signalName } from '../shared/signals.js'
import { byName } from './matching.js'

/** Takes the signal off the words of `kill` and its like; the word itself where it is none. */
function takeSignal(words: ByteString[]): number | { readonly wrong: ByteString } {
  const [first = '', second] = words
  if (first === '-s' || first === '-n') {
    words.splice(0, 2)
    return readSignal(second ?? '') ?? { wrong: second ?? '' }
  }
  const attached = /^-s(.+)$/.exec(first)?.[1]
  const given = attached ?? (/^-[A-Za-z0-9]/.test(first) ? first.slice(1) : undefined)
  if (given === undefined) return signalNumbers.TERM
  words.shift()
  return readSignal(given) ?? { wrong: given }
}

/** Sends a signal to processes. */
export const kill: Program = async (proc) => {
  const words = proc.argv.slice(1)
  const gnu = proc.flavor === 'gnu'
  if (words[0] === '-l' || words[0] === '-L') return listSignals(proc, words.slice(1))
  const signal = takeSignal(words)
  if (typeof signal !== 'number') {
    await complain(proc, gnu ? `invalid argument ${signal.wrong.slice(0, 1)}` : `bad signal name '${signal.wrong}'`)
    return 1
  }
  if (words[0] === '--') words.shift()
  if (words.length === 0) {
    if (gnu) await proc.write(2, `\nUsage:\n kill [options] <pid> [...]\n`)
    else await complain(proc, 'you need to specify whom to kill')
    return 1
  }
  let code = 0
  for (const word of words) if (!(await killOne(proc, word, signal))) code = 1
  return code
}

async function killOne(proc: Proc, word: ByteString, signal: number): Promise<boolean> {
  const gnu = proc.flavor === 'gnu'
  if (!/^-?\d{1,9}$/.test(word)) {
    await complain(proc, gnu ? `failed to parse argument: '${word}'` : `invalid number '${word}'`)
    return false
  }
  try {
    proc.kill(Number(word), signal)
    return true
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    await complain(proc, gnu ? `(${word}): ${thrown.message}` : `can't kill pid ${word}: ${thrown.message}`)
    return false
  }
}

async function listSignals(proc: Proc, words: readonly ByteString[]): Promise<number> {
  const lines = words.map((word) => {
    if (/^\d+$/.test(word)) return signalName(Number(word) & 127)
    return String(readSignal(word) ?? `unknown signal ${word}`)
  })
  if (words.length === 0 && proc.flavor === 'busybox') {
    for (const [number, name] of namedSignals) lines.push(`${String(number).padStart(2)}) ${name}`)
  } else if (words.length === 0) {
    const names = [...namedSignals.values()]
    lines.push(names.slice(0, 16).join(' '), names.slice(16).join(' '))
  }
  await proc.write(1, lines.map((line) => `${line}\n`).join(''))
  return 0
}

/** Sends a signal to the processes of a name. */
export const killall: Program = async (proc) => {
  const words = proc.argv.slice(1)
  if (words[0] === '-l') return listSignals(proc, words.slice(1))
  const quiet = words[0] === '-q'
  if (quiet) words.shift()
  const signal = takeSignal(words)
  if (typeof signal !== 'number') {
    await complain(proc, `bad signal name '${signal.wrong}'`)
    return 1
  }
  if (words.length === 0) {
    await complain(proc, 'you need to specify whom to kill')
    return 1
  }
  let code = 0
  for (const name of words) {
    const found = proc.host.processes().filter((process) => process.pid !== proc.pid && byName(process, name))
    for (const { pid } of found) if (!(await killOne(proc, String(pid), signal))) code = 1
    if (found.length > 0) continue
    code = 1
    if (quiet) continue
    if (proc.flavor === 'gnu') await proc.write(2, `${name}: no process found\n`)
    else await complain(proc, `${name}: no process killed`)
  }
  return code
}

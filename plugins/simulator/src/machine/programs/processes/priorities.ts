import type { Program } from '../../kernel/proc.js'
import { signalNumbers } from '../../kernel/signals.js'
import { complain } from '../complain.js'
import { become } from '../shared/become.js'
import { quoted } from '../shared/quote.js'
import { refuse, refuseMissing, wordsOf, type Usage } from '../shared/words.js'

const nohupUsage: Usage = { short: '+', usage: 'COMMAND [ARG]...', wrong: { gnu: 125, busybox: 1 } }

/** Runs a command that a hangup does not end; what it writes to a terminal goes to `nohup.out`. */
export const nohup: Program = async (proc) => {
  const words = wordsOf(proc, nohupUsage)
  if (typeof words === 'number') return words
  if (words.operands.length === 0) return refuseMissing(proc, nohupUsage)
  proc.handle(signalNumbers.HUP, 'ignore')
  if (proc.isTerminal(0)) proc.dup2(await proc.open('/dev/null', { write: true }), 0)
  if (proc.isTerminal(1)) {
    proc.dup2(await proc.open('nohup.out', { write: true, append: true, create: true }, 0o600), 1)
    await complain(
      proc,
      proc.flavor === 'gnu' ? `ignoring input and appending output to 'nohup.out'` : 'appending output to nohup.out',
    )
  }
  if (proc.isTerminal(2)) proc.dup2(1, 2)
  return become(proc, words.operands)
}

const niceUsage: Usage = {
  short: '+n:',
  long: { 'adjustment:': 'n' },
  usage: '[-n ADJUST] [PROG ARGS]',
  wrong: { gnu: 125 },
}

/** Runs a command at another priority, which changes nothing: all processes have their turns alike. */
export const nice: Program = async (proc) => {
  const argv = proc.argv.map((word, at) => (at === 1 && /^--?\d+$/.test(word) ? `-n${word.slice(1)}` : word))
  const words = wordsOf(proc, niceUsage, argv)
  if (typeof words === 'number') return words
  const given = words.last('n')
  if (given !== undefined && !/^[+-]?\d{1,6}$/.test(given)) {
    const gnu = proc.flavor === 'gnu'
    await complain(proc, gnu ? `invalid adjustment ${quoted(given)}` : `invalid number '${given}'`)
    return gnu ? 125 : 1
  }
  if (words.operands.length === 0) {
    if (given !== undefined) return refuse(proc, niceUsage, 'a command must be given with an adjustment')
    await proc.write(1, '0\n')
    return 0
  }
  return become(proc, words.operands, { words: '' })
}

/** Changes nothing, as `nice`. */
export const renice: Program = () => 0

import type { Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { readDuration } from '../shared/durations.js'
import { quoted } from '../shared/quote.js'
import { refuse, refuseMissing, wordsOf, type Usage } from '../shared/words.js'

const usage: Usage = { short: '+', usage: 'NUMBER[SUFFIX]...' }

/** Does nothing for a while. */
export const sleep: Program = async (proc) => {
  const gnu = proc.flavor === 'gnu'
  const words = gnu ? wordsOf(proc, usage) : undefined
  if (typeof words === 'number') return words
  const operands = words?.operands ?? proc.argv.slice(1)
  if (operands[0] === '--help') return wordsOf(proc, usage) as number
  if (operands.length === 0) return refuseMissing(proc, usage)
  let length = 0
  for (const [at, text] of operands.entries()) {
    const one = readDuration(text)
    if (one === undefined) {
      if (!gnu) {
        await complain(proc, `invalid number '${text}'`)
        return 1
      }
      const wrong = operands.slice(at).filter((text) => readDuration(text) === undefined)
      for (const earlier of wrong.slice(0, -1)) await complain(proc, `invalid time interval ${quoted(earlier)}`)
      return refuse(proc, usage, `invalid time interval ${quoted(wrong.at(-1)!)}`)
    }
    length += one
  }
  await proc.sleep(length)
  return 0
}

/** Does nothing for so many microseconds. */
export const usleep: Program = async (proc) => {
  const [, text] = proc.argv
  if (text === undefined) return refuseMissing(proc, { short: '', usage: 'N' })
  if (!/^\d{1,12}$/.test(text)) {
    await complain(proc, `invalid number '${text}'`)
    return 1
  }
  await proc.sleep(Number(text))
  return 0
}

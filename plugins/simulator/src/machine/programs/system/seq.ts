import type { ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { Output } from '../output.js'
import { quoted } from '../shared/quote.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: '+ws:', usage: '[-w] [-s SEP] [FIRST [INC]] LAST' },
  gnu: { short: '+f:s:w', long: { 'format:': 'f', 'separator:': 's', 'equal-width': 'w' }, usage: '[OPTION]... [FIRST [INCREMENT]] LAST' },
} // prettier-ignore

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/

/** Shows numbers from one to another. */
export const seq: Program = async (proc) => {
  const own = usage[proc.flavor]
  const words = wordsOf(proc, own, proc.flavor === 'gnu' ? withNegatives(proc.argv) : proc.argv)
  if (typeof words === 'number') return words
  const { operands } = words
  if (operands.length === 0) return refuse(proc, own, 'missing operand')
  if (operands.length > 3) return refuse(proc, own, `extra operand ${quoted(operands[3]!)}`)
  const wrong = operands.find((text) => !number.test(text) && !(text === '' && proc.flavor === 'busybox'))
  if (wrong !== undefined) return refuse(proc, own, `invalid floating point argument: ${quoted(wrong)}`)
  const [first = '1', step = '1'] = operands.length === 1 ? [] : operands.length === 2 ? [operands[0]] : operands
  const last = operands.at(-1)!
  if (proc.flavor === 'gnu' && operands.length === 3 && Number(step) === 0) {
    return refuse(proc, own, `invalid Zero increment value: ${quoted(step)}`)
  }
  const format = words.last('f')
  const show = format === undefined ? plain(first, step, last, words.has('w')) : formatted(format)
  await print(proc, [Number(first), Number(step), Number(last)], show, words.last('s') ?? '\n')
  return 0
}

/** Numbers below zero are no options. */
function withNegatives(argv: readonly ByteString[]): readonly ByteString[] {
  const at = argv.findIndex((word, index) => index > 0 && number.test(word))
  return at < 0 ? argv : [...argv.slice(0, at), '--', ...argv.slice(at).filter((word) => word !== '--')]
}

const digitsOf = (text: string): number =>
  /e/i.test(text) ? 0 : Math.min(100, /\.(\d*)$/.exec(text)?.[1]?.length ?? 0)

function plain(first: string, step: string, last: string, equalWidth: boolean): (value: number) => string {
  const digits = Math.max(digitsOf(first), digitsOf(step))
  if (!equalWidth) return (value) => value.toFixed(digits)
  const end = Number(first) + Math.floor((Number(last) - Number(first)) / Number(step)) * Number(step)
  const width = Math.max(
    Number(first).toFixed(digits).length,
    Math.max(Number(last), end).toFixed(digits).length,
    end.toFixed(digits).length,
  )
  return (value) => {
    const text = Math.abs(value).toFixed(digits)
    return value < 0 ? `-${text.padStart(width - 1, '0')}` : text.padStart(width, '0')
  }
}

/** A format of printf(3) with one number in it. */
function formatted(format: string): (value: number) => string {
  const [, before = '', flags = '', width = '', precision, conversion = 'g', behind = ''] =
    /^((?:[^%]|%%)*)%([-+ 0#]*)(\d{0,3})(?:\.(\d{0,2}))?([fgeaFGEA])(.*)$/s.exec(format) ?? []
  return (value) => {
    const fixed =
      conversion.toLowerCase() === 'f'
        ? value.toFixed(Number(precision ?? 6))
        : precision === undefined
          ? String(Number(value.toPrecision(6)))
          : String(Number(value.toPrecision(Number(precision) || 1)))
    const signed = flags.includes('+') && value >= 0 ? `+${fixed}` : fixed
    const fill = flags.includes('0') && !flags.includes('-') ? '0' : ' '
    const padded = flags.includes('-') ? signed.padEnd(Number(width)) : signed.padStart(Number(width), fill)
    return `${before.replaceAll('%%', '%')}${padded}${behind.replaceAll('%%', '%')}`
  }
}

async function print(
  proc: Proc,
  [first, step, last]: readonly [number, number, number],
  show: (value: number) => string,
  separator: string,
): Promise<void> {
  const output = new Output(proc)
  let isFirst = true
  for (let round = 0; ; round++) {
    const value = first + round * step
    const slack = Math.abs(step) * 1e-10
    if (step >= 0 ? value > last + slack : value < last - slack) break
    const wait = output.print((isFirst ? '' : separator) + show(value)) ?? (round % 64 === 0 ? proc.tick() : undefined)
    if (wait !== undefined) await wait
    isFirst = false
  }
  if (!isFirst) await output.print('\n')
  await output.flush()
}

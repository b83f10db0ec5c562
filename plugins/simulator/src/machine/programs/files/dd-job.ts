import type { ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { quoted } from '../shared/quote.js'
import { readSize } from '../shared/sizes.js'
import { refuse, type Usage } from '../shared/words.js'

const usage: Usage = {
  short: '',
  usage: '[if=FILE] [of=FILE] [ibs=N obs=N/bs=N] [count=N] [skip=N] [seek=N] [conv=CONVERSIONS]',
}

/** What was asked for. */
export interface Job {
  readonly if?: ByteString
  readonly of?: ByteString
  readonly ibs: number
  readonly obs: number
  readonly count: number
  readonly skip: number
  readonly seek: number
  readonly conv: ReadonlySet<string>
  readonly status: string
}

const names = ['if', 'of', 'bs', 'ibs', 'obs', 'cbs', 'count', 'skip', 'seek', 'conv', 'status', 'iflag', 'oflag']
const conversions = [
  'notrunc',
  'noerror',
  'sync',
  'fsync',
  'fdatasync',
  'swab',
  'lcase',
  'ucase',
  'excl',
  'nocreat',
  'sparse',
]
const busyboxConversions = ['notrunc', 'sync', 'noerror', 'fsync', 'swab']
const largestBlock = 2 ** 24

/** Reads the operands; an exit code where they are wrong. */
export async function jobOf(proc: Proc): Promise<Job | number> {
  const gnu = proc.flavor === 'gnu'
  const given = new Map<string, ByteString>()
  for (const word of proc.argv.slice(1)) {
    const [, name, value = ''] = /^([a-z]+)=(.*)$/s.exec(word) ?? []
    if (name === undefined || !names.includes(name)) return refuse(proc, usage, `unrecognized operand ${quoted(word)}`)
    given.set(name, value)
  }
  for (const name of ['bs', 'ibs', 'obs', 'count', 'skip', 'seek']) {
    const text = given.get(name)
    const number = text === undefined ? 1 : numberOf(text, gnu)
    if (number !== undefined && (number > 0 || !name.endsWith('bs'))) continue
    await complain(proc, gnu ? `invalid number: ${quoted(text!)}` : `invalid number '${text}'`)
    return 1
  }
  const conv = (given.get('conv') ?? '').split(',').filter((name) => name !== '')
  const wrong = conv.find((name) => !(gnu ? conversions : busyboxConversions).includes(name))
  if (wrong !== undefined) {
    if (gnu) return refuse(proc, usage, `invalid conversion: ${quoted(wrong)}`)
    await complain(proc, `invalid argument '${wrong}' to 'conv'`)
    return 1
  }
  const number = (name: string, otherwise: number): number =>
    given.has(name) ? numberOf(given.get(name)!, gnu)! : otherwise
  const bs = number('bs', 0)
  const [input, output] = [given.get('if'), given.get('of')]
  return {
    ...(input !== undefined && { if: input }),
    ...(output !== undefined && { of: output }),
    ibs: Math.min(largestBlock, bs || number('ibs', 512)),
    obs: Math.min(largestBlock, bs || number('obs', 512)),
    count: number('count', Infinity),
    skip: number('skip', 0),
    seek: number('seek', 0),
    conv: new Set(conv),
    status: given.get('status') ?? '',
  }
}

/** Factors with `x` between them, as GNU's has them. */
const numberOf = (text: string, gnu: boolean): number | undefined =>
  (gnu ? text.split('x') : [text]).reduce<number | undefined>((product, part) => {
    const factor = readSize(part)
    return product === undefined || factor === undefined ? undefined : product * factor
  }, 1)

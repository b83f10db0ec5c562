import { fromBytes, type ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain, reasonOf } from '../complain.js'
import { readOptions } from '../options.js'
import { Output } from '../output.js'
import { openInput, plainly } from './inputs.js'

const long = { decode: 'd', 'ignore-garbage': 'i', 'wrap:': 'w' }

export const base64: Program = async (proc) => {
  const words = readOptions(proc, { short: proc.flavor === 'gnu' ? 'diw:' : 'dw:', long })
  if (words === undefined) return 1
  const [name = '-', extra] = words.operands
  if (extra !== undefined && proc.flavor === 'gnu') {
    await complain(proc, `extra operand '${extra}'`)
    await proc.write(2, `Try '${proc.argv[0]} --help' for more information.\n`)
    return 1
  }
  const wrap = words.last('w') ?? '76'
  if (!/^\d+$/.test(wrap)) {
    await complain(proc, proc.flavor === 'gnu' ? `invalid wrap size: '${wrap}'` : `invalid number '${wrap}'`)
    return 1
  }
  const fd = await openInput(proc, name, plainly)
  if (fd === undefined) return 1
  try {
    if (!words.has('d')) {
      await encode(proc, fd, Number(wrap))
      return 0
    }
    if (await decode(proc, fd, words.has('i'))) return 0
    await complain(proc, proc.flavor === 'gnu' ? 'invalid input' : 'truncated input')
  } catch (thrown) {
    await complain(proc, `read error: ${reasonOf(thrown)}`)
  }
  return 1
}

async function encode(proc: Proc, fd: number, wrap: number): Promise<void> {
  const output = new Output(proc)
  let rest: ByteString = ''
  let column = 0
  const put = async (text: ByteString): Promise<void> => {
    for (let at = 0; at < text.length;) {
      const taken = wrap === 0 ? text.length : Math.min(wrap - column, text.length - at)
      await output.print(text.slice(at, at + taken))
      at += taken
      column += taken
      if (wrap === 0 || column < wrap) continue
      await output.print('\n')
      column = 0
    }
  }
  for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) {
    const text = rest + fromBytes(chunk)
    const whole = text.length - (text.length % 3)
    rest = text.slice(whole)
    await put(Buffer.from(text.slice(0, whole), 'latin1').toString('base64'))
  }
  await put(Buffer.from(rest, 'latin1').toString('base64'))
  if (column > 0 && wrap > 0) await output.print('\n')
  await output.flush()
}

/** Whether all of it could be read. */
async function decode(proc: Proc, fd: number, ignoreGarbage: boolean): Promise<boolean> {
  const output = new Output(proc)
  let rest = ''
  for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) {
    rest += fromBytes(chunk).replace(ignoreGarbage ? /[^A-Za-z0-9+/=]/g : /[\r\n]/g, '')
    const [good = ''] = /^(?:[A-Za-z0-9+/]{4})*/.exec(rest)!
    await output.print(Buffer.from(good, 'base64').toString('latin1'))
    rest = rest.slice(good.length)
  }
  const last = (proc.flavor === 'gnu' ? /^[A-Za-z0-9+/]{2,3}/ : /^[A-Za-z0-9+/]{2,3}(?==+$)/).exec(rest)
  if (last !== null) await output.print(Buffer.from(last[0], 'base64').toString('latin1'))
  await output.flush()
  return /^(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(rest)
}

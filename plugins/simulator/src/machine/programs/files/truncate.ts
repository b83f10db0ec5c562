import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { turn } from '../shared/turn.js'
import { lookAt } from '../shared/look.js'
import { quoted } from '../shared/quote.js'
import { readSize } from '../shared/sizes.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'cs:', usage: '[-c] -s SIZE FILE...' },
  gnu: { short: 'cor:s:', long: { 'no-create': 'c', 'size:': 's', 'reference:': 'r', 'io-blocks': 'o' }, usage: 'OPTION... FILE...' },
} // prettier-ignore

type Resize = (size: number) => number

/** Shortens files, or makes them longer. */
export const truncate: Program = async (proc) => {
  const own = usage[proc.flavor]
  const words = wordsOf(proc, own)
  if (typeof words === 'number') return words
  const [size, reference] = [words.last('s'), words.last('r')]
  if (size === undefined && reference === undefined)
    return refuse(proc, own, `you must specify either '--size' or '--reference'`)
  if (words.operands.length === 0) return refuse(proc, own, 'missing file operand')
  const resize = size === undefined ? sizeLike(proc, reference!) : resizeOf(proc, size)
  if (resize === undefined) {
    const gnu = proc.flavor === 'gnu'
    await complain(
      proc,
      size === undefined
        ? `cannot stat ${quoted(reference!)}: No such file or directory`
        : gnu
          ? `Invalid number: ${quoted(size)}`
          : `invalid number '${size}'`,
    )
    return 1
  }
  let code = 0
  for (const path of words.operands) if (!(await truncateOne(proc, path, resize, words.has('c')))) code = 1
  return code
}

function sizeLike(proc: Proc, path: ByteString): Resize | undefined {
  const size = lookAt(proc, path)?.size
  return size === undefined ? undefined : () => size
}

function resizeOf({ flavor }: Proc, text: string): Resize | undefined {
  const [, operator = '', number = ''] = /^\s*([-+<>/%]?)(.*)$/s.exec(text) ?? []
  const amount = readSize(number)
  if (amount === undefined || (flavor === 'busybox' && operator !== '')) return undefined
  switch (operator) {
    case '+': return (size) => size + amount
    case '-': return (size) => Math.max(0, size - amount)
    case '<': return (size) => Math.min(size, amount)
    case '>': return (size) => Math.max(size, amount)
    case '/': return (size) => Math.floor(size / (amount || 1)) * amount
    case '%': return (size) => Math.ceil(size / (amount || 1)) * amount
    default: return () => amount
  } // prettier-ignore
}

async function truncateOne(proc: Proc, path: ByteString, resize: Resize, onlyThere: boolean): Promise<boolean> {
  await turn(proc)
  try {
    if (onlyThere && lookAt(proc, path) === undefined) return true
    const fd = await proc.open(path, { write: true, create: true })
    const file = proc.file(fd)!
    file.truncate(resize(file.stat().size))
    proc.close(fd)
    return true
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    await complain(
      proc,
      proc.flavor === 'gnu'
        ? `cannot open ${quoted(path)} for writing: ${thrown.message}`
        : `${path}: open: ${thrown.message}`,
    )
    return false
  }
}

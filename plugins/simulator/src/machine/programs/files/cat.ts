import type { ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain, reasonOf } from '../complain.js'
import type { Words } from '../options.js'
import { Output } from '../output.js'
import { Lines } from '../lines.js'
import { passOn } from '../shared/copy-file.js'
import { wordsOf, type Usage } from '../shared/words.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'nbvteAu', usage: '[-nbvteA] [FILE]...' },
  gnu: {
    short: 'AbeEnstTuv',
    long: { 'show-all': 'A', 'number-nonblank': 'b', 'show-ends': 'E', number: 'n', 'squeeze-blank': 's', 'show-tabs': 'T', 'show-nonprinting': 'v' },
    usage: '[OPTION]... [FILE]...',
  },
} // prettier-ignore

/** Puts files together. */
export const cat: Program = async (proc) => {
  const words = wordsOf(proc, usage[proc.flavor])
  if (typeof words === 'number') return words
  const show = shownAs(proc, words)
  let code = 0
  for (const name of words.operands.length === 0 ? ['-'] : words.operands) {
    if (!(await catOne(proc, name, show))) code = 1
  }
  return code
}

async function catOne(proc: Proc, name: ByteString, show: Show | undefined): Promise<boolean> {
  const gnu = proc.flavor === 'gnu'
  let fd = 0
  try {
    if (name !== '-') fd = await proc.open(name, { read: true })
  } catch (thrown) {
    const reason = reasonOf(thrown)
    await complain(proc, gnu ? `${name}: ${reason}` : `can't open '${name}': ${reason}`)
    return false
  }
  if (proc.file(fd)?.stat().kind === 'directory') {
    await complain(proc, gnu ? `${name}: Is a directory` : 'read error: Is a directory')
    proc.close(fd)
    return false
  }
  if (show === undefined) await passOn(proc, fd, 1)
  else await showLines(proc, fd, show)
  if (fd !== 0) proc.close(fd)
  return true
}

/** Shows a line, and the ones before it where they matter; undefined for one that is left out. */
type Show = (line: ByteString, ended: boolean) => string | undefined

async function showLines(proc: Proc, fd: number, show: Show): Promise<void> {
  const output = new Output(proc)
  const lines = new Lines(proc, fd)
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    const shown = show(line.text, line.ended)
    if (shown !== undefined) await output.print(shown)
  }
  await output.flush()
}

function shownAs({ flavor }: Proc, words: Words): Show | undefined {
  const has = (...names: string[]): boolean => names.some((name) => words.has(name))
  const nonblank = has('b')
  const numbers = has('n', 'b')
  const ends = has('E', 'e', 'A')
  const tabs = has('T', 't', 'A')
  const escapes = has('v', 'e', 't', 'A')
  const squeeze = flavor === 'gnu' && has('s')
  if (!numbers && !ends && !tabs && !escapes && !squeeze) return undefined
  // busybox ends a line that it numbers, whether it was or not.
  const alwaysEnds = flavor === 'busybox' && numbers
  const gap = flavor === 'busybox' && (ends || tabs || escapes) ? '  ' : '\t'
  let number = 0
  let wasBlank = false
  let isInLine = false
  return (line, ended) => {
    const isBlank = line === '' && !isInLine
    if (isBlank && wasBlank && squeeze) return undefined
    wasBlank = isBlank
    const front = numbers && !isInLine && !(nonblank && isBlank) ? `${String(++number).padStart(6)}${gap}` : ''
    isInLine = !ended && !alwaysEnds
    const text = tabs || escapes ? visible(line, escapes, tabs) : line
    return `${front}${text}${ended || alwaysEnds ? (ends ? '$\n' : '\n') : ''}`
  }
}

/** As `cat -v` shows bytes that are no text: `^X`, `M-X`. */
const visible = (line: ByteString, escapes: boolean, tabs: boolean): string =>
  line.replace(/[^ -~]/g, (char) => {
    if (char === '\t') return tabs ? '^I' : char
    return escapes ? shownByte(char.charCodeAt(0)) : char
  })

function shownByte(byte: number): string {
  if (byte >= 128)
    return `M-${byte - 128 >= 32 && byte !== 255 ? String.fromCharCode(byte - 128) : shownByte(byte - 128)}`
  return byte === 127 ? '^?' : `^${String.fromCharCode(byte + 64)}`
}

/** Passes its input on to files as well. */
export const tee: Program = async (proc) => {
  const words = wordsOf(proc, {
    short: proc.flavor === 'gnu' ? 'aip' : 'ai',
    long: { append: 'a', 'ignore-interrupts': 'i' },
    usage: '[-ai] [FILE]...',
  })
  if (typeof words === 'number') return words
  if (words.has('i')) proc.handle(2, 'ignore')
  const append = words.has('a')
  const fds = [1]
  let code = 0
  for (const name of words.operands) {
    try {
      fds.push(await proc.open(name, { write: true, create: true, append, truncate: !append }))
    } catch (thrown) {
      await complain(proc, `${name}: ${reasonOf(thrown)}`)
      code = 1
    }
  }
  for (let chunk = await proc.read(0); chunk !== null; chunk = await proc.read(0)) {
    for (const fd of fds) await proc.write(fd, chunk)
  }
  return code
}

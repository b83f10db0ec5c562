import type { Program } from '../task.js'

/** `echo` with `-n`, `-e` and `-E`. */
export const echo: Program = async (task) => {
  const words = task.argv.slice(1)
  let newline = '\n'
  let escapes = false
  while (/^-[neE]+$/.test(words[0] ?? '')) {
    for (const letter of words.shift()!.slice(1)) {
      if (letter === 'n') newline = ''
      else escapes = letter === 'e'
    }
  }
  const text = words.join(' ')
  const { bytes, stopped } = escapes ? unescape(text) : { bytes: Buffer.from(text), stopped: false }
  await task.print(Buffer.concat([bytes, Buffer.from(stopped ? '' : newline)]))
  return 0
}

const letters: Readonly<Record<string, number>> = { a: 7, b: 8, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 }
const sequence = /\\(?:x([0-9A-Fa-f]{1,2})|0?([0-7]{1,3})|([abefnrtv\\])|(c))/g

/** Puts in what backslashes stand for, up to `\c`. */
function unescape(text: string): { bytes: Buffer; stopped: boolean } {
  const pieces: Buffer[] = []
  let at = 0
  for (const found of text.matchAll(sequence)) {
    pieces.push(Buffer.from(text.slice(at, found.index)))
    at = found.index + found[0].length
    const [, hexadecimal, octal, letter, stop] = found
    if (stop !== undefined) return { bytes: Buffer.concat(pieces), stopped: true }
    const byte =
      hexadecimal !== undefined
        ? parseInt(hexadecimal, 16)
        : octal !== undefined
          ? parseInt(octal, 8)
          : letters[letter!]!
    pieces.push(Buffer.from([byte]))
  }
  return { bytes: Buffer.concat([...pieces, Buffer.from(text.slice(at))]), stopped: false }
}

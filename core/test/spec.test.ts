import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import fc from 'fast-check'
import { isSwarmError, splitWords } from 'libswarm-core'
import { parseSpec } from '../dist/backend/spec.js'

describe('spec strings (rows 26, 27)', () => {
  const split: Readonly<Record<string, readonly string[]>> = {
    'simulator a b': ['simulator', 'a', 'b'],
    '  a\t b\n': ['a', 'b'],
    "a 'b c' d": ['a', 'b c', 'd'],
    'a "b \\" c" \'d " e\'': ['a', 'b " c', 'd " e'],
    'a\\ b c\\\\': ['a b', 'c\\'],
    'a"b"\'c\'d': ['abcd'],
    'a \'\' ""': ['a', '', ''],
    '"\\a \\$ \\`"': ['\\a $ `'],
    "'\\'": ['\\'],
    'forward $(id) ;ls | x `id` * ~ # c': ['forward', '$(id)', ';ls', '|', 'x', '`id`', '*', '~', '#', 'c'],
    "aggregate \"'forward unix://a' 'forward unix://b'\"": ['aggregate', "'forward unix://a' 'forward unix://b'"],
    '': [],
  }
  for (const [line, words] of Object.entries(split)) {
    it(`splits ${JSON.stringify(line)} as a shell would, expanding nothing`, () => {
      expect(splitWords(line)).to.deep.equal(words)
    })
  }

  it('gives back any words that were quoted, each part of a word in one way or another', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }).map((text) => [text, `'${text.replaceAll("'", "'\\''")}'`] as const),
      fc.string({ unit: 'binary' }).map((text) => [text, `"${text.replaceAll(/["\\$`]/g, '\\$&')}"`] as const),
      fc.string({ unit: 'grapheme' }).map((text) => [text, text.replaceAll(/[^]/g, '\\$&')] as const),
      fc.stringMatching(/^[\w$*?~#;|&(){}<>!=-]+$/).map((text) => [text, text] as const),
    )
    const word = fc.tuple(fc.constantFrom("''", '""'), fc.array(part, { maxLength: 4 }))
    const space = fc.stringMatching(/^[ \t\r\n]+$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(word, space)), (parts) => {
        const line = parts.map(([[empty, own], gap]) => gap + empty + own.map(([, quoted]) => quoted).join('')).join('')
        expect(splitWords(line)).to.deep.equal(parts.map(([[, own]]) => own.map(([text]) => text).join('')))
      }),
    )
  })

  it('splits as sh does', () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\t', '"', "'", '\\'), maxLength: 20 })
    fc.assert(
      fc.property(fc.array(line, { minLength: 50, maxLength: 100 }), (lines) => {
        const own = lines.map(wordsOrNone)
        // What a backslash at the very end means, POSIX leaves open.
        for (const [index, words] of splitBySh(lines).entries()) {
          if (own[index] !== 'open') expect(own[index], JSON.stringify(lines[index])).to.deep.equal(words)
        }
      }),
      { numRuns: 10 },
    )
  })

  it('never fails otherwise than by a sentence about what was written', () => {
    const line = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\') }),
      fc.string({ unit: 'binary', size: 'medium' }),
    )
    fc.assert(
      fc.property(line, (text) => {
        try {
          expect(parseSpec(text).name).to.not.equal('')
        } catch (thrown) {
          expect(isSwarmError(thrown) && thrown.kind).to.equal('InvalidParameter')
          expect(String(thrown)).to.match(/(unbalanced quote|backslash at the end) at column \d+ of|empty backend/)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('names the column of an unbalanced quote', () => {
    expect(() => parseSpec('forward "unterminated')).to.throw(
      'an unbalanced quote at column 9 of "forward \\"unterminated"',
    )
    expect(() => parseSpec('a \\')).to.throw('a backslash at the end at column 3')
  })

  it('needs a name', () => {
    for (const text of ['', '  ', "''"]) expect(() => parseSpec(text), text).to.throw('empty backend')
  })
})

/** The words; `none` where a quote is not closed, `open` where a backslash is the last character. */
function wordsOrNone(line: string): readonly string[] | 'none' | 'open' {
  try {
    return splitWords(line)
  } catch (thrown) {
    return String(thrown).includes('a backslash at the end') ? 'open' : 'none'
  }
}

/** What the system's shell makes of lines in which nothing is to be expanded. */
function splitBySh(lines: readonly string[]): readonly (readonly string[] | 'none')[] {
  const one = 'eval "set -- $line" 2>/dev/null && for word; do printf "%s\\037" "$word"; done'
  const script = `for line; do (${one}) || printf none; printf "\\036"; done`
  const printed = execFileSync('sh', ['-c', script, 'sh', ...lines], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return printed
    .split('\x1e')
    .slice(0, -1)
    .map((text) => (text === 'none' ? 'none' : text.split('\x1f').slice(0, -1)))
}

import { expect } from 'chai'
import fc from 'fast-check'
import { splitWords } from 'libswarm-core'
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

  it('gives back any words that were quoted', () => {
    const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
        expect(splitWords(words.map(quote).join(' '))).to.deep.equal(words)
      }),
    )
  })

  it('never fails otherwise than by a sentence', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\') }), (line) => {
        try {
          splitWords(line)
        } catch (thrown) {
          expect(String(thrown)).to.match(/(unbalanced quote|backslash at the end) at column \d+ of/)
        }
      }),
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

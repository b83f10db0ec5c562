import { expect } from 'chai'
import fc from 'fast-check'
import { evaluate } from '../dist/machine/shell/arithmetic/evaluate.js'
import { expandBraces } from '../dist/machine/shell/words/braces.js'
import { expanded, quote, strip } from '../dist/machine/shell/words/marks.js'
import { endsOf, matches, readPattern, reversed } from '../dist/machine/shell/words/pattern.js'
import { splitFields } from '../dist/machine/shell/words/split.js'

const patterns = fc.array(fc.constantFrom('a', 'b', '?', '*', '[ab]', '[!a]', '@(a|b*)', '*(ab)', '!(a)'), {
  maxLength: 5,
})
const texts = fc.stringMatching(/^[abc]{0,7}$/)

describe('patterns of a shell', () => {
  it('match the same forwards, backwards and step by step', () => {
    fc.assert(
      fc.property(patterns, texts, (parts, text) => {
        const tokens = readPattern(parts.join(''), { extended: true })
        const whole = matches(tokens, text)
        expect(endsOf(tokens, text, 0)[text.length] === 1).to.equal(whole)
        expect(matches(reversed(tokens), [...text].reverse().join(''))).to.equal(whole)
      }),
    )
  })
  it('match themselves where they are quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a*?[]!\\()|+@') }), (text) => {
        expect(matches(readPattern(quote(text), { extended: true }), text)).to.equal(true)
      }),
    )
  })
})

describe('words of a shell', () => {
  it('are the same bytes with their marks and without', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1')
        expect(strip(quote(text))).to.equal(text)
        expect(strip(expanded(text))).to.equal(text)
      }),
    )
  })
  it('are split where they came out of an expansion alone', () => {
    expect(splitFields(`a b${expanded(' c d ')}${quote(' e')}`, ' ').map(strip)).to.deep.equal(['a b', 'c', 'd', ' e'])
    expect(splitFields(expanded('a::b:'), ':').map(strip)).to.deep.equal(['a', '', 'b'])
  })
  it('become several by braces', () => {
    expect(expandBraces('a{b,c{1..3}}d')).to.deep.equal(['abd', 'ac1d', 'ac2d', 'ac3d'])
    expect(expandBraces('{1..999999999}')).to.deep.equal(['{1..999999999}'])
    expect(expandBraces('${x,y}"{a,b}"')).to.deep.equal(['${x,y}"{a,b}"'])
  })
})

describe('arithmetic of a shell', () => {
  const scope = { dialect: 'bash', get: () => undefined, set: () => undefined } as const
  it('is that of 64 bits', () => {
    const number = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
    fc.assert(
      fc.property(number, number, (a, b) => {
        const written = (value: bigint): string => (value === -(2n ** 63n) ? '(-9223372036854775807-1)' : `(${value})`)
        for (const [operator, wanted] of [
          ['+', a + b],
          ['-', a - b],
          ['*', a * b],
          ['&', a & b],
          ['^', a ^ b],
        ] as const) {
          expect(evaluate(`${written(a)} ${operator} ${written(b)}`, scope)).to.equal(BigInt.asIntN(64, wanted))
        }
      }),
    )
  })
  it('is no deeper than its stack', () => {
    expect(() => evaluate('('.repeat(100_000), scope)).to.throw('expression recursion level exceeded')
    expect(() => evaluate('-'.repeat(100_001), scope)).to.throw()
  })
})

import { expect } from 'chai'
import fc from 'fast-check'
import { RegexError } from '../dist/machine/regex/node.js'
import { parsePerl } from '../dist/machine/regex/parse-perl.js'
import { groupOf, Regex, type RegexOptions } from '../dist/machine/regex/regex.js'

/** Counts how often others could have had their turn. */
class Turns {
  count = 0
  tick(): Promise<void> {
    this.count++
    return new Promise((resolve) => setImmediate(resolve))
  }
}
const never = { tick: (): void => undefined }

/** All groups of the first match; undefined without one. */
async function groups(
  source: string,
  text: string,
  options: RegexOptions = {},
): Promise<(string | undefined)[] | undefined> {
  const regex = new Regex(source, { extended: true, ...options })
  const match = await regex.exec(text, never)
  if (match === undefined) return undefined
  return Array.from({ length: regex.groups + 1 }, (_, group) => groupOf(text, match, group))
}

describe('regular expressions', () => {
  const longest: readonly (readonly [source: string, text: string, groups: readonly (string | undefined)[]])[] = [
    ['a|ab|abc', 'xabcd', ['abc']],
    ['(a|ab)(c|bcd)(d*)', 'abcd', ['abcd', 'ab', 'c', 'd']],
    ['.*([0-9]+)', 'abc123', ['abc123', '3']],
    ['(.*)e', 'apple tree', ['apple tree', 'apple tre']],
    ['(a*)(ab)*(b*)', 'abb', ['abb', 'a', undefined, 'bb']],
    ['(a*)+', 'aa', ['aa', 'aa']],
    ['(a|b)*', 'abab', ['abab', 'b']],
    ['([^=]*)=(.*)', 'k=v=w', ['k=v=w', 'k', 'v=w']],
    ['x*', 'aaa', ['']],
    ['(a)|b', 'b', ['b', undefined]],
    ['(ab|a)(bc)?', 'abc', ['abc', 'a', 'bc']],
    ['a{2,3}', 'aaaa', ['aaa']],
    ['^(b|a)$', 'a', ['a', 'a']],
    ['(foo|bar)\\1', 'foobarbar', ['barbar', 'bar']],
    ['[[:alpha:]]+[^a-c]', 'abcz1', ['abcz1']],
    ['[]a]+', ']a]', [']a]']],
    ['\\<is\\>', 'this is', ['is']],
    ['a.c', 'a\nc', ['a\nc']],
  ]
  for (const [source, text, wanted] of longest) {
    it(`match the longest of the leftmost: ${source} in ${JSON.stringify(text)}`, async () => {
      expect(await groups(source, text)).to.eql(wanted)
    })
  }

  it('are basic ones unless they are extended', async () => {
    expect(await groups('a+', 'a+', { extended: false })).to.eql(['a+'])
    expect(await groups('\\(a\\)\\{2\\}', 'aa', { extended: false })).to.eql(['aa', 'a'])
    expect(await groups('*a', '*a', { extended: false })).to.eql(['*a'])
    expect(await groups('a^b$c', 'a^b$c', { extended: false })).to.eql(['a^b$c'])
  })

  it('do without the case of letters, and have lines of their own', async () => {
    expect(await groups('[a-c]X', 'Bx', { ignoreCase: true })).to.eql(['Bx'])
    expect(await groups('(a)\\1', 'aA', { ignoreCase: true })).to.eql(['aA', 'a'])
    expect(await groups('^b$', 'a\nb\nc', { byLine: true })).to.eql(['b'])
    expect(await groups('a.c', 'a\nc', { byLine: true })).to.equal(undefined)
  })

  it('have bytes for characters', async () => {
    expect(await groups('.', '\xff')).to.eql(['\xff'])
    expect(await groups('[\x80-\xff]+', 'a\xc3\xa9b')).to.eql(['\xc3\xa9'])
  })

  const wrong: readonly (readonly [source: string, reason: string])[] = [
    ['(a', 'Unmatched ( or \\('],
    ['[a', 'Unmatched [, [^, [:, [., or [='],
    ['a\\', 'Trailing backslash'],
    ['[b-a]', 'Invalid range end'],
    ['[[:nope:]]', 'Invalid character class name'],
    ['\\1', 'Invalid back reference'],
    ['a{3,1}', 'Invalid content of \\{\\}'],
    ['*a', 'Invalid preceding regular expression'],
    ['((a{200}){200}){200}', 'Regular expression too big'],
    ['('.repeat(300), 'Regular expression too big'],
  ]
  for (const [source, reason] of wrong) {
    it(`say what is wrong with ${source.slice(0, 30)}`, () => {
      expect(() => new Regex(source, { extended: true })).to.throw(RegexError, reason)
    })
  }

  it('match what those of JavaScript do, where both mean the same', async () => {
    const part = fc.constantFrom('a', 'b', '.', '[ab]', '(a|b)', 'a*', 'b+', '(ab)*', 'a?', '(a|ba)', '^', '$')
    const source = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''))
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 }).map((chars) => chars.join(''))
    await fc.assert(
      fc.asyncProperty(source, text, async (source, text) => {
        const match = await new Regex(source, { extended: true, lenient: true }).exec(text, never)
        const theirs = new RegExp(source).exec(text)
        expect(match?.start).to.equal(theirs?.index)
        expect(await new Regex(source, { extended: true, lenient: true }).test(text, never)).to.equal(theirs !== null)
        if (match !== undefined) expect(match.end - match.start).to.be.at.least(theirs![0].length)
      }),
      { numRuns: 500 },
    )
  })

  for (const source of ['(a*)*b', '(a|aa)+$', '(.*)*x', 'a*a*a*a*a*a*a*b', '(a|b|ab)*c', '((a+)+)+!']) {
    it(`let others have their turn in ${source}, and come to an end`, async () => {
      const turns = new Turns()
      const text = `${'a'.repeat(200_000)}d`
      const regex = new Regex(source, { extended: true })
      expect(await regex.exec(text, turns)).to.equal(undefined)
      expect(await regex.test(text, turns)).to.equal(false)
    })
  }

  it('let others have their turn with back references, which may take for ever', async () => {
    const turns = new Turns()
    const search = new Regex('(a*)*(a*)*\\1b', { extended: true }).exec('a'.repeat(40), turns)
    expect(search).to.be.instanceOf(Promise)
    while (turns.count < 5) await new Promise((resolve) => setImmediate(resolve))
    turns.tick = () => new Promise(() => undefined)
  })

  it('take the first way and not the longest as Perl', async () => {
    const perl = async (source: string, text: string): Promise<string | undefined> => {
      const match = await new Regex(parsePerl(source, { ignoreCase: false }), { perl: true }).exec(text, never)
      return match === undefined ? undefined : groupOf(text, match, 0)
    }
    expect(await perl('a|ab', 'ab')).to.equal('a')
    expect(await perl('<.+?>', '<a><b>')).to.equal('<a>')
    expect(await perl('(?<=\\$)\\d+(?!\\d|\\.)', 'a1 $22.5 $333')).to.equal('333')
    expect(await perl('key=\\Kv\\w*', 'key=value')).to.equal('value')
    expect(await perl('(?i)ABC', 'xabc')).to.equal('abc')
    expect(await perl('[\\d-]+', 'a1-2')).to.equal('1-2')
  })
})

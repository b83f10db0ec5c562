import { expect } from 'chai'
import { checkOptions, parseOptions, usageOf, type OptionTable } from 'libswarm-core'

const table: OptionTable = {
  address: { type: 'string', order: 0 },
  name: { type: 'string', array: true, order: 1 },
  quiet: { type: 'boolean' },
  v: { type: 'boolean' },
  limit: { type: 'number', default: 10 },
  label: { type: 'string', array: true },
  mode: { type: 'string', choices: ['fast', 'slow'] },
}
const owner = { title: 'the backend "x"', name: 'x' }
const parse = (line: string) => parseOptions(table, line.split(' ').filter(Boolean), owner)

describe('options', () => {
  it('reads positionals, flags and lists, and fills in defaults', () => {
    expect(parse('unix://a web db --quiet -v --limit=3 --label a=b --label c --mode slow')).to.deep.equal({
      address: 'unix://a',
      name: ['web', 'db'],
      quiet: true,
      v: true,
      limit: 3,
      label: ['a=b', 'c'],
      mode: 'slow',
    })
    expect(parse('a')).to.deep.equal({ address: 'a', name: [], quiet: false, v: false, limit: 10, label: [] })
    expect(parse('a -- --quiet')).to.deep.include({ name: ['--quiet'], quiet: false })
  })

  it('is written down in one line', () => {
    expect(usageOf(table, 'x')).to.equal(
      'x <address> [name...] [--quiet] [-v] [--limit <number>] [--label <string>] [--mode <string>]',
    )
  })

  const refused: Readonly<Record<string, string>> = {
    '': '<address> is missing',
    'a --quite': 'unknown option "--quite", did you mean --quiet?',
    'a --nothing-like-it': 'unknown option "--nothing-like-it" (usage',
    'a --quiet=maybe': '--quiet takes true or false, not "maybe"',
    'a --limit=': '--limit needs a value',
    'a --limit': '--limit needs a value',
    'a --limit=0x1g': '--limit takes a number, not "0x1g"',
    'a --limit=NaN': '--limit takes a number, not "NaN"',
    'a --limit=1 --limit=2': '--limit is given twice',
    'a --quiet --quiet': '--quiet is given twice',
    'a --mode fats': '--mode takes one of fast, slow, not "fats", did you mean "fast"?',
    'a -x': 'unknown option "-x"',
    'a --v': 'unknown option "--v"',
    'a --address=b': 'unknown option "--address"',
    'a --__proto__=b': 'unknown option "--__proto__"',
    'a --constructor': 'unknown option "--constructor"',
    'a --no-quiet': 'unknown option "--no-quiet"',
  }
  for (const [line, sentence] of Object.entries(refused)) {
    it(`refuses ${JSON.stringify(line)} with the reason and the usage`, () => {
      expect(() => parse(line))
        .to.throw(sentence)
        .and.include({ kind: 'InvalidParameter' })
      expect(() => parse(line)).to.throw('(usage: x <address>')
    })
  }

  it('refuses a word too many where none is left to take it', () => {
    expect(() => parseOptions({ one: { type: 'string', order: 0 } }, ['a', 'b'], owner)).to.throw(
      'unexpected argument "b"',
    )
  })

  it('checks typed values by the same table', () => {
    expect(checkOptions(table, { address: 'a', limit: 2 }, owner)).to.deep.include({
      address: 'a',
      limit: 2,
      quiet: false,
    })
    const bad: readonly [object, string][] = [
      [{ address: 1 }, '<address> takes a string, not 1'],
      [{ address: 'a', limit: Number.NaN }, '--limit takes a number'],
      [{ address: 'a', limit: '3' }, '--limit takes a number, not "3"'],
      [{ address: 'a', label: 'b' }, '--label takes a list'],
      [{ address: 'a', labels: [] }, 'unknown option "labels", did you mean --label?'],
      [JSON.parse('{"address":"a","__proto__":1}') as object, 'unknown option "__proto__"'],
    ]
    for (const [values, sentence] of bad) {
      expect(() => checkOptions(table, values as Record<string, unknown>, owner), sentence).to.throw(sentence)
    }
  })
})

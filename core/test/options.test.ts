import { expect } from 'chai'
import { checkOptions, helpOf, parseOptions, usageOf, type OptionTable } from 'libswarm-core'

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

  it('is written down in a line an option', () => {
    const described: OptionTable = {
      mode: { type: 'string', choices: ['fast', 'slow'], default: 'fast', describe: 'How' },
      name: { type: 'string', array: true, order: 1 },
      v: { type: 'boolean', describe: 'Say more' },
      of: { type: 'backend', order: 0, describe: 'What is shown' },
    }
    expect(helpOf(described, 'x').split('\n')).to.deep.equal([
      'x <of> [name...] [--mode <string>] [-v]',
      '',
      '  <of>       backend    What is shown (required)',
      '  [name...]  string...',
      '  --mode     string     How (one of fast, slow; default "fast")',
      '  -v         boolean    Say more',
    ])
    expect(helpOf({}, 'x')).to.equal('x\n\n  It takes no options.')
    expect(helpOf(undefined, 'x')).to.equal('x [word...]\n\n  It declares no options, and gets its words as they are.')
  })

  it('may be a backend, a spec with the folder that it is resolved from', () => {
    const holder: OptionTable = { of: { type: 'backend', array: true, order: 0 }, last: { type: 'backend' } }
    const at = { ...owner, from: '/here' }
    expect(parseOptions(holder, ["simulator 'a b'", '--last', 'debug'], at)).to.deep.equal({
      of: [{ from: '/here', backend: 'simulator', words: ['a b'] }],
      last: { from: '/here', backend: 'debug', words: [] },
    })
    expect(checkOptions(holder, { of: [['simulator', { name: ['a'] }]] }, owner)).to.deep.equal({
      of: [{ backend: 'simulator', options: { name: ['a'] } }],
    })
    expect(() => parseOptions(holder, ['a', '--last='], at)).to.throw('--last needs a value')
    expect(() => parseOptions(holder, ['a "'], at)).to.throw('<of> takes a backend, not "a \\"": an unbalanced quote')
  })

  it('by a name of Object is an option like any other', () => {
    const odd = JSON.parse('{"constructor":{"type":"string"},"toString":{"type":"number","default":1}}') as OptionTable
    expect(Object.entries(parseOptions(odd, [], owner))).to.deep.equal([['toString', 1]])
    expect(Object.entries(parseOptions(odd, ['--constructor', 'a'], owner))).to.deep.equal([
      ['constructor', 'a'],
      ['toString', 1],
    ])
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

import { expect } from 'chai'
import fc from 'fast-check'
import { readLines } from '../dist/discovery/lines.js'
import { expandRanges } from '../dist/discovery/ranges.js'
import { quotedWord, wordsOf } from '../dist/discovery/words.js'

/** The children of a text as `name=spec key=value …`. */
function shown(text: string): readonly string[] {
  return readLines('pool', text).map(({ name, spec, labels }) => {
    return [`${name}=${spec}`, ...[...labels].map(([key, value]) => `${key}=${value}`)].join(' ')
  })
}

describe('lines of children', () => {
  const good: Readonly<Record<string, readonly string[]>> = {
    "a='forward tcp://a:2375'": ['a=forward tcp://a:2375'],
    'a="simulator web" disk=ssd zone=\'eu west\'': ['a=simulator web disk=ssd zone=eu west'],
    "# nothing\n\n  a=debug # so\r\nb='debug -v'": ['a=debug', 'b=debug -v'],
    'a=debug zone= url=x=y': ['a=debug zone= url=x=y'],
    '10.0.0.9:2375': ['10.0.0.9=forward tcp://10.0.0.9:2375'],
    'tcp://h:4000': ['h-4000=forward tcp://h:4000'],
    '10.0.0.[9:11]:2375 disk=ssd': [
      '10.0.0.9=forward tcp://10.0.0.9:2375 disk=ssd',
      '10.0.0.10=forward tcp://10.0.0.10:2375 disk=ssd',
      '10.0.0.11=forward tcp://10.0.0.11:2375 disk=ssd',
    ],
    'n[1:2].r[7:8]:1': [
      'n1.r7-1=forward tcp://n1.r7:1',
      'n1.r8-1=forward tcp://n1.r8:1',
      'n2.r7-1=forward tcp://n2.r7:1',
      'n2.r8-1=forward tcp://n2.r8:1',
    ],
    '[fd00::1]:2375\n[::1]:2376': ['fd00--1=forward tcp://[fd00::1]:2375', '0--1-2376=forward tcp://[::1]:2376'],
    '# none': [],
  }

  for (const [text, children] of Object.entries(good)) {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(shown(text)).to.deep.equal(children)
    })
  }

  const bad: Readonly<Record<string, string>> = {
    'a=debug\nb': `pool:2: expected NAME='backend words' or host:port, not "b"`,
    'a=forward tcp://b:2376': `pool:1: expected a label, as disk=ssd, not "tcp://b:2376": a backend is in quotes, NAME='forward tcp://host:2375'`,
    "a='forward": `pool:1: a quote or a backslash has no end in "a='forward"`,
    '# x\na=': 'pool:2: the child "a" has no backend: write its spec, as "forward tcp://host:2375"',
    "a=' '": 'pool:1: the child "a" has no backend: write its spec, as "forward tcp://host:2375"',
    '-a=debug':
      'pool:1: the child "-a": a name is one word of letters, digits, "_", "." and "-", and begins with one of the first two',
    'a=debug node=b': 'pool:1: "a=debug" has a label "node", which is the name of the child itself',
    'a=debug\na=debug': 'pool:2: two children are named "a": give one of them another name',
    'h:0': `pool:1: expected NAME='backend words' or host:port, not "h:0"`,
    'h:65536': `pool:1: expected NAME='backend words' or host:port, not "h:65536"`,
    'h[3:1]:2375': 'pool:1: the range [3:1] ends before it begins',
    'h[0:999999999]:2375': 'pool:1: "h[0:999999999]:2375" is more than 10,000 addresses',
  }

  for (const [text, sentence] of Object.entries(bad)) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => readLines('pool', text)).to.throw(Error, sentence)
    })
  }

  it('refuses more children than one source may have', () => {
    const lines = Array.from({ length: 11 }, (_, index) => `h${index}-[1:1000]:2375`).join('\n')
    expect(() => readLines('pool', lines)).to.throw('pool:11: more than 10,000 children')
  })
})

describe('words of a line', () => {
  it('are what was quoted, whatever that is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
        expect(wordsOf(words.map(quotedWord).join(' '))).to.deep.equal(words)
      }),
    )
  })

  it('are read as a shell does', () => {
    expect(wordsOf(String.raw`a\ b "c \" \d" 'e\' f''g"h" i#j #k l`)).to.deep.equal([
      'a b',
      String.raw`c " \d`,
      'e\\',
      'fgh',
      'i#j',
    ])
  })
})

describe('ranges of addresses', () => {
  it('are each number from the first to the last', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(50), (from, more) => {
        const all = expandRanges(`a[${from}:${from + more}]b`, 100)
        expect(all).to.have.length(more + 1)
        expect([all[0], all.at(-1)]).to.deep.equal([`a${from}b`, `a${from + more}b`])
      }),
    )
  })

  it('leave an IPv6 address alone', () => {
    expect(expandRanges('[fd00::1]:2375', 10)).to.deep.equal(['[fd00::1]:2375'])
  })
})

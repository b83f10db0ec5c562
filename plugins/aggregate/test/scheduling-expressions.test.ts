import { expect } from 'chai'
import fc from 'fast-check'
import { isSwarmError, swarmError } from 'libswarm-core'
import { globMatcher } from '../dist/scheduling/expressions/glob.js'
import { parseExpression, parseWhitelist } from '../dist/scheduling/expressions/parse.js'
import { readExpressions } from '../dist/scheduling/expressions/read.js'
import { newBudget } from '../dist/scheduling/expressions/regular-expression.js'

const parse = (text: string) => parseExpression(text, newBudget(), swarmError)
const none = new Map<string, string>()

function refusal(read: () => unknown): string {
  try {
    read()
  } catch (thrown) {
    if (isSwarmError(thrown) && thrown.kind === 'InvalidParameter') return thrown.message
    throw thrown
  }
  return 'taken'
}

describe('an expression', () => {
  const table: readonly (readonly [text: string, value: string, matches: boolean])[] = [
    ['node==node1', 'node1', true],
    ['node==node1', 'node12', false],
    ['node==node 1', 'node 1', true],
    ['node==*node*', 'a-node-1', true],
    ['node==ub*t*', 'ubuntu', true],
    ['node==ub*t*', 'xubuntu', false],
    ['node==f*o', 'fo', true],
    ['node==a*a', 'a', false],
    ['node==*', '', true],
    ['node==a.c', 'abc', false],
    ['node==NODE1', 'node1', false],
    ['node==/node/', 'a-node-1', true],
    ['node==/^node$/', 'a-node-1', false],
    ['node==/(?i)^[a-b]+c*(n|b)$/', 'ABCN', true],
    ['node==~/^a/', 'abc', true],
    ['node==/', '/', true],
    ['image==a/b:1@sha256:0f', 'a/b:1@sha256:0f', true],
    ['x==a==b', 'a==b', true],
    ['x!=a==b', 'a==b', true],
  ]
  for (const [text, value, matches] of table) {
    it(`${text} ${matches ? 'means' : 'does not mean'} "${value}"`, () => {
      expect(parse(text).matches(value)).to.equal(matches)
    })
  }

  it('looks at the first 1,024 characters for a regular expression', () => {
    const [before, behind] = [1023, 1024].map((count) => `${'x'.repeat(count)}y`)
    const { matches } = parse('x==/y/')
    expect([matches(before!), matches(behind!), parse('x==*y').matches(behind!)]).to.deep.equal([true, false, true])
  })

  it('has a key, an operator, and may be soft', () => {
    expect(parse('_disk-type.x!=~ssd')).to.deep.include({ key: '_disk-type.x', operator: '!=', soft: true })
    expect(parse('com.example/x==ssd')).to.deep.include({ key: 'com.example/x', operator: '==', soft: false })
  })

  const bad: Readonly<Record<string, RegExp>> = {
    node: /^"node" has no operator: write KEY==VALUE or KEY!=VALUE$/,
    'node=a': /has no operator/,
    '==a': /^"==a" has the invalid key "": a key begins with a letter or _/,
    '1node==a': /has the invalid key "1node"/,
    'node ==a': /has the invalid key "node "/,
    'no*de==a': /has the invalid key "no\*de"/,
    'node==': /^"node==" has no value behind ==$/,
    'node!=~': /has no value behind !=/,
    'node==a\nb': /has control characters/,
    'node==/(a/': /^"node==\/\(a\/" has no regular expression as RE2 takes it: missing closing \): `\(a`$/,
    'node==/a(?=b)/': /invalid or unsupported Perl syntax/,
    'node==/(a{1,30}){1,30}{1,30}/': /has no regular expression as RE2 takes it/,
    'node==/((ab){1,30}){1,30}/': /the regular expression is too large; repeat less in it/,
    [`node==${'x'.repeat(600)}`]: /… ?" is too long \(606 characters, at most 512\)/,
  }
  for (const [text, sentence] of Object.entries(bad)) {
    it(`${JSON.stringify(text.slice(0, 40))} is refused`, () => {
      expect(refusal(() => parse(text))).to.match(sentence)
    })
  }

  it('never crashes on what a client writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        refusal(() => parse(text).matches(text))
        refusal(() => parse(`node==/${text}/`).matches(text))
      }),
    )
  })

  it('takes a bounded time, however evil its regular expression is', () => {
    const from = process.cpuUsage()
    const { matches } = parse('node==/(a|b)*a(a|b){200}$/')
    const said = refusal(() => {
      for (let n = 0; n < 1_000_000; n += 1)
        matches(`${n.toString(2).replaceAll('0', 'a').replaceAll('1', 'b')}`.repeat(50))
    })
    expect(said).to.equal('"node==/(a|b)*a(a|b){200}$/": the regular expression takes too long')
    const { user } = process.cpuUsage(from)
    expect(user / 1e6).to.be.below(10)
  })
})

describe('a glob', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
  const value = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })

  it('is the regular expression that it stands for', () => {
    fc.assert(
      fc.property(text, value, (glob, tried) => {
        const model = new RegExp(`^${glob.replaceAll(/\*+/g, '.*')}$`)
        expect(globMatcher(glob)(tried)).to.equal(model.test(tried))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a whitelist', () => {
  it('names nodes', () => {
    expect([...parseWhitelist('node==a|b|', swarmError).nodes]).to.deep.equal(['a', 'b'])
  })

  for (const text of ['node!=a', 'disk==ssd', 'node==~a', 'node==|', 'node==']) {
    it(`${text} is refused`, () => {
      expect(refusal(() => parseWhitelist(text, swarmError))).to.match(/node==a\|b/)
    })
  }
})

describe('the expressions of a container', () => {
  const environment = [
    'PATH=/bin',
    'constraint:disk==ssd',
    'affinity:container!=~db*',
    'whitelist:node==a|b',
    'reschedule:on-node-failure',
    'constraints:x==y',
  ]
  const labels = new Map([
    ['com.docker.swarm.constraints', '["region==eu","disk==ssd"]'],
    ['com.docker.swarm.affinities', ''],
    ['other', '{'],
  ])
  const read = readExpressions(environment, labels, swarmError)

  it('are those of its labels and of its environment', () => {
    expect(read.constraints.map(({ text }) => text)).to.deep.equal(['region==eu', 'disk==ssd'])
    expect(read.affinities.map(({ text }) => text)).to.deep.equal(['container!=~db*'])
    expect(read.whitelists.map(({ text }) => text)).to.deep.equal(['node==a|b'])
    expect(read.reschedule).to.equal('on-node-failure')
  })

  it('are not in the environment that its engine gets', () => {
    expect(read.environment).to.deep.equal(['PATH=/bin', 'constraints:x==y'])
  })

  it('are kept as labels, which say the same when they are read again', () => {
    expect(Object.fromEntries(read.labels)).to.deep.equal({
      'com.docker.swarm.constraints': '["region==eu","disk==ssd"]',
      'com.docker.swarm.affinities': '["container!=~db*"]',
      'com.docker.swarm.whitelists': '["node==a|b"]',
      'com.docker.swarm.reschedule-policies': '["on-node-failure"]',
    })
    expect(readExpressions([], read.labels, swarmError).labels).to.deep.equal(read.labels)
  })

  it('say nothing where there are none', () => {
    const { reschedule, labels: kept, constraints } = readExpressions(['A=b'], none, swarmError)
    expect({ reschedule, kept: kept.size, constraints }).to.deep.equal({
      reschedule: undefined,
      kept: 0,
      constraints: [],
    })
  })

  const bad: readonly (readonly [string, readonly string[], ReadonlyMap<string, string>, RegExp])[] = [
    [
      'a label that is no list',
      [],
      new Map([['com.docker.swarm.constraints', 'disk==ssd']]),
      /is no JSON list such as \["disk==ssd"\]/,
    ],
    ['a list of something else', [], new Map([['com.docker.swarm.affinities', '[1]']]), /is no JSON list/],
    ['another policy', ['reschedule:always'], none, /there is no reschedule policy "always": on-node-failure or off/],
    ['too many', Array.from({ length: 65 }, (_, n) => `constraint:a==${n}`), none, /at most 64/],
  ]
  for (const [what, given, kept, sentence] of bad) {
    it(`${what} is refused`, () => {
      expect(refusal(() => readExpressions(given, kept, swarmError))).to.match(sentence)
    })
  }
})

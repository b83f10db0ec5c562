import { expect } from 'chai'
import fc from 'fast-check'
import { swarmError } from 'libswarm-core'
import { call, type TestDaemon } from 'libswarm-core/testing'
import {
  checkFilterNames,
  matchesExactly,
  matchesLabels,
  matchesNotLabels,
  matchesPattern,
  matchesPrefix,
  truthOf,
} from '../dist/filters.js'
import { standardSettings } from '../dist/settings.js'
import { create, startSimulator } from './support.js'

const word = fc.stringMatching(/^[a-z]{1,3}$/)
const labels = fc.dictionary(word, word, { maxKeys: 4 })
const asked = fc.array(
  fc.oneof(
    word,
    fc.tuple(word, word).map(([key, value]) => `${key}=${value}`),
  ),
  { maxLength: 4 },
)
const engine = { error: swarmError, settings: standardSettings }
const older = { error: swarmError, settings: { ...standardSettings, api: { min: '1.24', max: '1.41' } } }

describe('filters', () => {
  it('fit everything where nothing is asked for', () => {
    fc.assert(
      fc.property(fc.string(), labels, (value, all) => {
        expect([matchesExactly([], value), matchesPrefix([], value), matchesPattern([], value)]).to.deep.equal(
          Array(3).fill(true),
        )
        expect([matchesLabels([], all), matchesNotLabels([], all)]).to.deep.equal([true, true])
      }),
    )
  })

  it('fit a value by itself, its beginning and its parts', () => {
    fc.assert(
      fc.property(word, fc.nat(3), (value, length) => {
        expect(matchesExactly(['-', value], value)).to.equal(true)
        expect(matchesPrefix(['-', value.slice(0, length)], value)).to.equal(true)
        expect(matchesPattern(['-', value.slice(length)], value)).to.equal(true)
        expect(matchesExactly([`${value}-`], value)).to.equal(false)
      }),
    )
  })

  it('fit labels that have all that is asked for, and no others', () => {
    fc.assert(
      fc.property(asked, labels, (wanted, all) => {
        const has = (text: string): boolean => {
          const [key = '', value] = text.split('=')
          return key in all && (value === undefined || all[key] === value)
        }
        expect(matchesLabels(wanted, all)).to.equal(wanted.every(has))
        expect(matchesNotLabels(wanted, all)).to.equal(wanted.length === 0 || !wanted.every(has))
      }),
    )
  })

  it('find no label that an object only inherits', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) expect(matchesLabels([name], {})).to.equal(false)
  })

  it('are refused by names that there are not, in the words of the release', () => {
    checkFilterNames({ label: ['a'] }, ['label'], engine)
    checkFilterNames(undefined, [], engine)
    expect(() => checkFilterNames({ foo: [] }, ['label'], engine)).to.throw("invalid filter 'foo'")
    expect(() => checkFilterNames({ foo: [] }, ['label'], older)).to.throw("Invalid filter 'foo'")
  })

  it('have one truth value, or are refused', () => {
    const truth = (...values: string[]): boolean => truthOf({ dangling: values }, 'dangling', false, engine)
    expect([truth('true'), truth('1'), truth('1', 'true')]).to.deep.equal(Array(3).fill(true))
    expect([truth('false'), truth('0'), truth()]).to.deep.equal(Array(3).fill(false))
    expect(truthOf(undefined, 'dangling', true, engine)).to.equal(true)
    for (const text of ['x', 't', 'True', '']) {
      expect(() => truth(text)).to.throw(`invalid filter 'dangling=[${text}]'`)
    }
    expect(() => truth('true', 'false')).to.throw("invalid filter 'dangling=[true false]'")
    expect(() => truthOf({ dangling: ['x'] }, 'dangling', true, older)).to.throw("Invalid filter 'dangling=[x]'")
  })
})

describe('filters of a request', () => {
  let daemon: TestDaemon
  before(async () => {
    daemon = await startSimulator()
    for (const name of ['aa', 'ab', 'bb', 'ba']) await create(daemon, name, { Labels: { [name[0]!]: name[1]! } })
  })
  after(() => daemon.close())

  const list = async (filters: unknown): Promise<string[]> => {
    const query = `all=1&filters=${encodeURIComponent(JSON.stringify(filters))}`
    const answer = await call(daemon, `GET /containers/json?${query}`)
    return answer.json<{ Names: [string] }[]>().map(({ Names }) => Names[0])
  }

  it('mean the same in both encodings', async () => {
    const letter = fc.constantFrom('a', 'b')
    const text = fc.oneof(
      letter,
      fc.tuple(letter, letter).map(([key, value]) => `${key}=${value}`),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 2 }), fc.array(letter, { maxLength: 2 }), async (label, name) => {
        const maps = [label, name].map((values) => Object.fromEntries(values.map((value) => [value, true])))
        const [lists, asMaps] = [await list({ label, name }), await list({ label: maps[0], name: maps[1] })]
        expect(asMaps).to.deep.equal(lists)
      }),
      { numRuns: 40 },
    )
  })
})

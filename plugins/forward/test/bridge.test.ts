import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import fc from 'fast-check'
import { operations, type HeaderList } from 'libswarm-core'
import {
  conversionsFor,
  convertAnswer,
  convertBody,
  convertMessage,
  convertQuery,
  isOlder,
  parseJson,
  printJson,
  steps,
} from './support/bridge.js'
import { cases, type Case } from './support/bridge-cases.js'

const read = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString())

const before = (version: string) => `1.${Number(version.slice(2)) - 1}`

/** What becomes of a part of a call between the version of a step and the one before. */
function converted({ since, operation, client, part, given, query = '' }: Case): unknown {
  const [own, engine] = client === 'older' ? [before(since), since] : [since, before(since)]
  const conversions = conversionsFor(operation, own, engine)
  const bytes = Buffer.from(JSON.stringify(given))
  const text = given as string
  const asked = convertQuery(conversions, part === 'refuse' ? text : query)
  const parts: Readonly<Record<Case['part'], () => unknown>> = {
    query: () => convertQuery(conversions, text).search,
    body: () => read(convertBody(conversions, { raw: bytes }) ?? bytes),
    answer: () => read(convertAnswer(conversions, asked, bytes)),
    message: () => convertMessage(conversions, given as Record<string, unknown>),
    headers: () => conversions.reduce((all, { headers }) => headers?.(all) ?? all, given as HeaderList),
    refuse: () =>
      conversions.map(({ refuse }, at) => refuse?.(asked.before[at] ?? [])).find((said) => said !== undefined),
  }
  return parts[part]()
}

describe('the bridge between API versions', () => {
  describe('converts at the step of', () => {
    for (const example of cases) {
      const { since, operation, client, part, given } = example
      it(`${since}, ${operation}, the ${part} of a client that is ${client}: ${JSON.stringify(given).slice(0, 60)}`, () => {
        expect(converted(example)).to.deep.equal(example.expected)
      })
    }
  })

  it('has an example for each direction of each step', () => {
    const shown = steps.flatMap(({ since, operations: named, ...step }) =>
      (['older', 'newer'] as const).flatMap((client) =>
        Object.keys(step[client] ?? {})
          .filter(
            (part) =>
              !cases.some(
                (example) =>
                  example.since === since &&
                  example.client === client &&
                  example.part === part &&
                  named.includes(example.operation),
              ),
          )
          .map((part) => `${since} ${named.join()} ${client} ${part}`),
      ),
    )
    expect(shown).to.deep.equal([])
  })

  it('converts nothing between a version and itself, or one that the table knows no step from', () => {
    const minor = fc.integer({ min: 12, max: 70 })
    fc.assert(
      fc.property(fc.constantFrom(...operations), minor, minor, ({ operation }, one, other) => {
        const [client, engine] = [`1.${one}`, `1.${other}`]
        const found = conversionsFor(operation, client, engine)
        const between = steps.filter(
          ({ since, operations: named }) =>
            named.includes(operation) && isOlder(client, since) !== isOlder(engine, since),
        )
        expect(found.length).to.be.at.most(between.length)
        expect(conversionsFor(operation, client, client)).to.deep.equal([])
      }),
    )
  })

  it('keeps the text of a query that means what it meant', () => {
    const search = 'filters=%7b%22a%22:["b"]}&t=+1'
    expect(convertQuery(conversionsFor('ImageList', '1.24', '1.56'), search).search).to.equal(search)
  })

  it('keeps every digit of long numbers, and texts that look like them', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.string(), (number, text) => {
        const json = `{"timeNano":${number},"text":${JSON.stringify(text)},"list":["${number}",${number}]}`
        expect(printJson(parseJson(json))).to.equal(json)
      }),
    )
  })

  it('is told in docs/api-versions.md as it is', async () => {
    const doc = await readFile(new URL('../../../docs/api-versions.md', import.meta.url), 'utf8')
    const parts = (side: object | undefined) =>
      Object.keys(side ?? {})
        .map((part) => (part === 'refuse' ? 'refused' : part))
        .join(', ')
    const rows = steps.map(({ since, operations: named, why, older, newer, source = 'history' }) =>
      `| ${since} | ${named.join(', ')} | ${why} | ${parts(older)} | ${parts(newer)} | ${source} |`.replaceAll(
        / {2,}/g,
        ' ',
      ),
    )
    expect(doc.match(/^\| 1\.\d+ .*$/gm)?.map((row) => row.replaceAll(/ {2,}/g, ' '))).to.deep.equal(rows)
  })
})

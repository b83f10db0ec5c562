import { expect } from 'chai'
import fc from 'fast-check'
import { cutRows } from '../dist/merge/cut-rows.js'
import { arrayOf, rowsOf } from '../dist/merge/rows.js'
import { fail } from './support/observed.js'

interface Listed {
  readonly Created?: number | null
  readonly Names?: readonly string[] | null
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('/web', '\\', '"', ',', '[{}]', '\u2028'),
)
const created = fc.oneof(fc.integer(), fc.constant(null))
const container = fc
  .record(
    {
      Id: text,
      Names: fc.option(fc.array(fc.oneof(fc.constantFrom('/web', '/n1/web'), text))),
      Created: created,
      Ports: fc.option(fc.array(fc.record({ IP: text, PublicPort: fc.nat() }), { maxLength: 2 })),
      Labels: fc.dictionary(text, text),
      Mounts: fc.jsonValue({ maxDepth: 4 }),
    },
    { requiredKeys: [] },
  )
  .chain((known) => fc.dictionary(text, fc.jsonValue()).map((more) => ({ ...more, ...known })))
const lists = fc.array(container, { maxLength: 5 })
const spaces = fc.constantFrom(undefined, 1, '\t', '\r\n')

/** What a merge looks at, by JSON.parse. */
const lookedAt = ({ Created, Names }: Listed) => ({ Created: Created ?? 0, Names: Names ?? [] })

const isJson = (bytes: Buffer): boolean => {
  try {
    JSON.parse(bytes.toString())
    return true
  } catch {
    return false
  }
}

describe('aggregate: the rows of a list of containers', () => {
  it('are those that JSON.parse finds, and together the same list', () => {
    fc.assert(
      fc.property(lists, spaces, (list, space) => {
        const bytes = Buffer.from(JSON.stringify(list, undefined, space as string | number))
        const rows = rowsOf(bytes, fail)
        expect(JSON.parse((arrayOf(rows).body as Buffer).toString())).to.deep.equal(JSON.parse(bytes.toString()))
        expect(rows.map(lookedAt)).to.deep.equal((JSON.parse(bytes.toString()) as Listed[]).map(lookedAt))
        rows.forEach(({ hasPorts }, index) =>
          expect(hasPorts || !((list[index]!.Ports?.length ?? 0) > 0)).to.equal(true),
        )
      }),
      { numRuns: 150 },
    )
  })

  it('are written in pieces where they are many, as long as is told', async () => {
    const lengths = fc.array(fc.oneof(fc.nat({ max: 300_000 }), fc.integer({ min: 262_110, max: 262_144 })), {
      maxLength: 5,
    })
    await fc.assert(
      fc.asyncProperty(lengths, async (all) => {
        const list = all.map((length, index) => ({ Names: [`/c${index}`], Command: 'x'.repeat(length) }))
        const whole = `${JSON.stringify(list)}\n`
        const { length, body } = arrayOf(rowsOf(Buffer.from(whole), fail))
        expect(length).to.equal(whole.length)
        const pieces = Buffer.isBuffer(body) ? [body] : ((await body.toArray()) as Buffer[])
        expect(Buffer.concat(pieces).toString() === whole).to.equal(true)
        expect(Buffer.isBuffer(body)).to.equal(length <= 256 * 1024)
      }),
      { numRuns: 60 },
    )
  })

  it('are cut of nothing that is no JSON', () => {
    const change = fc.tuple(
      fc.nat(),
      fc.integer({ min: 0, max: 2 }),
      fc.constantFrom(...Buffer.from('{}[]",:\\u0e-.1 \nt\u0000\u00ff')),
    )
    fc.assert(
      fc.property(lists, fc.array(change, { minLength: 1, maxLength: 3 }), (list, changes) => {
        let bytes = Buffer.from(JSON.stringify(list))
        for (const [place, taken, byte] of changes) {
          const at = place % bytes.length
          bytes = Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at + taken)])
        }
        if (cutRows(bytes) !== undefined) expect(isJson(bytes), bytes.toString()).to.equal(true)
      }),
      { numRuns: 600 },
    )
  })

  const numbers = ['0', '-0', '01', '-', '1.', '.5', '-1.5e+3', '1e', '1E9', '+1', '0x1', '1e5', '00', 'NaN']
  const words = ['true', 'false', 'null', 'tru', 'nulll', 'undefined', '"\\u00e9"', '"\\u00g9"', '"\\x"', '"\t"', "'a'"]
  const whole = [
    '',
    '[',
    ']',
    '[]',
    ' [ ] \n',
    '[]]',
    '[{}',
    '[{}]x',
    '[{},]',
    '[,{}]',
    '{}',
    '[{"a"}]',
    '[{"a":}]',
    '[{"a":1,}]',
  ]
  const values = [...numbers, ...words].map((value) => `[{"a":${value}},{"a":[${value},{"b":${value}}]}]`)
  for (const written of [...whole, ...values]) {
    it(`are cut only where there is a list of objects: ${JSON.stringify(written)}`, () => {
      const bytes = Buffer.from(written)
      const isList = isJson(bytes) && Array.isArray(JSON.parse(written))
      expect(cutRows(bytes) !== undefined).to.equal(isList)
    })
  }

  it('are those of engines without a look at each value', () => {
    const list = [
      { Id: 'a', Names: ['/web', '/db/web'], Created: 5, Ports: [{ PublicPort: 1 }] },
      { Id: 'b', Ports: [] },
    ]
    const cuts = cutRows(Buffer.from(`${JSON.stringify(list)}\n`))
    expect(cuts?.map(({ created: moment, names, hasPorts }) => [moment, names, hasPorts])).to.deep.equal([
      [5, ['/web', '/db/web'], true],
      [0, [], false],
    ])
  })

  it('are those of a list that is deeper than any of an engine', () => {
    const deep = `[{"a":${'['.repeat(500)}${']'.repeat(500)},"Created":7}]`
    expect(cutRows(Buffer.from(deep))).to.equal(undefined)
    expect(rowsOf(Buffer.from(deep), fail).map(({ Created }) => Created)).to.deep.equal([7])
  })

  const wrong: readonly (readonly [string, RegExp])[] = [
    ['{"message":"no"}', /no list of containers/],
    ['[null]', /no list of containers/],
    ['[{"Names":["/a",1]}]', /no list of containers/],
    ['[{"Id":"a"', /not valid JSON/],
    ['', /not valid JSON/],
  ]
  for (const [written, sentence] of wrong) {
    it(`are none of ${JSON.stringify(written)}, and it is said why`, () => {
      expect(() => rowsOf(Buffer.from(written), fail)).to.throw(sentence)
    })
  }
})

import { expect } from 'chai'
import fc from 'fast-check'
import type { EngineHandle } from 'libswarm-core'
import { Containers } from '../dist/containers/containers.js'
import { newContainer, planOf } from '../dist/containers/create.js'
import { resolve } from '../dist/containers/resolve.js'
import { create as created } from '../dist/containers/transitions.js'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { create, sentence, startSimulator } from './support.js'

describe('what a client calls a container by', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startSimulator()))
  after(() => daemon.close())

  it('is its id, the beginning of it, or its name', async () => {
    const id = await create(daemon, 'web')
    for (const reference of [id, id.slice(0, 12), 'web']) {
      expect((await call(daemon, `GET /containers/${reference}/json`)).json()).to.include({ Id: id })
    }
  })

  it('is refused where ids of two begin so', async () => {
    const ids = await Promise.all(Array.from({ length: 17 }, (_, at) => create(daemon, `many${at}`)))
    const digits = ids.map(([digit]) => digit)
    const shared = digits.find((digit, at) => digits.indexOf(digit) !== at)!
    expect(sentence(await call(daemon, `GET /containers/${shared}/json`))).to.deep.equal([
      400,
      `Multiple IDs found with provided prefix: ${shared}`,
    ])
  })

  const error = ((kind: string) => new Error(kind)) as unknown as EngineHandle['error']
  const plan = planOf({ Image: 'a' }, error)
  // Few letters, so that names are like ids, and ids begin like others.
  const hex = (min: number, max: number): fc.Arbitrary<string> =>
    fc.array(fc.constantFrom('a', 'b'), { minLength: min, maxLength: max }).map((letters) => letters.join(''))

  it('means a full id first, then a name, then the only id that begins so, and nothing else', () => {
    const things = fc.uniqueArray(fc.tuple(hex(4, 4), hex(2, 4)), { selector: ([id]) => id, maxLength: 6 })
    fc.assert(
      fc.property(things, hex(0, 5), (all, text) => {
        const unique = all.filter(([, name], at) => all.findIndex(([, other]) => other === name) === at)
        const containers = new Containers(() => undefined)
        for (const [id, name] of unique) containers.apply(created(newContainer(plan, id, name, 0)))
        const beginning = unique.filter(([id]) => text !== '' && id.startsWith(text))
        const expected =
          unique.find(([id]) => id === text)?.[0] ??
          unique.find(([, name]) => name === text)?.[0] ??
          (beginning.length > 1 ? 'InvalidParameter' : (beginning[0]?.[0] ?? 'NotFound'))
        let found: string
        try {
          found = resolve(containers, text, error).id
        } catch (thrown) {
          found = (thrown as Error).message
        }
        expect(found).to.equal(expected)
      }),
    )
  })
})

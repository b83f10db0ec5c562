import { expect } from 'chai'
import fc from 'fast-check'
import { PrefixIndex } from '../dist/prefix-index.js'

describe('the index of ids by their beginnings', () => {
  // Few letters, so that many begin alike.
  const text = fc.array(fc.constantFrom('0', 'a', 'f'), { maxLength: 5 }).map((letters) => letters.join(''))
  const change = fc.record({ add: fc.boolean(), id: text })

  it('finds what a look at each of them finds', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 40 }),
        text,
        fc.integer({ min: 0, max: 5 }),
        (changes, prefix, most) => {
          const index = new PrefixIndex()
          const ids = new Set<string>()
          for (const { add, id } of changes) {
            if (add) index.add(id)
            else index.delete(id)
            if (add) ids.add(id)
            else ids.delete(id)
          }
          const expected = [...ids].filter((id) => id.startsWith(prefix)).sort()
          expect(index.beginningWith(prefix, most)).to.deep.equal(expected.slice(0, most))
        },
      ),
    )
  })
})

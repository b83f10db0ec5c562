import { expect } from 'chai'
import fc from 'fast-check'
import { KeptAnswers, type Kept } from '../dist/kept-answers.js'

describe('answers that are kept', () => {
  const answer = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), length: fc.nat({ max: 60 }) })

  it('are never more than they may be, and are the last ones', () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 30 }), (answers) => {
        const kept = new KeptAnswers<Kept>({ entries: 3, bytes: 100 })
        const model: { key: string; bytes: Uint8Array }[] = []
        for (const { key, length } of answers) {
          const bytes = new Uint8Array(length)
          kept.put(key, { bytes })
          const before = model.findIndex((one) => one.key === key)
          if (before >= 0) model.splice(before, 1)
          model.push({ key, bytes })
          const sum = (): number => model.reduce((all, one) => all + 2 + one.bytes.length, 0)
          while (model.length > 3 || sum() > 100) model.shift()
          expect(kept.size).to.deep.equal({ entries: model.length, bytes: sum() })
        }
        for (const { key, bytes } of model) expect(kept.get(key)?.bytes).to.equal(bytes)
      }),
    )
  })

  it('go when they were not asked for longest', () => {
    const kept = new KeptAnswers<Kept>({ entries: 2, bytes: 100 })
    for (const key of ['a', 'b']) kept.put(key, { bytes: new Uint8Array(1) })
    kept.get('a')
    kept.put('c', { bytes: new Uint8Array(1) })
    expect(['a', 'b', 'c'].filter((key) => kept.get(key) !== undefined)).to.deep.equal(['a', 'c'])
  })

  it('are not kept where one alone is too large', () => {
    const kept = new KeptAnswers<Kept>({ entries: 2, bytes: 100 })
    kept.put('a', { bytes: new Uint8Array(1000) })
    expect(kept.size).to.deep.equal({ entries: 0, bytes: 0 })
  })
})

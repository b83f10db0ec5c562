import { expect } from 'chai'
import { fits } from '../dist/pattern.js'

describe('a pattern of a client', () => {
  it('is searched for, as Docker does', () => {
    expect([fits('we', 'web'), fits('^we?b$', 'web'), fits('a|b', 'web'), fits('c', 'web')]).to.deep.equal([
      true,
      true,
      true,
      false,
    ])
  })

  it('fits nothing when it is no regular expression', () => {
    for (const pattern of ['(', '[', '*', '\\']) expect(fits(pattern, 'web'), pattern).to.equal(false)
  })

  it('cannot hold the process, however it backtracks', () => {
    const name = `${'a'.repeat(60)}_`
    for (const pattern of ['(a+)+$', '(a|a)*$', '(a+)+$']) expect(fits(pattern, name), pattern).to.equal(false)
  })
})

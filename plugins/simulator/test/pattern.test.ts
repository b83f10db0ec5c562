import { expect } from 'chai'
import { fitsAny } from '../dist/pattern.js'

const fits = (pattern: string, value: string): boolean => fitsAny([pattern], value)

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

  it('is one of several, of which one is enough', () => {
    expect(fitsAny(['(', 'c', '^x$', 'we?b'], 'web')).to.equal(true)
    expect(fitsAny(['(', 'c', '^x$', 'we?x'], 'web')).to.equal(false)
    expect(fitsAny([], 'web')).to.equal(false)
  })

  it('is the same whether it needs watching or not', () => {
    for (const pattern of ['^web$', '^/web', 'w.b', '^w.*b$', 'eb.*', '^web-1$', 'b$']) {
      for (const value of ['web', '/web', 'web-1', 'b', 'w\nb', '']) {
        expect(fits(pattern, value), `${pattern} ${value}`).to.equal(fits(`(?:${pattern})`, value))
      }
    }
  })

  const name = `${'a'.repeat(60)}_`

  it('cannot hold the process, however it backtracks', () => {
    for (const pattern of ['(a+)+$', '(a|a)*$', '(a+)+$']) expect(fits(pattern, name), pattern).to.equal(false)
  })

  it('cannot hold it with others, for one value after the other', () => {
    const patterns = Array.from({ length: 200 }, (_, number) => `(a+)+${number}$`)
    const start = performance.now()
    for (let value = 0; value < 200; value++) expect(fitsAny(patterns, name)).to.equal(false)
    // 50 ms each would be half an hour.
    expect(performance.now() - start).to.be.below(5000)
  })
})

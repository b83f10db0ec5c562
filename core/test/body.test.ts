import { expect } from 'chai'
import fc from 'fast-check'
import { deepestBody, isDeeper, parseBody } from '../dist/engine/body.js'

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

describe('the depth of a JSON body', () => {
  it('is counted as a reader would count it, whatever its strings hold', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(8), fc.nat(3), (value, deepest, indent) => {
        const text = Buffer.from(JSON.stringify(value, null, indent))
        // What is no longer than the limit is not looked at.
        const padded = Buffer.concat([text, Buffer.alloc(10, ' ')])
        expect(isDeeper(padded, deepest)).to.equal(depthOf(value) > deepest)
      }),
    )
  })

  it('is not misled by quotes, backslashes and brackets in strings', () => {
    const texts = ['"["', '"\\"[["', '"\\\\"', '"ä\\u005b["', '{"]]":"}"}', '"unended [[[', '"\\']
    for (const text of texts) expect(isDeeper(Buffer.from(text.padEnd(20)), 1), text).to.equal(false)
    expect(isDeeper(Buffer.from('"\\\\"[["\\"["]]'.padEnd(20)), 1)).to.equal(true)
  })

  it('may be 200, of lists and objects alike, and no more', () => {
    const deep = (levels: number) => Buffer.from('[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2))
    expect(depthOf(parseBody(deep(deepestBody)))).to.equal(200)
    expect(() => parseBody(deep(deepestBody + 2))).to.throw('the request body is nested too deeply: at most 200 levels')
    expect(() => parseBody(Buffer.alloc(16 * 1024 * 1024, '['))).to.throw('nested too deeply')
  })
})

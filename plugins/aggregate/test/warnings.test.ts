import { expect } from 'chai'
import { warnings, warningsOf } from '../dist/merge/gather.js'
import type { Node } from '../dist/nodes/node.js'

const silent = (count: number, reason = 'gone') =>
  Array.from({ length: count }, (_node, index) => ({ node: { name: `n${index}` } as Node, reason }))

describe('aggregate: the warnings of an answer', () => {
  it('are one for each node', () =>
    expect(warningsOf({ silent: silent(2) })).to.deep.equal([
      ['Warning', '199 swarmd "no answer from the node n0: gone"'],
      ['Warning', '199 swarmd "no answer from the node n1: gone"'],
    ]))

  it('are so many that every client takes them, and say how many more there are', () => {
    const told = warningsOf({ silent: silent(1000) })
    expect(told).to.have.length(24)
    expect(told.at(-2)![1]).to.include('the node n22:')
    expect(told.at(-1)![1]).to.include('and 977 more such warnings: GET /nodes')
    expect(warnings(Array.from({ length: 24 }, () => 'x'))).to.have.length(24)
  })

  it('are no longer than a header may be, whatever an engine says', () => {
    const [[, text]] = warningsOf({ silent: silent(1, 'x'.repeat(1_000_000)) }) as [[string, string]]
    expect(text).to.have.length.below(600)
    expect(text).to.match(/^199 swarmd "no answer from the node n0: x+\.\.\."$/)
  })
})

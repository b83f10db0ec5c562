import { expect } from 'chai'
import { readEntries } from '../dist/nodes/entry.js'
import { fail } from './support/observed.js'

/** Children as they are written, and their names and specs. */
const children: readonly (readonly [written: string, name: string, spec: string])[] = [
  ['a=forward tcp://a:2375', 'a', 'forward tcp://a:2375'],
  [`a='forward tcp://a:2375'`, 'a', 'forward tcp://a:2375'],
  [`a="simulator 'x y'"`, 'a', `simulator 'x y'`],
  [`'a=simulator web'`, 'a', 'simulator web'],
  [`'forward ssh://c'`, 'c', 'forward ssh://c'],
  ['forward ssh://c', 'c', 'forward ssh://c'],
  ['simulator web', 'simulator-1', 'simulator web'],
  [`a=simulator 'x y'`, 'a', `simulator 'x y'`],
]

describe('aggregate: children as they are written', () => {
  for (const [written, name, spec] of children) {
    it(`takes ${written}`, () => {
      const [entry] = readEntries([written], [], fail)
      expect([entry?.name, entry?.spec]).to.deep.equal([name, spec])
    })
  }

  const odd: readonly (readonly [written: string, right: string])[] = [
    [`a/b='simulator web'`, `write a-b='simulator web'`],
    ['a b=simulator', ''],
    ['_a:1=simulator', 'write a-1=simulator'],
    ['=simulator', 'write a=simulator'],
  ]
  for (const [written, right] of odd) {
    it(`says what would be right in the place of ${written}`, () => {
      const read = () => readEntries([written], [], fail)
      if (right === '') expect(read).to.not.throw()
      else expect(read).to.throw(right)
    })
  }

  it('takes a path with = in it for a spec', () => {
    expect(readEntries(['./my=backend.js'], [], fail).map(({ spec }) => spec)).to.deep.equal(['./my=backend.js'])
  })

  it('says where the labels of children belong that are not written here', () => {
    expect(() => readEntries(['a=simulator'], ['b:x=y'], fail)).to.throw('write NAME:KEY=VALUE, with one of a')
    expect(() => readEntries([], ['b:x=y'], fail)).to.throw('children of --discovery have theirs there')
  })

  it('says which child has a quote without an end', () => {
    expect(() => readEntries([`a='simulator web`], [], fail)).to.throw(`the child "'simulator web": a quote`)
  })
})

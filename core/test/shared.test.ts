import { expect } from 'chai'
import { shared } from '../dist/backend/shared.js'

describe('a reading that is shared', () => {
  const counted = (read: (path: string) => Promise<string>) => {
    const asked: string[] = []
    const ask = shared((path) => {
      asked.push(path)
      return read(path)
    })
    return { ask, asked }
  }

  it('is one for all who ask for the same at once', async () => {
    const { ask, asked } = counted((path) => Promise.resolve(`of ${path}`))
    expect(await Promise.all([ask('a'), ask('b'), ask('a')])).to.deep.equal(['of a', 'of b', 'of a'])
    expect(asked).to.deep.equal(['a', 'b'])
  })

  it('is another one for who asks after its end', async () => {
    const { ask, asked } = counted((path) => Promise.resolve(path))
    await ask('a')
    await ask('a')
    expect(asked).to.deep.equal(['a', 'a'])
  })

  it('fails for all who wait for it, and for nobody later', async () => {
    let failing = true
    const { ask } = counted((path) => (failing ? Promise.reject(new Error('not there')) : Promise.resolve(path)))
    const outcomes = await Promise.allSettled([ask('a'), ask('a')])
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected'])
    failing = false
    expect(await ask('a')).to.equal('a')
  })
})

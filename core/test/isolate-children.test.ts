import { expect } from 'chai'
import type { BackendSpec, Child } from 'libswarm-core'
import { Children } from '../dist/backend/isolate/children.js'

const run = () => Promise.reject(new Error('not asked'))

describe('what a backend in a process of its own spawns in the daemon', () => {
  const specs: BackendSpec[] = []
  let closed = 0
  const spawn = async (spec: BackendSpec): Promise<Child> => {
    specs.push(spec)
    return { run, close: async () => void closed++ }
  }
  beforeEach(() => {
    specs.splice(0)
    closed = 0
  })

  it('has no way out of isolation: isolate: false is taken away, however deep it is', async () => {
    const children = new Children(spawn)
    const escape = { backend: './evil', isolate: false }
    await children.add({ ...escape, options: { engines: ['a', escape, { isolate: false }] } })
    await children.add({ backend: 'a', isolate: true })
    expect(specs).to.deep.equal([
      { backend: './evil', options: { engines: ['a', { backend: './evil' }, { isolate: false }] } },
      { backend: 'a', isolate: true },
    ])
  })

  it('ends with it, also what comes when it has gone already', async () => {
    const children = new Children(spawn)
    await children.add('a')
    const late = children.add('b')
    await children.close()
    expect(closed).to.equal(2)
    expect(String(await late.catch((thrown: unknown) => thrown))).to.match(/the backend that asked for it has ended/)
  })

  it('is ended once, and a number that is none ends nothing', async () => {
    const children = new Children(spawn)
    const number = await children.add('a')
    await Promise.all([children.end(number), children.end(number), children.end(NaN), children.end('x' as never)])
    await children.close()
    expect([closed, children.runner(number)]).to.deep.equal([1, undefined])
  })
})

import { expect } from 'chai'
import { compose } from 'libswarm-core'
import { record, until } from './recorder.js'

describe('debug before a backend that does not answer', () => {
  it('tells the deadline, not that the client has left', async () => {
    const debug = record({ quiet: true })
    const hung = { name: 'hung', install: (engine: { register: Register }) => engine.register('SystemInfo', hang) }
    const chain = await compose([debug.backend, hung], { deadline: 20 })
    await chain.run({ operation: 'SystemInfo' }).catch(() => undefined)
    await until(() => debug.lines().length > 0)
    expect(debug.lines()).to.deep.equal([
      'TIME #1 SystemInfo info: Deadline MS: SystemInfo was not answered within 0.02 s by the backend "hung"',
    ])
  })
})

type Register = (operation: 'SystemInfo', handler: () => Promise<object>) => void

const hang = () => new Promise<object>(() => undefined)

import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { compose } from 'libswarm-core'
import { install } from 'libswarm-backend-simulator'
import { call } from 'libswarm-core/testing'
import { startSimulator } from './support.js'

describe('the networks that an engine has', () => {
  it('have other ids where the engine was given its own, and the same each time', async () => {
    const idsOf = async (options: object) => {
      const chain = await compose([{ name: 'simulator', install, options, simulated: true }])
      const list = await (await chain.run({ operation: 'NetworkList' })).json()
      await chain.close()
      return list.map(({ Id }) => Id)
    }
    const all = await Promise.all([{}, {}, { id: 'engine-1' }, { id: 'engine-2' }].map(idsOf))
    expect(all[0]).to.deep.equal(all[1])
    expect(new Set(all.flat()).size).to.equal(9)
  })
})

describe('containers from the arguments', () => {
  it('are running, the last one first, with ids made of their names', async () => {
    const daemon = await startSimulator('web', 'db', 'cache')
    const list = (await call(daemon, 'GET /containers/json')).json<Record<string, unknown>[]>()
    await daemon.close()
    expect(list.map(({ Id, Names, State, Image, Command }) => ({ Id, Names, State, Image, Command }))).to.deep.equal(
      ['cache', 'db', 'web'].map((name) => ({
        Id: createHash('sha256').update(name).digest('hex'),
        Names: [`/${name}`],
        State: 'running',
        Image: 'busybox:latest',
        Command: 'sleep infinity',
      })),
    )
  })

  const attempt = async (...name: string[]): Promise<unknown> => {
    const backend = { name: 'simulator', install, options: { name }, simulated: true }
    return compose([backend]).then(
      () => 'started',
      (thrown: unknown) => (thrown as Error).message,
    )
  }

  it('must have names that are names', async () => {
    expect(await attempt('web', 'not a name')).to.equal(
      'the backend "simulator": Invalid container name (not a name), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed',
    )
  })

  it('must have different names', async () => {
    expect(await attempt('web', '/web')).to.match(
      /^the backend "simulator": Conflict\. The container name "\/web" is already in use by container "4b5e57f6/,
    )
  })

  it('have other ids where the engine was given its own', async () => {
    const options = { name: ['web'], id: 'engine-1' }
    const chain = await compose([{ name: 'simulator', install, options, simulated: true }])
    const [web] = await (await chain.run({ operation: 'ContainerList' })).json()
    expect(web?.Id)
      .to.match(/^[0-9a-f]{64}$/)
      .and.not.match(/^4b5e57f6/)
    await chain.close()
  })

  it('may be none', async () => {
    const bare = { name: 'simulator', install, simulated: true }
    const chain = await compose([bare])
    expect(await (await chain.run({ operation: 'ContainerList' })).json()).to.deep.equal([])
    await chain.close()
  })
})

import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { join } from 'node:path'
import { runSwarmd, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

interface Inspected {
  readonly Config: { readonly Labels: Readonly<Record<string, string>> }
  readonly Node: { readonly Name: string }
}

describe('aggregate: pools within pools, each of a swarmd of its own', function () {
  this.timeout(120_000)

  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  const running: Swarmd[] = []
  const at = (name: string) => join(folder.path, `${name}.sock`)
  const start = async (name: string, spec: string) =>
    void running.push(await startSwarmd(['--backend', spec, `unix://${at(name)}`]))
  const ask = (name: string, line: string, body?: object) =>
    call({ socketPath: at(name), port: undefined }, line, body === undefined ? {} : { body })

  before(async () => {
    folder = await temporaryFolder()
    await start('inner', `aggregate a='simulator' b='simulator'`)
    await start('outer', `aggregate r2='forward unix://${at('inner')}' q='simulator'`)
    await start('top', `aggregate o='forward unix://${at('outer')}'`)
  })
  after(async () => {
    await Promise.all(running.map((one) => one.stop()))
    await folder.remove()
  })

  it('create where the way says, tell it, and take it back', async () => {
    const Env = ['constraint:node==o/r2/b', 'reschedule:on-node-failure']
    const created = await ask('top', 'POST /containers/create?name=deep', { Image: 'busybox', Env })
    expect(created.status, created.text).to.equal(201)
    const ways = { top: 'o/r2/b', outer: 'r2/b', inner: 'b' }
    const constraints = { top: '["node==o/r2/b"]', outer: '["node==r2/b"]', inner: '["node==b"]' }
    for (const name of ['top', 'outer', 'inner'] as const) {
      for (const asked of ['deep', `${ways[name]}/deep`]) {
        const { Node, Config } = (await ask(name, `GET /containers/${asked}/json`)).json<Inspected>()
        expect(Node.Name).to.equal(ways[name])
        expect(Config.Labels['com.docker.swarm.constraints']).to.equal(constraints[name])
        const policies = Config.Labels['com.docker.swarm.reschedule-policies']
        expect(policies, name).to.equal(name === 'top' ? '["on-node-failure"]' : undefined)
      }
    }
    expect((await ask('top', 'DELETE /containers/o/r2/b/deep')).status).to.equal(204)
    expect((await ask('inner', 'GET /containers/json?all=1')).json()).to.deep.equal([])
  })

  it('end the start with a sentence where a child is the pool itself', async () => {
    const address = `unix://${at('self')}`
    const { code, stderr } = await runSwarmd(['--backend', `aggregate self='forward ${address}'`, address])
    expect(code).to.equal(1)
    expect(stderr).to.include(`forward loop: swarmd itself is to listen at ${address}`)
  })
})

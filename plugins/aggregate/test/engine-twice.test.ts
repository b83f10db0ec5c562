import { expect } from 'chai'
import { engineOf, startChildren, type ChildInstall } from './support/children.js'
import { until } from './support/until.js'

interface Listed {
  readonly Names: readonly string[]
}
interface Told {
  readonly Status: { readonly State: string }
}

describe('aggregate: an engine that is there twice', () => {
  const isUp = { a: true, b: true }
  const exec = 'e'.repeat(64)
  const lists = { a: 0, b: 0 }
  let slow = Promise.resolve()

  /** One and the same engine, by two ways that can be cut. */
  const way = (name: 'a' | 'b'): ChildInstall =>
    engineOf('SAME', (engine) => {
      engine.register('SystemPing', () => (isUp[name] ? Buffer.from('OK') : { status: 500 }))
      engine.register('ContainerExec', () => ({ status: 201, body: JSON.stringify({ Id: exec }) }))
      engine.register('ExecInspect', ({ path }) => ({ ID: path.id }))
      engine.register('ContainerList', () => {
        lists[name]++
        return [{ Id: 'a'.repeat(64), Names: ['/web'], Created: 1 }] as never
      })
      engine.register('VolumeInspect', async () => {
        await slow
        return { status: 404 }
      })
    })

  it('has its containers once by their bare names, also after it has been read again, and by the way that works', async () => {
    await using pool = await startChildren({ a: way('a'), b: way('b') })
    const states = async () => (await pool.get<Told[]>('GET /nodes')).map(({ Status }) => Status.State).join()
    const names = async () => (await pool.get<Listed[]>('GET /containers/json')).flatMap(({ Names }) => Names).join()
    expect(await states()).to.equal('ready,disconnected')
    // It is read again every 300 to 400 ms.
    for (const deadline = Date.now() + 900; Date.now() < deadline; await new Promise((go) => setTimeout(go, 50)))
      expect(await names()).to.equal('/web')
    expect((await pool.call('POST /containers/web/exec', { body: { Cmd: ['true'] } })).status).to.equal(201)
    isUp.a = false
    await until('the second way is used', async () => (await states()) === 'down,ready')
    expect(await names()).to.equal('/web')
    expect((await pool.call(`GET /exec/${exec}/json`)).status).to.equal(200)
    const before = lists.a
    let release!: () => void
    slow = new Promise((resolve) => (release = resolve))
    isUp.a = true
    await until('the first way is there again', async () => (await states()) === 'disconnected,ready')
    release()
    // It was not read before it was known to be the other one's engine.
    expect(lists.a).to.equal(before)
    expect(await names()).to.equal('/web')
  })
})

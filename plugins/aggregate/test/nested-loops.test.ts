import { expect } from 'chai'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventReader } from './support/event-reader.js'
import { quick, startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

interface Told {
  readonly Spec: { readonly Name: string }
  readonly Status: { readonly State: string; readonly Message: string }
}

const sentence = 'it leads back to this pool, which cannot be a node of itself'

describe('aggregate: a pool that is in itself', () => {
  let folder: string
  const at = (name: string) => join(folder, name)
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'pool-'))))
  afterEach(() => rm(folder, { recursive: true }))

  const messageOf = async (pool: TestPool, name: string) =>
    (await pool.get<Told[]>('GET /nodes')).find(({ Spec }) => Spec.Name === name)?.Status.Message
  const says = (pool: TestPool, name: string) =>
    until(`${name} is no node`, async () => (await messageOf(pool, name)) === sentence, 20_000)
  const names = async (pool: TestPool) =>
    (await pool.get<{ readonly Names: readonly string[] }[]>('GET /containers/json?all=1')).flatMap(
      ({ Names }) => Names,
    )

  it('does not use what leads straight back, and says so', async () => {
    // `forward` finds out what is there when it starts.
    await using pool = await startPool(['a=simulator web', `self=forward unix://${at('self.sock')}`], {}, quick)
    await symlink(pool.daemon.socketPath!, at('self.sock'))
    await says(pool, 'self')
    expect(await names(pool)).to.deep.equal(['/web'])
    expect((await pool.call('GET /info')).text).to.include(`WARNING: the node self is duplicate: ${sentence}`)
    expect((await pool.call('GET /containers/nosuch/json')).status).to.equal(404)
    await using events = await EventReader.open(pool.daemon)
    expect((await pool.call('POST /containers/create?name=new', { body: { Image: 'busybox' } })).status).to.equal(201)
    expect((await pool.call('DELETE /containers/new')).status).to.equal(204)
    await events.until('it is gone', (reader) => reader.actionsOf('new').includes('destroy'))
    expect(events.words).to.deep.equal(['a new: create', 'a new: destroy'])
  })

  it('does not use a pool that it is in, and neither does that one', async () => {
    await using first = await startPool(['a=simulator web', `r2=forward unix://${at('second.sock')}`], {}, quick)
    await using second = await startPool(['b=simulator cache', `r1=forward ${first.daemon.address}`], {}, quick)
    await symlink(second.daemon.socketPath!, at('second.sock'))
    await says(first, 'r2')
    await says(second, 'r1')
    expect([await names(first), await names(second)]).to.deep.equal([['/web'], ['/cache']])
    expect((await first.call('POST /containers/create', { body: { Image: 'busybox' } })).status).to.equal(201)
  })
})

describe('aggregate: pools of the same words', () => {
  it('are two, where their engines are', async () => {
    const words = `aggregate a='simulator' b='simulator'`
    await using pool = await startPool([`r1=${words}`, `r2=${words}`], {}, quick)
    await until('both are healthy', async () =>
      (await pool.get<Told[]>('GET /nodes')).every(({ Status }) => Status.State === 'ready'),
    )
  })
})

import { expect } from 'chai'
import { engineOf, startChildren, type ChildInstall } from './support/children.js'
import { quick } from './support/running-pool.js'
import { until } from './support/until.js'

interface Told {
  readonly Status: { readonly State: string }
}

/** What is known of an engine is what was read when the pool began. */
const once = { ...quick, refresh: [60_000, 60_000], resume: [60_000, 60_000] } as const

describe('aggregate: a volume on a node that has gone down before anybody asked for volumes', () => {
  let isUp: boolean
  let made: string[]

  /** An engine with volumes, which notes what it makes. */
  const engine = (name: string, volumes: readonly string[]): ChildInstall =>
    engineOf(name, (handle) => {
      handle.register('SystemPing', () => (isUp || name === 'a' ? Buffer.from('OK') : { status: 500 }))
      handle.register('ImageList', () => [])
      handle.register('VolumeList', () => ({ Volumes: volumes.map((Name) => ({ Name })) }) as never)
      const make = (what: string) => () => {
        made.push(`${what} on ${name}`)
        return { status: 201, body: JSON.stringify({ Id: name.repeat(64), Name: 'data', Warnings: [] }) }
      }
      handle.register('VolumeCreate', make('volume'))
      handle.register('ContainerCreate', make('container'))
    })

  beforeEach(() => {
    isUp = true
    made = []
  })

  const start = async () => {
    const pool = await startChildren({ a: engine('a', []), b: engine('b', ['data']) }, {}, once)
    isUp = false
    const states = async () => (await pool.get<Told[]>('GET /nodes')).map(({ Status }) => Status.State).join()
    await until('b is down', async () => (await states()) === 'ready,down')
    return pool
  }

  it('is not made elsewhere', async () => {
    await using pool = await start()
    const { status, text } = await pool.call('POST /volumes/create', { body: { Name: 'data' } })
    expect([status, text]).to.satisfy(() => status === 503 && text.includes('b'), `${status} ${text}`)
    expect(made).to.deep.equal([])
  })

  it('is not made elsewhere for a container', async () => {
    await using pool = await start()
    const body = { Image: 'busybox', HostConfig: { Binds: ['data:/d'] } }
    const { status, text } = await pool.call('POST /containers/create', { body })
    expect([status, text]).to.satisfy(() => status >= 400 && text.includes('data'), `${status} ${text}`)
    expect(made).to.deep.equal([])
  })

  it('is no obstacle to one of another name', async () => {
    await using pool = await start()
    expect((await pool.call('POST /volumes/create', { body: { Name: 'other' } })).status).to.equal(201)
    expect(made).to.deep.equal(['volume on a'])
  })
})

import { expect } from 'chai'
import type { Times } from 'libswarm-backend-aggregate'
import { PassThrough } from 'node:stream'
import { engineOf, startChildren, type ChildInstall } from './support/children.js'
import type { TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

interface Listed {
  readonly Id: string
  readonly Status: string
}

const id = (number: number): string => String(number).padStart(64, '0')

/** An engine that says what it is asked. */
class Engine {
  /** How its containers are shown. */
  containers: readonly { readonly Status: string; readonly State: string }[] = []
  /** What its lists have been asked for; what a pool reads of itself is not. */
  readonly asked: string[] = []
  driver = 'overlay2'
  headers: readonly (readonly [string, string])[] = []
  #health: object | undefined
  readonly #events = new PassThrough()

  readonly install: ChildInstall = (engine) => {
    engineOf('KEPT', (own) => {
      own.register('SystemInfo', () => ({ ID: 'KEPT', SystemTime: new Date().toISOString(), Driver: this.driver }))
      own.register('SystemEvents', () => ({ status: 200, body: this.#events }))
      own.register('ContainerRestart', () => ({ status: 204 }))
      own.register('ContainerList', ({ query, version }) => {
        const { size, filters = {} } = query
        if (Object.keys(filters).join() !== 'id')
          this.asked.push(`${version ?? ''} ${size ?? false} ${JSON.stringify(filters)}`)
        return { status: 200, headers: this.headers, body: JSON.stringify(this.#list()) }
      })
    })(engine)
  }

  /** Has its containers told of with a health. */
  checked(health: object): void {
    this.#health = health
  }

  tell(Action: string, Type = 'container'): void {
    const timeNano = Date.now() * 1e6
    const event = { Type, Action, Actor: { ID: id(0), Attributes: {} }, time: Math.floor(timeNano / 1e9), timeNano }
    this.#events.write(`${JSON.stringify(event)}\n`)
  }

  #list(): readonly object[] {
    return this.containers.map(({ Status, State }, index) => {
      const health = this.#health === undefined ? {} : { Health: this.#health }
      return {
        Id: id(index),
        Names: [`/c${index}`],
        Created: 1,
        State,
        Status,
        Labels: { n: `${index}` },
        Ports: [],
        ...health,
      }
    })
  }
}

/** Nothing is read but what is asked for. */
const unread: Partial<Times> = { refresh: [3_600_000, 3_600_000] }

const steady = [
  { Status: 'Up 2 hours', State: 'running' },
  { Status: 'Exited (0) 3 days ago', State: 'exited' },
  { Status: 'Created', State: 'created' },
]

describe('aggregate: lists of containers with a cache', () => {
  let engine: Engine
  let pool: TestPool

  beforeEach(async () => {
    engine = new Engine()
    engine.containers = steady
  })
  afterEach(() => pool[Symbol.asyncDispose]())

  const start = async (cache: 'on' | 'off' = 'on') => {
    pool = await startChildren({ kept: engine.install }, { cache }, unread)
  }
  const list = async (query = 'all=1', version = '') => pool.get<Listed[]>(`GET ${version}/containers/json?${query}`)
  /** What the engine is asked while something is done. */
  const askedBy = async (act: () => Promise<unknown>): Promise<number> => {
    const before = engine.asked.length
    await act()
    return engine.asked.length - before
  }
  const isKept = async () => (await askedBy(() => list())) === 0
  const kept = () => until('the list is kept', isKept, 20_000)

  it('are answered from what is kept, whatever of it is asked for', async () => {
    await start()
    await kept()
    const asked = await askedBy(async () => {
      expect((await list()).map(({ Status }) => Status)).to.deep.equal(steady.map(({ Status }) => Status))
      expect((await list('')).map(({ Id }) => Id)).to.deep.equal([id(0)])
      expect((await list('limit=2')).map(({ Id }) => Id)).to.deep.equal([id(0), id(1)])
      expect((await list('filters={"status":["created"]}')).map(({ Id }) => Id)).to.deep.equal([id(2)])
      expect((await list('all=1&filters={"name":["c1"]}')).map(({ Id }) => Id)).to.deep.equal([id(1)])
      expect((await list('all=1&filters={"label":["n=1"]}')).map(({ Id }) => Id)).to.deep.equal([id(1)])
      expect((await list(`all=1&filters={"id":["${id(2)}"]}`)).map(({ Id }) => Id)).to.deep.equal([id(2)])
    })
    expect(asked).to.equal(0)
  })

  it('are answered from what is kept where it is told that no health is checked', async () => {
    engine.checked({ Status: 'none', FailingStreak: 0 })
    await start()
    await kept()
  })

  it('are asked for where the query asks for more, and for another version of the API', async () => {
    await start()
    await kept()
    expect(await askedBy(() => list('all=1&size=1'))).to.equal(1)
    expect(await askedBy(() => list('all=1&filters={"volume":["data"]}'))).to.equal(1)
    expect(await askedBy(() => list('all=1', '/v1.40'))).to.equal(1)
  })

  for (const [what, tell] of [
    ['a container', (one: Engine) => one.tell('die')],
    ['an image', (one: Engine) => one.tell('untag', 'image')],
  ] as const)
    it(`are asked for once something has happened to ${what}, until nothing does any more`, async () => {
      await start()
      await kept()
      tell(engine)
      engine.containers = [{ Status: 'Dead', State: 'dead' }]
      await until('the event is heard', async () => (await list())[0]?.Status === 'Dead')
      expect(await isKept()).to.equal(false)
      await kept()
      expect((await list()).map(({ Status }) => Status)).to.deep.equal(['Dead'])
    })

  it('are asked for by whoever has changed something through the pool, before any event of it', async () => {
    await start()
    await kept()
    engine.containers = [{ Status: 'Up Less than a second', State: 'running' }]
    expect((await pool.call(`POST /containers/${id(0)}/restart`)).status).to.equal(204)
    expect((await list()).map(({ Status }) => Status)).to.deep.equal(['Up Less than a second'])
  })

  for (const [what, change] of [
    [
      'a text counts seconds',
      (one: Engine) => (one.containers = [...steady, { Status: 'Up 59 seconds', State: 'running' }]),
    ],
    [
      'a text is none of those that engines write',
      (one: Engine) => (one.containers = [{ Status: 'Sleeping', State: 'running' }]),
    ],
    ['checks of health may fail in silence', (one: Engine) => one.checked({ Status: 'healthy', FailingStreak: 0 })],
    ['the engine is a pool itself', (one: Engine) => (one.driver = 'aggregate')],
  ] as const)
    it(`are asked for each time where ${what}`, async () => {
      change(engine)
      await start()
      const end = performance.now() + 1500
      do expect(await isKept()).to.equal(false)
      while (performance.now() < end)
    })

  it('are asked for each time without it', async () => {
    await start('off')
    const end = performance.now() + 1500
    do expect(await isKept()).to.equal(false)
    while (performance.now() < end)
  })
})

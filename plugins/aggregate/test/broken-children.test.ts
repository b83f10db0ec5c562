import { expect } from 'chai'
import { Readable } from 'node:stream'
import { engineOf, startChildren, type ChildInstall } from './support/children.js'
import { until } from './support/until.js'

interface Named {
  readonly Names: readonly string[]
}

const json = (body: unknown) => () => Buffer.from(JSON.stringify(body))
const well = engineOf('WELL', (engine) =>
  engine.register('ContainerList', () => [{ Id: 'f'.repeat(64), Names: ['/well'], Created: 1 }] as never),
)

/** A body that begins, and never ends. */
const endless = () =>
  new Readable({
    read() {
      // Nothing comes.
    },
  }).on('error', () => undefined)

const lists: readonly { readonly what: string; readonly answer: () => unknown; readonly warns: RegExp | undefined }[] =
  [
    { what: 'null', answer: json(null), warns: undefined },
    {
      what: 'an object',
      answer: json({ message: 'hello' }),
      warns: /odd: the engine answers ContainerList with what is no list/,
    },
    {
      what: 'a list of null',
      answer: json([null]),
      warns: /odd: the engine answers ContainerList with what is no list/,
    },
    { what: 'broken JSON', answer: () => Buffer.from('[{"Id":'), warns: /odd: the engine's answer is not valid JSON/ },
    { what: 'a body that never ends', answer: endless, warns: /odd: no answer within 2 s/ },
    { what: 'what never comes', answer: () => new Promise(() => undefined), warns: /odd: no answer within 2 s/ },
    {
      what: 'a throw',
      answer: () => {
        throw new Error('ouch')
      },
      warns: /odd: .*ouch/,
    },
    {
      what: 'a warning of its own pool',
      answer: () => ({
        status: 200,
        headers: [['Warning', '199 swarmd "no answer from the node x: \\"gone\\""']],
        body: '[]',
      }),
      warns: /odd: in part: no answer from the node x: \\"gone\\"/,
    },
  ]

describe('aggregate: an engine that answers what no engine does', () => {
  for (const { what, answer, warns } of lists)
    it(`lists what the others have where one answers a list with ${what}`, async () => {
      const odd = engineOf('ODD', (engine) => engine.register('ContainerList', answer as never))
      await using pool = await startChildren({ odd, well })
      const { status, headers, text } = await pool.call('GET /containers/json')
      expect(status, text).to.equal(200)
      expect((JSON.parse(text) as Named[]).flatMap(({ Names }) => Names)).to.deep.equal(['/well'])
      if (warns === undefined) expect(headers).to.not.have.property('warning')
      else expect(headers['warning']).to.match(warns)
    })

  it('is strict with what a pool in the pool does not have', async () => {
    const part = { status: 200, headers: [['Warning', '199 swarmd "no answer from the node x: gone"']], body: '[]' }
    const odd = engineOf('ODD', (engine) => engine.register('ContainerList', () => part as never))
    await using pool = await startChildren({ odd, well }, { strict: true })
    expect((await pool.call('GET /containers/json')).status).to.equal(503)
  })

  for (const told of [
    null,
    [],
    5,
    {},
    { ApiVersion: 5 },
    { ApiVersion: null, MinAPIVersion: {} },
    { ApiVersion: 'new' },
  ])
    it(`speaks with its clients where an engine tells the version ${JSON.stringify(told)}`, async () => {
      const odd = engineOf('ODD', (engine) => engine.register('SystemVersion', json(told)))
      await using pool = await startChildren({ odd, well })
      for (const line of ['GET /v1.40/containers/json', 'GET /v1.40/info', 'GET /v1.40/version', 'GET /v1.40/_ping'])
        expect((await pool.call(line)).status, line).to.equal(200)
    })

  for (const told of [null, [], 'x', {}])
    it(`tells of the pool where an engine tells of itself ${JSON.stringify(told)}`, async () => {
      const odd = engineOf('ODD', (engine) => engine.register('SystemInfo', json(told)))
      await using pool = await startChildren({ odd, well })
      for (const line of ['GET /info', 'GET /nodes', 'GET /containers/json'])
        expect((await pool.call(line)).status, line).to.equal(200)
    })

  it('takes engines that have no ID for two', async () => {
    const named = (name: string): ChildInstall =>
      engineOf('', (engine) =>
        engine.register('ContainerList', () => [{ Id: name.repeat(64), Names: [`/${name}`], Created: 1 }] as never),
      )
    await using pool = await startChildren({ a: named('a'), b: named('b') })
    const list = await pool.get<Named[]>('GET /containers/json')
    expect(list.flatMap(({ Names }) => Names)).to.deep.equal(['/a', '/b'])
  })

  it('says 404 for a container without a name, and asks nobody', async () => {
    let asked = 0
    const a = engineOf('A', (engine) =>
      engine.register('ContainerInspect', () => {
        asked++
        return { Id: 'x' }
      }),
    )
    await using pool = await startChildren({ a })
    const before = encodeURIComponent('{"before":["a/"]}')
    expect((await pool.call(`GET /containers/json?filters=${before}`)).status).to.equal(404)
    expect((await pool.call('POST /commit?container=a/')).status).to.equal(404)
    expect(asked).to.equal(0)
  })

  it('lives on when a node goes down while the body of its answer waits', async () => {
    let isUp = true
    const odd = engineOf('ODD', (engine) => {
      engine.register('SystemPing', () => (isUp ? Buffer.from('OK') : { status: 500 }))
      engine.register('ContainerList', () => [{ Id: 'e'.repeat(64), Names: ['/odd'], Created: 1 }] as never)
      engine.register('ContainerRename', () => ({ status: 409, body: endless() }))
    })
    await using pool = await startChildren({ odd, well })
    const renamed = pool.call('POST /containers/odd/rename?name=other').catch((thrown: unknown) => thrown)
    await new Promise((resolve) => setTimeout(resolve, 50))
    isUp = false
    await until(
      'the node is down',
      async () => (await pool.call('GET /containers/json')).headers['warning'] !== undefined,
    )
    await renamed
    expect((await pool.call('GET /_ping')).status).to.equal(200)
  })
})

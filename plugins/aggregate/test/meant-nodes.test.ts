import { expect } from 'chai'
import type { AnyJob } from 'libswarm-core'
import { startDaemon, startFaultProxy, type FaultProxy, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { engineOf, startChildren } from './support/children.js'
import { startPool, type TestPool } from './support/running-pool.js'
import { until } from './support/until.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

interface Listed {
  readonly Names: readonly string[]
}
interface Node {
  readonly Spec: { readonly Name: string }
}

const filtersOf = (filters: object) => `filters=${encodeURIComponent(JSON.stringify(filters))}`

const namesIn = (list: readonly Listed[]) => list.flatMap(({ Names }) => Names)

describe('aggregate: a node that is down', () => {
  let engine: TestDaemon
  let proxy: FaultProxy
  let pool: TestPool
  let strict: TestPool

  before(async () => {
    engine = await startDaemon({ backends: ['simulator far'], standard: [simulator] })
    proxy = await startFaultProxy({ to: engine.address })
    const children = ['near=simulator close', `far=forward ${proxy.address}`]
    pool = await startPool(children)
    strict = await startPool(children, { strict: true })
    for (const one of [pool, strict]) {
      const far = async () => (await one.call('GET /nodes/far')).text
      await until('the node is ready', async () => (await far()).includes('"ready"'))
    }
    await pool.get('POST /networks/create', { body: { Name: 'far/back' } })
    await proxy.set({ down: true })
    proxy.breakOff('cut')
    for (const one of [pool, strict])
      await until('the node is down', async () => (await one.call('GET /nodes/far')).text.includes('"down"'))
  })
  after(async () => {
    await pool[Symbol.asyncDispose]()
    await strict[Symbol.asyncDispose]()
    await proxy.close()
    await engine.close()
  })

  const lines: readonly (readonly [line: string, keys: readonly string[]])[] = [
    ['GET /containers/json', ['node', 'name']],
    ['GET /images/json', ['node']],
    ['GET /networks', ['node', 'name']],
    ['GET /volumes', ['node', 'name']],
    ['POST /containers/prune', ['node']],
    ['POST /images/prune', ['node']],
    ['POST /build/prune', ['node']],
    ['POST /networks/prune', ['node']],
    ['POST /volumes/prune', ['node']],
    ['GET /events?since=1&until=2', ['node']],
  ]
  for (const [line, keys] of lines) {
    for (const key of keys) {
      it(`is missing in no answer that does not mean it: ${line} by ${key}`, async () => {
        const withFilters = (value: string) =>
          `${line}${line.includes('?') ? '&' : '?'}${filtersOf({ [key]: [value] })}`
        const [near, far] = key === 'node' ? ['near', 'far'] : ['near/x', 'far/x']
        for (const one of [pool, strict]) {
          const { status, headers, text } = await one.call(withFilters(near))
          expect(status, text).to.equal(200)
          expect(headers).to.not.have.property('warning')
        }
        const { status, text } = await strict.call(withFilters(far))
        expect(status, text).to.equal(503)
        expect(text).to.include('far')
      })
    }
  }
  for (const [line] of lines) {
    it(`is missing where the filter node has no value, which is none: ${line}`, async () => {
      const asked = `${line}${line.includes('?') ? '&' : '?'}${filtersOf({ node: [] })}`
      const { status, text, headers } = await pool.call(asked)
      expect(status, text).to.equal(200)
      expect(headers['warning']).to.include('no answer from the node far')
      expect((await strict.call(asked)).status).to.equal(503)
    })
  }

  const known: readonly (readonly [filters: object, names: readonly string[]])[] = [
    [{ name: ['far/far'] }, ['/far']],
    [{ name: ['^/far$'] }, ['/far']],
    [{ name: ['^/far/far$'] }, ['/far']],
    [{ name: ['^fa$'] }, []],
    [{ name: ['near/far'] }, []],
    [{ name: ['far/far', 'close'] }, ['/far', '/close']],
    [{ network: ['bridge'], node: ['far'] }, ['/far']],
    [{ network: ['none'], node: ['far'] }, []],
    [{ volume: ['far/none'] }, []],
    [{ since: ['close'] }, []],
    [{ before: ['close'], name: ['far'] }, ['/far']],
  ]
  for (const [filters, names] of known) {
    it(`has its containers listed by ${JSON.stringify(filters)}`, async () => {
      const found = await pool.get<Listed[]>(`GET /containers/json?all=1&${filtersOf(filters)}`)
      expect(namesIn(found)).to.have.members(names)
    })
  }

  for (const path of ['containers/far/json', 'containers/far/far/json', 'containers/far/unknown/json']) {
    it(`is told of by whoever asks it for something: GET /${path}`, async () => {
      const { status, text } = await pool.call(`GET /${path}`)
      expect(status, text).to.equal(503)
      expect(text).to.include('the node \\"far\\"')
    })
  }
  for (const line of ['GET /networks/far/unknown', 'GET /volumes/far/unknown', 'DELETE /volumes/far/unknown?force=1']) {
    it(`is told of by whoever asks it for something: ${line}`, async () => {
      const { status, text } = await pool.call(line)
      expect(status, text).to.equal(503)
      expect(text).to.include('the node \\"far\\"')
    })
  }
})

describe('aggregate: filters of nodes and for nodes', () => {
  const nodes: readonly (readonly [filters: object, names: readonly string[]])[] = [
    [{}, ['a', 'b']],
    [{ name: ['b'] }, ['b']],
    [{ id: ['ID-A'] }, ['a']],
    [{ label: ['disk=ssd'] }, ['a']],
    [{ 'node.label': ['disk'] }, ['a', 'b']],
    [{ label: ['disk=ssd', 'zone'] }, []],
    [{ role: ['manager'] }, []],
    [{ role: ['manager', 'worker'] }, ['a', 'b']],
    [{ membership: ['pending'] }, []],
  ]
  it('list the nodes that fit, and refuse what is no filter', async () => {
    const children = { a: engineOf('ID-A'), b: engineOf('ID-B') }
    await using pool = await startChildren(children, { label: ['a:disk=ssd', 'b:disk=hdd'] })
    for (const [filters, names] of nodes) {
      const found = await pool.get<Node[]>(`GET /nodes?${filtersOf(filters)}`)
      expect(
        found.map(({ Spec }) => Spec.Name),
        JSON.stringify(filters),
      ).to.deep.equal(names)
    }
    const { status, text } = await pool.call(`GET /nodes?${filtersOf({ disk: ['ssd'] })}`)
    expect([status, text.includes("invalid filter 'disk'")], text).to.deep.equal([400, true])
  })

  it('leave all else of a prune as it was asked for', async () => {
    const searches: string[] = []
    const hear = (job: AnyJob) => {
      searches.push(job.search)
      return {}
    }
    const a = engineOf('A', (engine) => {
      engine.register('BuildPrune', hear)
      engine.register('ContainerPrune', hear)
    })
    await using pool = await startChildren({ a, b: engineOf('B') })
    for (const path of ['build', 'containers']) {
      await pool.get(`POST /${path}/prune?keep-storage=5&some-limit=7&${filtersOf({ node: ['a'], until: ['1h'] })}`)
      expect(Object.fromEntries(new URLSearchParams(searches.at(-1)))).to.deep.equal({
        'keep-storage': '5',
        'some-limit': '7',
        filters: '{"until":["1h"]}',
      })
    }
  })

  it('bound a list of images by one that is in no list, too', async () => {
    const image = (Id: string, Created: number) => ({ Id, Created, RepoTags: [Id], RepoDigests: [], Containers: -1 })
    const a = engineOf('A', (engine) => {
      engine.register('ImageList', () => [image('old', 10), image('new', 30)] as never)
      engine.register('ImageInspect', () => ({ Id: 'hidden', Created: '1970-01-01T00:00:20.5Z' }))
    })
    await using pool = await startChildren({ a })
    const list = async (filters: object) =>
      (await pool.get<{ readonly Id: string }[]>(`GET /images/json?${filtersOf(filters)}`)).map(({ Id }) => Id)
    expect(await list({ before: ['hidden'] })).to.deep.equal(['old'])
    expect(await list({ since: ['hidden'] })).to.deep.equal(['new'])
  })

  it('tell in every list what a pool in the pool does not have', async () => {
    const partial = (body: unknown) => () => ({
      status: 200,
      headers: [['Warning', '199 swarmd "no answer from the node x: gone"']],
      body: JSON.stringify(body),
    })
    const inner = engineOf('INNER', (engine) => {
      engine.register('ImageList', partial([]) as never)
      engine.register('NetworkList', partial([]) as never)
      engine.register('VolumeList', partial({ Volumes: [] }) as never)
      engine.register('SystemDataUsage', partial({}) as never)
      engine.register('ContainerPrune', partial({}) as never)
      engine.register('ImagePrune', partial({}) as never)
    })
    await using pool = await startChildren({ inner })
    for (const line of [
      'GET /images/json',
      'GET /networks',
      'GET /volumes',
      'GET /system/df',
      'POST /containers/prune',
      'POST /images/prune',
    ]) {
      const { status, headers } = await pool.call(line)
      expect([status, String(headers['warning']).includes('x: gone')], line).to.deep.equal([200, true])
    }
  })

  it('show the memory of a node in words of a person', async () => {
    const a = engineOf('A', (engine) => engine.register('SystemInfo', () => ({ ID: 'A', MemTotal: 8201166848 })))
    await using pool = await startChildren({ a, b: engineOf('B') })
    const { DriverStatus } = await pool.get<{ readonly DriverStatus: readonly (readonly string[])[] }>('GET /info')
    const shown = DriverStatus.filter(([key]) => key === '  └ Memory').map(([, value]) => value)
    expect(shown).to.deep.equal(['7.638 GiB', '0 B'])
  })
})

describe('aggregate: node/name, where a pool in the pool has a node of that name', () => {
  const named = (id: string, name: string) => [{ Id: id.repeat(64), Names: [`/${name}`], Created: 1 }]

  it('is asked of the node itself first', async () => {
    let hasNew = false
    const inspected = (id: string, name: string) => ({ Id: id.repeat(64), Name: `/${name}` })
    const a = engineOf('A', (engine) =>
      engine.register('ContainerInspect', ({ path }) => {
        if (hasNew && (path.id === 'web' || path.id.startsWith('e'))) return inspected('e', 'web')
        throw engine.error('NotFound', `No such container: ${path.id}`)
      }),
    )
    const p = engineOf('P', (engine) => {
      engine.register('ContainerList', () => named('f', 'a/web') as never)
      engine.register('ContainerInspect', () => inspected('f', 'web'))
    })
    await using pool = await startChildren({ a, p })
    const find = async () => (await pool.get<{ readonly Id: string }>('GET /containers/a/web/json')).Id[0]
    expect(await find()).to.equal('f')
    hasNew = true
    expect(await find()).to.equal('e')
    expect((await pool.call('GET /containers/p/a/web/json')).status).to.equal(200)
  })
})

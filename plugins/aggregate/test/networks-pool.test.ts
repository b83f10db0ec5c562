import { expect } from 'chai'
import { startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { fileURLToPath } from 'node:url'
import { patient, startPool, type TestPool } from './support/running-pool.js'

interface Network {
  readonly Id: string
  readonly Name: string
  readonly Containers?: Readonly<Record<string, unknown>>
  readonly Node: { readonly Name: string }
}

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

const create = { Image: 'busybox', Cmd: ['sleep', '1000'] }

describe('aggregate: networks', () => {
  // An engine in this process throws what one behind forward answers.
  let engine: TestDaemon
  let pool: TestPool
  before(async () => {
    engine = await startDaemon({ backends: ['simulator cache --seed 3'], standard: [simulator] })
    pool = await startPool(
      ['a=simulator web --seed 1', 'b=simulator db --seed 2', `c=forward ${engine.address}`],
      {
        label: ['b:disk=ssd'],
      },
      patient,
    )
  })
  after(async () => {
    await pool?.[Symbol.asyncDispose]()
    await engine?.close()
  })

  const names = async (query = '') => (await pool.get<Network[]>(`GET /networks${query}`)).map(({ Name }) => Name)
  const inspect = (name: string) => pool.get<Network>(`GET /networks/${name}`)
  const make = (Name: string, more: object = {}) =>
    pool.call('POST /networks/create', { body: { Name, CheckDuplicate: true, ...more } })
  const idOf = async (name: string) => (await pool.get<{ readonly Id: string }>(`GET /containers/${name}/json`)).Id

  it('are listed by name, with the node where more than one has it', async () => {
    await make('once')
    expect(await names()).to.deep.equal([
      ...['a', 'b', 'c'].flatMap((node) => ['bridge', 'host', 'none'].map((name) => `${node}/${name}`)),
      'once',
    ])
    expect(await names('?filters={"driver":["null"]}')).to.deep.equal(['a/none', 'b/none', 'c/none'])
    expect(await names('?filters={"driver":["null"],"node":["b"]}')).to.deep.equal(['b/none'])
  })

  it('are found by name, node/name, id and the beginning of an id, and tell their node', async () => {
    expect((await make('b/found')).status).to.equal(201)
    const { Id, Name, Node } = await inspect('found')
    expect([Name, Node.Name]).to.deep.equal(['found', 'b'])
    for (const name of ['b/found', Id, Id.slice(0, 12), `b/${Id}`]) expect((await inspect(name)).Id, name).to.equal(Id)
    // A name comes before the beginning of an id.
    const beginning = Id.slice(0, 8)
    await make(`c/${beginning}`)
    expect((await inspect(beginning)).Node.Name).to.equal('c')
    expect((await inspect('b/bridge')).Name).to.equal('b/bridge')
  })

  it('are 409 with the candidates by a name of several, and 404 in words of dockerd by one of none', async () => {
    for (const line of ['GET /networks/bridge', 'DELETE /networks/none']) {
      const { status, text } = await pool.call(line)
      expect(status, line).to.equal(409)
      expect(text).to.match(/a\/\w+ \(\w{12}\), b\/\w+ \(\w{12}\), c\/\w+ \(\w{12}\)/)
    }
    for (const name of ['nosuch', 'a/nosuch', 'a/found']) {
      const { status, text } = await pool.call(`GET /networks/${name}`)
      expect([status, text.trim()], name).to.deep.equal([404, `{"message":"network ${name} not found"}`])
    }
  })

  it('are made where their labels say, and refused where no node is like that', async () => {
    const constraint = (text: string) => ({ Labels: { 'com.docker.swarm.constraints': JSON.stringify([text]) } })
    await make('labelled', constraint('disk==ssd'))
    expect((await inspect('labelled')).Node.Name).to.equal('b')
    const { status, text } = await make('nowhere', constraint('disk==tape'))
    expect(status).to.equal(409)
    expect(text).to.include('disk==tape')
  })

  const refused: readonly (readonly [title: string, body: object, status: number, sentence: RegExp])[] = [
    ['a name that a node has', { Name: 'cache-net' }, 409, /network with name cache-net already exists .*"c"/],
    ['the same for an older client', { Name: 'cache-net', CheckDuplicate: false }, 409, /already exists/],
    ['the same on its node', { Name: 'c/cache-net', CheckDuplicate: true }, 409, /already exists/],
    ['a node that is none', { Name: 'nosuch/net' }, 400, /"nosuch".*write one of a, b, c/],
    ['a name that every engine has', { Name: 'bridge' }, 403, /predefined bridge network/],
    ['no name', {}, 400, /name/],
  ]
  for (const [title, body, status, sentence] of refused) {
    it(`are refused with ${title}`, async () => {
      await make('c/cache-net')
      const answer = await pool.call('POST /networks/create', { body })
      expect(answer.status).to.equal(status)
      expect(answer.text.replaceAll('\\"', '"')).to.match(sentence)
    })
  }

  it('of one name are made once, also by two at the same moment', async () => {
    for (let round = 0; round < 10; round++) {
      const both = await Promise.all([make(`race${round}`), make(`race${round}`), make(`race${round}`)])
      expect(both.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409])
    }
    expect((await names()).filter((name) => name.includes('race'))).to.have.lengthOf(10)
  })

  it('may have one name on two nodes where both are said, and take node/name in every operation then', async () => {
    await make('a/twice')
    await make('b/twice')
    expect((await names()).filter((name) => name.includes('twice'))).to.deep.equal(['a/twice', 'b/twice'])
    expect((await pool.call('DELETE /networks/twice')).status).to.equal(409)
    expect((await pool.call('DELETE /networks/a%2Ftwice')).status).to.equal(204)
    expect((await inspect('twice')).Node.Name).to.equal('b')
    expect((await pool.call('DELETE /networks/twice')).status).to.equal(204)
    expect((await pool.call('GET /networks/twice')).status).to.equal(404)
  })

  it('in use are left as they are, by any engine', async () => {
    for (const node of ['a', 'c']) {
      await make(`${node}/busy`)
      const body = { ...create, HostConfig: { NetworkMode: `${node}/busy` } }
      const { Id } = await pool.get<Network>('POST /containers/create', { body })
      await pool.call(`POST /containers/${Id}/start`)
      const { status, text } = await pool.call(`DELETE /networks/${node}/busy`)
      expect([status, /has active endpoints/.test(text)], text).to.deep.equal([403, true])
      const listed = await pool.get<Network[]>(`GET /containers/json?filters={"network":["${node}/busy"]}`)
      expect(listed.map((one) => one.Id)).to.deep.equal([Id])
    }
    expect(await names('?filters={"name":["a/busy"]}')).to.deep.equal(['a/busy'])
    expect(await names('?filters={"name":["a/busy","c/busy"]}')).to.deep.equal(['a/busy', 'c/busy'])
    expect(await pool.get('GET /containers/json?filters={"network":["b/busy"]}')).to.deep.equal([])
  })

  it('that take their settings from another are made beside it', async () => {
    await make('c/settings', { ConfigOnly: true })
    await make('b/same', { ConfigOnly: true })
    await make('c/same', { ConfigOnly: true })
    const from = (Network: string) => ({ ConfigFrom: { Network } })
    for (const [name, source, node] of [
      ['of-one', 'settings', 'c'],
      ['of-said', 'b/same', 'b'],
    ] as const) {
      const { status, text } = await make(name, from(source))
      expect(status, text).to.equal(201)
      expect((await inspect(name)).Node.Name).to.equal(node)
    }
  })

  it('are joined and left by containers of their node, by whatever name both are called', async () => {
    const { Id } = (await make('a/joined')).json<Network>()
    await make('c/joined')
    const web = await idOf('web')
    const ways = [
      ['joined', 'web'],
      ['a/joined', 'a/web'],
      [Id, web],
      [`a/${Id.slice(0, 12)}`, web.slice(0, 12)],
    ] as const
    for (const [network, Container] of ways) {
      const joined = await pool.call(`POST /networks/${network}/connect`, { body: { Container } })
      expect(joined.status, joined.text).to.equal(200)
      expect(Object.keys((await inspect(Id)).Containers ?? {})).to.deep.equal([web])
      expect((await pool.call(`POST /networks/${network}/disconnect`, { body: { Container } })).status).to.equal(200)
      expect(Object.keys((await inspect(Id)).Containers ?? {})).to.deep.equal([])
    }
    expect((await pool.call('POST /networks/bridge/disconnect', { body: { Container: 'web' } })).status).to.equal(200)
    expect((await pool.call('POST /networks/bridge/connect', { body: { Container: 'web' } })).status).to.equal(200)
  })

  const apart: readonly (readonly [network: string, container: string, status: number, sentence: RegExp])[] = [
    ['c/apart', 'web', 409, /container a\/web is on the node "a", and the network c\/apart on the node "c"/],
    ['apart', 'web', 409, /container a\/web is on the node "a", and the network apart on the node "b", "c"/],
    ['b/bridge', 'web', 409, /"a".*"b"/],
    ['nosuch', 'web', 404, /network nosuch not found/],
    ['a/nosuch', 'web', 404, /network a\/nosuch not found/],
    ['apart', 'nosuch', 404, /No such container: nosuch/],
    ['c/apart', '', 400, /invalid name or ID supplied/],
  ]
  for (const [network, Container, status, sentence] of apart) {
    for (const how of ['connect', 'disconnect']) {
      it(`refuse to ${how} ${Container === '' ? 'no container' : Container} and ${network}`, async () => {
        await make('b/apart')
        await make('c/apart')
        const answer = await pool.call(`POST /networks/${network}/${how}`, { body: { Container } })
        expect(answer.status, answer.text).to.equal(status)
        expect(answer.text.replaceAll('\\"', '"')).to.match(sentence)
      })
    }
  }

  it('decide the node of a container that names them, and are its own there', async () => {
    await make('c/home')
    await make('a/homes')
    await make('b/homes')
    const nodeOf = async (NetworkMode: string) => {
      const { Id } = await pool.get<Network>('POST /containers/create', {
        body: { ...create, HostConfig: { NetworkMode } },
      })
      const { Node, NetworkSettings } = await pool.get<{
        readonly Node: Network['Node']
        readonly NetworkSettings: { readonly Networks: object }
      }>(`GET /containers/${Id}/json`)
      return [Node.Name, ...Object.keys(NetworkSettings.Networks)]
    }
    expect(await nodeOf('home')).to.deep.equal(['c', 'home'])
    expect(await nodeOf('b/homes')).to.deep.equal(['b', 'homes'])
    expect((await nodeOf('bridge')).slice(1)).to.deep.equal(['bridge'])
  })

  it('of a node that is down are still its own: who asks for one hears that it is down', async () => {
    const far = await startDaemon({ backends: ['simulator far --seed 4'], standard: [simulator] })
    await using two = await startPool(['near=simulator close', `far=forward ${far.address}`], {}, patient)
    const { Id } = await two.get<Network>('POST /networks/create', { body: { Name: 'far/gone' } })
    expect((await two.get<Network>('GET /networks/gone')).Id).to.equal(Id)
    await far.close()
    for (const name of ['gone', Id, Id.slice(0, 12), 'far/gone']) {
      const { status, text } = await two.call(`GET /networks/${name}`)
      expect(status, `${name}: ${text}`).to.be.oneOf([502, 503])
    }
    const { status, text } = await two.call('POST /networks/create', { body: { Name: 'gone' } })
    expect([status, text.includes('far')], text).to.deep.equal([409, true])
  })
})

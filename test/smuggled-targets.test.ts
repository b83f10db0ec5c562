import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { engineMissing } from './support/engine.js'
import { describeNeeding } from './support/needs.js'
import { startFront, type Front } from './support/smuggling/front.js'
import { inner, upgrade } from './support/smuggling/inner.js'
import { closing, create, elsewhere, final, meant, unclean } from './support/smuggling/requests.js'
import { get, json, post } from './support/wire.js'

describeNeeding(engineMissing(), 'what is no request for a volume, to a real engine', function () {
  this.timeout(120_000)
  let front: Front

  before(async () => void (front = await startFront()))
  after(() => front?.close())
  afterEach('there is no volume', async () => expect(await front.volumes()).to.deep.equal([]))

  for (const [status, all] of Object.entries(final)) {
    for (const [name, bytes] of Object.entries(all)) {
      it(`${name} is ${status}, and nothing behind it is run (rows 44, 49, 50, 52, 64)`, async () => {
        const { statuses, text } = await front.closes(bytes + inner)
        expect(statuses).to.deep.equal([Number(status)])
        expect(text).to.match(/\r\nConnection: close\r\n/i)
      })
    }
  }

  for (const [name, bytes] of Object.entries(closing)) {
    it(`nothing behind ${name} is run, or answered`, async () => {
      expect((await front.closes(bytes + inner)).statuses).to.deep.equal([])
      const { statuses, text } = await front.closes(bytes)
      expect(statuses).to.have.lengthOf(1)
      expect(text).to.match(/\r\nConnection: close\r\n/)
    })
  }

  for (const path of unclean) {
    it(`the path ${path} is moved to where dockerd moves it (row 54)`, async () => {
      const placeIn = (text: string) => /^location: (?:http:\/\/d(?=\/))?(.*)\r$/im.exec(text)?.[1]
      const through = await front.goesOn(create(path))
      const direct = await front.goesOn(create(path), front.direct)
      expect(through.statuses).to.deep.equal([301])
      expect([through.statuses, placeIn(through.text)]).to.deep.equal([direct.statuses, placeIn(direct.text)])
    })
  }

  for (const [target, status] of Object.entries(elsewhere)) {
    it(`the target ${target} is ${status} (rows 55, 56, 57, 58)`, async () => {
      expect((await front.goesOn(create(target))).statuses).to.deep.equal([status])
    })
  }

  it('methods that dockerd has none of are refused, and the next on the connection is the next (row 52)', async () => {
    for (const [method, status] of Object.entries({ TRACE: 405, PATCH: 404, PROPFIND: 404, QUERY: 404 })) {
      const bytes = create('/volumes/create').replace('POST', method)
      expect([method, (await front.goesOn(bytes)).statuses]).to.deep.equal([method, [status]])
    }
  })

  it('nobody is called by a URL or a CONNECT (rows 52, 53)', async () => {
    let called = 0
    const server = createServer((socket) => {
      called++
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const place = `127.0.0.1:${(server.address() as AddressInfo).port}`
    expect((await front.goesOn(get(`http://${place}/version`))).statuses).to.deep.equal([200])
    expect((await front.goesOn(get('/version').replace('Host: d', `Host: ${place}`))).statuses).to.deep.equal([200])
    expect((await front.goesOn(create(`http://${place}/volumes/none`))).statuses).to.deep.equal([404])
    expect((await front.closes(get(place, [], 'CONNECT') + inner)).statuses).to.deep.equal([405])
    server.close()
    await once(server, 'close')
    expect(called).to.equal(0)
  })

  it('what makes a volume makes the one that it is to make, whatever upgrade is wished for (rows 53, 55, 63)', async () => {
    for (const [name, bytes] of Object.entries(meant)) {
      expect([name, (await front.goesOn(bytes)).statuses]).to.deep.equal([name, [201]])
      expect([name, await front.volumes()]).to.deep.equal([name, ['hidden']])
      expect((await call(front.target, 'DELETE /volumes/hidden')).status).to.equal(204)
    }
  })

  it('a container is made as without a wish for an upgrade (row 63)', async () => {
    const body = JSON.stringify({ Image: 'busybox', Labels: { whole: 'yes' } })
    const { statuses } = await front.goesOn(post('/containers/create?name=made', [json, ...upgrade], body))
    expect(statuses).to.deep.equal([201])
    const made = (await call(front.target, 'GET /containers/made/json')).json<{ Config: { Labels: unknown } }>()
    expect(made.Config.Labels).to.deep.equal({ whole: 'yes' })
    await call(front.target, 'DELETE /containers/made')
  })
})

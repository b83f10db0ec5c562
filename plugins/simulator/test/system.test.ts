import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { create, eventually, follow, sentence, startSimulator } from './support.js'

describe('the simulated engine itself', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startSimulator('web', 'db')))
  after(() => daemon.close())

  const negotiated = {
    'api-version': '1.56',
    'builder-version': '1',
    'cache-control': 'no-cache, no-store, must-revalidate',
    'docker-experimental': 'false',
    ostype: 'linux',
    pragma: 'no-cache',
    server: 'Docker/29.8.1 (linux)',
    swarm: 'inactive',
  }

  it('answers a ping with what clients negotiate by', async () => {
    const answer = await call(daemon, 'GET /_ping')
    expect([answer.status, answer.text]).to.deep.equal([200, 'OK'])
    expect(answer.headers).to.include({ ...negotiated, 'content-type': 'text/plain; charset=utf-8' })
  })

  it('answers HEAD of a ping with the same headers and no body', async () => {
    const answer = await call(daemon, 'HEAD /_ping')
    expect([answer.status, answer.text]).to.deep.equal([200, ''])
    expect(answer.headers).to.include(negotiated)
  })

  it('says its versions', async () => {
    const version = (await call(daemon, 'GET /version')).json<Record<string, unknown>>()
    expect(version).to.include({
      Version: '29.8.1',
      ApiVersion: '1.56',
      MinAPIVersion: '1.24',
      Os: 'linux',
      Arch: 'amd64',
    })
    expect(version['Platform']).to.deep.equal({ Name: 'libswarm simulator' })
  })

  it('counts its containers and listeners', async () => {
    await create(daemon, 'idle', {})
    const listening = await follow(daemon, 'GET /events')
    const info = (await call(daemon, 'GET /info')).json<Record<string, unknown>>()
    expect(info).to.include({
      Containers: 3,
      ContainersRunning: 2,
      ContainersPaused: 0,
      ContainersStopped: 1,
      NEventsListener: 1,
      ServerVersion: '29.8.1',
      OSType: 'linux',
    })
    listening.leave()
    await eventually(
      async () => (await call(daemon, 'GET /info')).json<{ NEventsListener: number }>().NEventsListener === 0,
    )
  })

  it('has the headers of an engine in every answer that is no error', async () => {
    const every = {
      'api-version': '1.56',
      'docker-experimental': 'false',
      ostype: 'linux',
      server: 'Docker/29.8.1 (linux)',
    }
    const lines = ['GET /info', 'GET /containers/json', 'POST /containers/web/start', 'GET /events?until=1']
    for (const line of lines) expect((await call(daemon, line)).headers, line).to.include(every)
    const { headers } = await call(daemon, 'GET /containers/json')
    expect(Object.keys(headers).filter((name) => !Object.hasOwn(every, name))).to.deep.equal([
      'content-type',
      'content-length',
      'date',
      'connection',
    ])
  })

  it('leaves what it does not simulate visibly undone', async () => {
    expect(sentence(await call(daemon, 'POST /build'))).to.deep.equal([
      501,
      'ImageBuild is not implemented by the backend "simulator"',
    ])
  })

  it('is no swarm manager', async () => {
    for (const line of ['GET /swarm', 'GET /services', 'GET /nodes/x', 'POST /secrets/create']) {
      const [status, told] = sentence(await call(daemon, line))
      expect([status, told.split('.')[0]], line).to.deep.equal([503, 'This node is not a swarm manager'])
    }
  })

  it('answers paths as an engine does', async () => {
    const moved = await call(daemon, 'GET /containers//json')
    expect([moved.status, moved.headers['location']]).to.deep.equal([301, '/containers/json'])
    for (const line of ['GET /', 'GET /none', 'POST /_ping', 'DELETE /info', 'GET /v1.41', 'GET /containers/json/']) {
      expect(sentence(await call(daemon, line)), line).to.deep.equal([404, 'page not found'])
    }
  })
})

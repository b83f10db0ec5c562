import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { create, eventually, follow, sentence, startSimulator } from './support.js'

describe('the simulated engine itself', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startSimulator('web', 'db')))
  after(() => daemon.close())

  const negotiated = {
    'api-version': '1.51',
    'builder-version': '1',
    'cache-control': 'no-cache, no-store, must-revalidate',
    'docker-experimental': 'false',
    ostype: 'linux',
    pragma: 'no-cache',
    server: 'Docker/28.3.3 (linux)',
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
      Version: '28.3.3',
      ApiVersion: '1.51',
      MinAPIVersion: '1.24',
      Os: 'linux',
      Arch: 'amd64',
    })
    expect(version['Platform']).to.deep.equal({ Name: 'libswarm simulator' })
  })

  it('counts its containers, images and listeners', async () => {
    await create(daemon, 'idle', { Image: 'redis' })
    const listening = await follow(daemon, 'GET /events')
    const info = (await call(daemon, 'GET /info')).json<Record<string, unknown>>()
    expect(info).to.include({
      Containers: 3,
      ContainersRunning: 2,
      ContainersPaused: 0,
      ContainersStopped: 1,
      Images: 2,
      NEventsListener: 1,
      ServerVersion: '28.3.3',
      OSType: 'linux',
    })
    listening.leave()
    await eventually(
      async () => (await call(daemon, 'GET /info')).json<{ NEventsListener: number }>().NEventsListener === 0,
    )
  })

  for (const version of ['1.24', '1.51', '1.041', '1.41.1', '01.50']) {
    it(`speaks API ${version}`, async () => {
      expect((await call(daemon, `GET /v${version}/info`)).status).to.equal(200)
    })
  }

  for (const version of ['1.52', '1.99', '2.0', '1.51.1']) {
    for (const path of ['_ping', 'info', 'containers/none/json']) {
      it(`refuses API ${version} of /${path} as too new`, async () => {
        expect(sentence(await call(daemon, `GET /v${version}/${path}`))).to.deep.equal([
          400,
          `client version ${version} is too new. Maximum supported API version is 1.51`,
        ])
      })
    }
  }

  for (const version of ['1.23', '1.0', '0.9', '1.3']) {
    it(`refuses API ${version} as too old`, async () => {
      const told = 'Minimum supported API version is 1.24, please upgrade your client to a newer version'
      const answer = await call(daemon, `GET /v${version}/containers/json`)
      expect(sentence(answer)).to.deep.equal([400, `client version ${version} is too old. ${told}`])
    })
  }

  it('leaves what it does not simulate visibly undone', async () => {
    expect(sentence(await call(daemon, 'GET /images/json'))).to.deep.equal([
      501,
      'ImageList is not implemented by the backend "simulator"',
    ])
  })
})

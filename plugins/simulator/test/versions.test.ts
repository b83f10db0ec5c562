import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { releaseOf } from '../dist/releases.js'
import { sentence, startWith } from './support.js'

const has = async (daemon: TestDaemon, version: string, ...fields: string[]): Promise<string[]> => {
  const info = (await call(daemon, `GET /v${version}/info`)).json<Record<string, unknown>>()
  return fields.filter((field) => Object.hasOwn(info, field))
}

describe('the API versions of a simulated engine', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startWith({})))
  after(() => daemon.close())

  for (const version of ['1.24', '1.41', '1.56', '1.041', '1.41.1', '01.50']) {
    it(`include ${version}`, async () => {
      expect((await call(daemon, `GET /v${version}/info`)).status).to.equal(200)
    })
  }

  for (const version of ['1.57', '1.99', '2.0', '1.56.1']) {
    for (const path of ['_ping', 'info', 'containers/none/json']) {
      it(`refuse ${version} of /${path} as too new`, async () => {
        expect(sentence(await call(daemon, `GET /v${version}/${path}`))).to.deep.equal([
          400,
          `client version ${version} is too new. Maximum supported API version is 1.56`,
        ])
      })
    }
  }

  for (const version of ['1.23', '1.0', '0.9', '1.3', '1.']) {
    it(`refuse ${version} as too old`, async () => {
      const told = 'Minimum supported API version is 1.24, please upgrade your client to a newer version'
      const answer = await call(daemon, `GET /v${version}/containers/json`)
      expect(sentence(answer)).to.deep.equal([400, `client version ${version} is too old. ${told}`])
    })
  }

  it('each have a release of Docker Engine', () => {
    const versions = Array.from({ length: 33 }, (_, index) => `1.${24 + index}`)
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+/.test(releaseOf(version) ?? ''))).to.deep.equal([])
    expect([releaseOf('1.23'), releaseOf('1.57'), releaseOf('')]).to.deep.equal([undefined, undefined, undefined])
  })

  const gone: readonly [string, string, string][] = [
    ['KernelMemory', '1.24', '1.41'],
    ['KernelMemoryTCP', '1.24', '1.41'],
    ['BridgeNfIptables', '1.24', '1.49'],
    ['CDISpecDirs', '1.44', '1.56'],
    ['Containerd', '1.46', '1.56'],
    ['FirewallBackend', '1.49', '1.56'],
    ['DiscoveredDevices', '1.50', '1.56'],
  ]
  for (const [field, first, last] of gone) {
    it(`have ${field} in info from ${first} to ${last}`, async () => {
      const minor = (version: string): number => Number(version.slice(2))
      const around = [minor(first) - 1, minor(first), minor(last), minor(last) + 1]
      const spoken = around.filter((number) => number >= 24 && number <= 56).map((number) => `1.${number}`)
      const present = await Promise.all(spoken.map((version) => has(daemon, version, field)))
      const expected = spoken.map((version) =>
        minor(version) >= minor(first) && minor(version) <= minor(last) ? 1 : 0,
      )
      expect(present.map((fields) => fields.length)).to.deep.equal(expected)
    })
  }

  it('are those of an option, for clients that ask for none, too', async () => {
    const old = await startWith({ api: '1.30-1.41' })
    try {
      const ping = await call(old, 'HEAD /_ping')
      expect(ping.headers).to.include({ 'api-version': '1.41', server: 'Docker/20.10.24 (linux)' })
      expect(ping.headers).not.to.have.any.keys('builder-version', 'swarm')
      const version = (await call(old, 'GET /version')).json<Record<string, unknown>>()
      expect(version).to.include({ Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.30' })
      const info = (await call(old, 'GET /info')).json<Record<string, unknown>>()
      expect(info).to.include({ ServerVersion: '20.10.24', KernelMemory: true })
      expect(sentence(await call(old, 'GET /v1.42/info'))).to.deep.equal([
        400,
        'client version 1.42 is too new. Maximum supported API version is 1.41',
      ])
      expect(sentence(await call(old, 'GET /v1.29/info'))[0]).to.equal(400)
    } finally {
      await old.close()
    }
  })
})

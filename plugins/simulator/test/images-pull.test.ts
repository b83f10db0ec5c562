import { createHash } from 'node:crypto'
import { expect } from 'chai'
import type { Job } from 'libswarm-core'
import { call, type TestDaemon } from 'libswarm-core/testing'
import type { MakeError } from '../dist/errors.js'
import { pullImage } from '../dist/images/pull.js'
import { standardSettings } from '../dist/settings.js'
import type { Clock } from '../dist/world.js'
import { imageEvents, inspectImage, linesOf, pull, type Message } from './images-support.js'
import { newState } from './state.js'
import { follow, sentence, startWith } from './support.js'

const statuses = (messages: readonly Message[]): string[] => messages.map(({ status = '' }) => status)

describe('pulling images', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startWith({ deny: ['secret*', '*/hidden', 'redis:9*'] })))
  after(() => daemon.close())

  it('tells of one layer what Docker does', async () => {
    const messages = await pull(daemon, 'busybox', '&tag=latest')
    const { RepoDigests } = await inspectImage(daemon, 'busybox')
    const layer = messages[1]!.id
    expect(layer).to.match(/^[0-9a-f]{12}$/)
    const bar = `[${'='.repeat(50)}>]`
    const end = { current: 1720000, total: 1720000 }
    expect(messages).to.deep.equal([
      { status: 'Pulling from library/busybox', id: 'latest' },
      { status: 'Pulling fs layer', progressDetail: {}, id: layer },
      { status: 'Downloading', progressDetail: end, progress: `${bar}   1.72MB/1.72MB`, id: layer },
      { status: 'Verifying Checksum', progressDetail: {}, id: layer },
      { status: 'Download complete', progressDetail: {}, id: layer },
      {
        status: 'Extracting',
        progressDetail: { current: 32768, total: 1720000 },
        progress: `[>${' '.repeat(50)}]  32.77kB/1.72MB`,
        id: layer,
      },
      { status: 'Extracting', progressDetail: end, progress: `${bar}   1.72MB/1.72MB`, id: layer },
      { status: 'Pull complete', progressDetail: {}, id: layer },
      { status: `Digest: ${RepoDigests[0]!.split('@')[1]!}` },
      { status: 'Status: Downloaded newer image for busybox:latest' },
    ])
  })

  it('tells of an image that is here that it is up to date', async () => {
    expect(statuses(await pull(daemon, 'docker.io/library/busybox:latest'))).to.deep.equal([
      'Pulling from library/busybox',
      `Digest: ${(await inspectImage(daemon, 'busybox')).RepoDigests[0]!.split('@')[1]!}`,
      'Status: Image is up to date for busybox:latest',
    ])
  })

  it('gives an image the id of its configuration, the same in every engine', async () => {
    const other = await startWith({ image: ['nginx:1.25'] })
    await pull(daemon, 'nginx:1.25')
    expect(await inspectImage(daemon, 'nginx:1.25')).to.deep.equal(await inspectImage(other, 'nginx:1.25'))
    await other.close()
    const { Config } = await inspectImage(daemon, 'nginx:1.25')
    expect(Config).to.deep.include({
      Cmd: ['nginx', '-g', 'daemon off;'],
      Entrypoint: ['/docker-entrypoint.sh'],
      ExposedPorts: { '80/tcp': {} },
      StopSignal: 'SIGQUIT',
    })
    expect(Config['Env']).to.include('NGINX_VERSION=1.25')
  })

  it('has layers wait for one another, and knows those that are here', async () => {
    await pull(daemon, 'debian:latest')
    const messages = await pull(daemon, 'postgres:16')
    const count = (status: string): number => statuses(messages).filter((text) => text === status).length
    expect(['Already exists', 'Pulling fs layer', 'Waiting', 'Pull complete'].map(count)).to.deep.equal([1, 13, 10, 13])
    expect(messages.filter(({ status }) => status === 'Pull complete').map(({ id }) => id)).to.deep.equal(
      messages.filter(({ status }) => status === 'Pulling fs layer').map(({ id }) => id),
    )
  })

  it('pulls by digest what it told of a tag', async () => {
    const { Id, RepoDigests } = await inspectImage(daemon, 'busybox')
    const name = RepoDigests[0]!
    await call(daemon, 'DELETE /images/busybox')
    const messages = await pull(daemon, name)
    expect(messages[0]).to.deep.equal({ status: 'Pulling from library/busybox', id: name })
    expect(messages.at(-1)).to.deep.equal({ status: `Status: Downloaded newer image for ${name}` })
    expect(await inspectImage(daemon, name))
      .to.include({ Id })
      .and.to.deep.include({ RepoTags: [], RepoDigests: [name] })
  })

  it('pulls by any digest', async () => {
    const digest = `sha256:${createHash('sha256').update('x').digest('hex')}`
    await call(daemon, `POST /images/create?fromImage=me/app&tag=${digest}`)
    expect((await inspectImage(daemon, `me/app@${digest}`)).RepoDigests).to.deep.equal([`me/app@${digest}`])
  })

  it('lists latest alone where all tags are asked for', async () => {
    const messages = await pull(daemon, 'me/all')
    expect(messages[0]).to.deep.equal({ status: 'Pulling from me/all', id: 'latest' })
    expect(messages.at(-1)).to.deep.equal({ status: 'Status: Downloaded newer image for me/all' })
    expect((await inspectImage(daemon, 'me/all')).RepoTags).to.deep.equal(['me/all:latest'])
  })

  it('pulls for another platform, and says so where there is none', async () => {
    await pull(daemon, 'me/arm:1', '&platform=linux/arm64')
    expect((await inspectImage(daemon, 'me/arm:1')).Architecture).to.equal('arm64')
    const message = 'no matching manifest for windows/amd64 in the manifest list entries'
    expect(await pull(daemon, 'me/win:1', '&platform=windows/amd64')).to.deep.equal([
      { status: 'Pulling from me/win', id: '1' },
      { errorDetail: { message }, error: message },
    ])
  })

  const denied = 'denied: requested access to the resource is denied'
  const refusals: readonly (readonly [string, number, string])[] = [
    [
      'fromImage=secret/a&tag=1',
      404,
      `pull access denied for secret/a, repository does not exist or may require 'docker login': ${denied}`,
    ],
    [
      'fromImage=quay.io/hidden',
      404,
      `pull access denied for quay.io/hidden, repository does not exist or may require 'docker login': ${denied}`,
    ],
    ['fromImage=redis&tag=9.1', 404, 'manifest for redis:9.1 not found: manifest unknown: manifest unknown'],
    ['fromImage=UPPER&tag=1', 400, 'invalid reference format: repository name must be lowercase'],
    ['fromImage=a%20b', 400, 'invalid reference format'],
    ['fromImage=a&tag=-', 400, 'invalid tag format'],
    ['fromImage=a&tag=sha256:12', 400, 'invalid tag format'],
    ['fromImage=scratch', 403, "'scratch' is a reserved name"],
    ['fromImage=a&platform=bogus', 400, '"bogus": unknown operating system or architecture: invalid argument'],
    ['fromImage=a&platform=a/b/c/d', 400, '"a/b/c/d": cannot parse platform specifier: invalid argument'],
    ['fromSrc=http://a/b.tar', 501, 'importing from an address is not simulated: send the archive, with fromSrc=-'],
  ]
  for (const [query, status, message] of refusals) {
    it(`refuses ${query}`, async () =>
      expect(sentence(await call(daemon, `POST /images/create?${query}`))).to.deep.equal([status, message]))
  }

  it('takes credentials that cannot be read', async () => {
    const answer = await call(daemon, 'POST /images/create?fromImage=me/auth&tag=1', {
      headers: { 'X-Registry-Auth': '!!!' },
    })
    expect(linesOf<Message>(answer).at(-1)?.status).to.match(/^Status: Downloaded/)
  })

  it('publishes one event a pull', async () => {
    expect((await imageEvents(daemon)).filter(([, id]) => id.startsWith('me/a'))).to.deep.equal([
      ['pull', `me/app@sha256:${createHash('sha256').update('x').digest('hex')}`, { name: 'me/app' }],
      ['pull', 'me/all', { name: 'me/all' }],
      ['pull', 'me/arm:1', { name: 'me/arm' }],
      ['pull', 'me/auth:1', { name: 'me/auth' }],
    ])
  })
})

describe('a pull that takes its time', () => {
  it('is there at its end only, and is safe beside another', async () => {
    const daemon = await startWith({ 'pull-speed': 20_000_000 })
    const here = async (name: string): Promise<number> => (await call(daemon, `GET /images/${name}/json`)).status
    const first = await follow<Message>(daemon, 'POST /images/create?fromImage=busybox&tag=latest')
    const second = await follow<Message>(daemon, 'POST /images/create?fromImage=busybox&tag=latest')
    await first.next()
    expect(await here('busybox')).to.equal(404)
    const [a, b] = await Promise.all([first.rest(), second.rest()])
    expect([a.at(-1)?.status, b.at(-1)?.status].sort()).to.deep.equal([
      'Status: Downloaded newer image for busybox:latest',
      'Status: Image is up to date for busybox:latest',
    ])
    expect(await here('busybox')).to.equal(200)
    await daemon.close()
  })

  for (const leaves of [false, true]) {
    it(leaves ? 'stops with its client, and nothing of it is here' : 'goes on for as long as its client stays', () => {
      const due: (() => void)[] = []
      let called = 0
      const clock: Clock = {
        now: () => ++called,
        at: (_, callback) => {
          due.push(callback)
          return () => void due.splice(due.indexOf(callback), 1)
        },
      }
      const error: MakeError = (kind, text) => Object.assign(new Error(text), { kind })
      const settings = { ...standardSettings, pullSpeed: 10_000_000 }
      const state = newState({ clock, error, settings })
      const client = new AbortController()
      const query = { fromImage: 'busybox', tag: 'latest' }
      void pullImage(state, { query, signal: client.signal } as unknown as Job<'ImageCreate'>)
      due.shift()!()
      if (leaves) client.abort()
      expect([due.length, state.images.all().length]).to.deep.equal([leaves ? 0 : 1, 0])
      while (due.length > 0) due.shift()!()
      expect(state.images.all().map(({ tags }) => tags)).to.deep.equal(leaves ? [] : [['busybox:latest']])
    })
  }
})

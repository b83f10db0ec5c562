import { expect } from 'chai'
import { call, type Answered, type TestDaemon } from 'libswarm-core/testing'
import { inspectImage, pull } from './images-support.js'
import { filter, sentence, startWith } from './support.js'

describe('registries', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startWith({ deny: ['secret', 'redis:9*', 'bitnami/*'] })))
  after(() => daemon.close())
  const ask = (line: string, body?: unknown): Promise<Answered> =>
    call(daemon, line, body === undefined ? {} : { body })

  it('tell the digest that a pull brings, and the platforms', async () => {
    const answer = (await ask('GET /distribution/busybox/json')).json<{
      Descriptor: { digest: string; size: number }
    }>()
    expect(answer).to.deep.equal({
      Descriptor: {
        mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json',
        digest: answer.Descriptor.digest,
        size: answer.Descriptor.size,
      },
      Platforms: [
        { architecture: 'amd64', os: 'linux' },
        { architecture: 'arm', os: 'linux', variant: 'v7' },
        { architecture: 'arm64', os: 'linux', variant: 'v8' },
      ],
    })
    await pull(daemon, 'busybox:latest')
    expect((await inspectImage(daemon, 'busybox')).RepoDigests).to.deep.equal([`busybox@${answer.Descriptor.digest}`])
  })

  for (const [name, status, message] of [
    ['secret', 403, 'denied: requested access to the resource is denied'],
    ['redis:9', 404, 'manifest unknown: manifest unknown'],
    ['UP', 400, 'invalid reference format: repository name must be lowercase'],
    ['0'.repeat(64), 400, 'no manifest found for full image ID'],
  ] as const) {
    it(`do not tell of ${name.slice(0, 12)}`, async () =>
      expect(sentence(await ask(`GET /distribution/${name}/json`))).to.deep.equal([status, message]))
  }

  interface Found {
    readonly name: string
    readonly star_count: number
    readonly is_official: boolean
  }
  const search = async (query: string): Promise<Found[]> => (await ask(`GET /images/search?${query}`)).json()

  it('are searched by term, the most liked first', async () => {
    const found = await search('term=redis')
    expect(found[0]).to.deep.equal({
      star_count: 13400,
      is_official: true,
      name: 'redis',
      is_automated: false,
      description: 'Redis is the world’s fastest data platform for caching.',
    })
    const stars = found.map(({ star_count }) => star_count)
    expect(stars).to.deep.equal([...stars].sort((a, b) => b - a))
    expect(found.filter(({ name }) => name.startsWith('bitnami/'))).to.deep.equal([])
    expect(await search('term=redis')).to.deep.equal(found)
    expect(await search('term=redis&limit=1')).to.deep.equal(found.slice(0, 1))
  })

  it('are searched with filters', async () => {
    expect((await search(`term=redis&${filter('is-official', 'true')}`)).map(({ name }) => name)).to.deep.equal([
      'redis',
    ])
    expect(
      (await search(`term=redis&${filter('is-official', 'false')}`)).some(({ is_official }) => is_official),
    ).to.equal(false)
    expect(await search(`term=redis&${filter('is-automated', 'true')}`)).to.deep.equal([])
    expect((await search(`term=redis&${filter('stars', '1000')}`)).map(({ name }) => name)).to.deep.equal(['redis'])
  })

  for (const [query, message] of [
    ['limit=0', 'Limit 0 is outside the range of [1, 100]'],
    ['limit=101', 'Limit 101 is outside the range of [1, 100]'],
    ['limit=-1', 'Limit -1 is outside the range of [1, 100]'],
    [filter('stars', 'x'), "invalid filter 'stars=x'"],
    [filter('is-official', 'x'), "invalid filter 'is-official=[x]'"],
    [filter('is-automated', 'maybe'), "invalid filter 'is-automated=[maybe]'"],
    [filter('foo', 'x'), "invalid filter 'foo'"],
  ] as const) {
    it(`are not searched with ${decodeURIComponent(query)}`, async () =>
      expect(sentence(await ask(`GET /images/search?term=x&${query}`))).to.deep.equal([400, message]))
  }

  it('take any name with any password', async () => {
    const credentials = { username: 'a', password: 'b' }
    for (const serveraddress of [undefined, 'https://index.docker.io/v1/', 'localhost:5000']) {
      const answer = await ask('POST /auth', { ...credentials, serveraddress })
      expect([answer.status, answer.json()]).to.deep.equal([200, { Status: 'Login Succeeded', IdentityToken: '' }])
    }
  })

  const incorrect = 'unauthorized: incorrect username or password'
  for (const [body, status, message] of [
    [{}, 401, `Get "https://registry-1.docker.io/v2/": ${incorrect}`],
    [{ username: 'a', password: '' }, 401, `Get "https://registry-1.docker.io/v2/": ${incorrect}`],
    [{ username: '', password: 'a', serveraddress: 'http://me:1/v1/' }, 401, `Get "https://me:1/v2/": ${incorrect}`],
    [{ username: 1 }, 400, 'json: cannot unmarshal number into Go struct field AuthConfig.username of type string'],
    [[], 400, 'json: cannot unmarshal array into Go value of type registry.AuthConfig'],
    [
      { username: 'a', password: 'b', serveraddress: 'a b' },
      400,
      'unable to parse server address: parse "https://a b": invalid character " " in host name',
    ],
  ] as const) {
    it(`refuse ${JSON.stringify(body)}`, async () =>
      expect(sentence(await ask('POST /auth', body))).to.deep.equal([status, message]))
  }
})

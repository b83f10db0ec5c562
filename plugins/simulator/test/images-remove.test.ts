import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { imageEvents, inspectImage, type InspectedImage } from './images-support.js'
import { create, filter, run, sentence, startWith } from './support.js'

/** The ids of the layers of an image each with those below it, the highest first. */
function chainOf({ RootFS }: InspectedImage): string[] {
  const chain: string[] = []
  for (const layer of RootFS.Layers) {
    const below = chain[0]
    chain.unshift(
      below === undefined ? layer : `sha256:${createHash('sha256').update(`${below} ${layer}`).digest('hex')}`,
    )
  }
  return chain
}

const deleted = (ids: readonly string[]): { Deleted: string }[] => ids.map((id) => ({ Deleted: id }))
const short = (id: string): string => id.replace('sha256:', '').slice(0, 12)

describe('removing images', () => {
  let daemon: TestDaemon
  let image: InspectedImage
  beforeEach(async () => {
    daemon = await startWith({ image: ['busybox', 'me/app:1'] })
    image = await inspectImage(daemon, 'busybox')
  })
  afterEach(() => daemon.close())

  const remove = async (name: string): Promise<unknown> => (await call(daemon, `DELETE /images/${name}`)).json()
  const refused = async (name: string): Promise<unknown> => sentence(await call(daemon, `DELETE /images/${name}`))
  const tag = (query: string): Promise<unknown> => call(daemon, `POST /images/busybox/tag?${query}`)

  it('untags the last name with its digest, and deletes the image and its layers from the top', async () => {
    const app = await inspectImage(daemon, 'me/app:1')
    expect(await remove('me/app:1')).to.deep.equal([
      { Untagged: 'me/app:1' },
      { Untagged: app.RepoDigests[0] },
      ...deleted([app.Id, ...chainOf(app)]),
    ])
    expect(await imageEvents(daemon)).to.deep.equal([
      ['untag', app.Id, { name: app.Id }],
      ['delete', app.Id, { name: app.Id }],
    ])
    expect(await refused('me/app:1')).to.deep.equal([404, 'No such image: me/app:1'])
  })

  it('untags one of several names', async () => {
    await tag('repo=zz')
    expect(await remove('zz')).to.deep.equal([{ Untagged: 'zz:latest' }])
    await tag('repo=busybox&tag=2')
    expect(await remove('busybox:2')).to.deep.equal([{ Untagged: 'busybox:2' }])
    expect(await inspectImage(daemon, 'busybox')).to.deep.include({ RepoDigests: image.RepoDigests })
  })

  it('untags a digest, and the digest with the last tag of its repository', async () => {
    await tag('repo=a/b')
    expect(await remove('busybox')).to.deep.equal([{ Untagged: 'busybox:latest' }, { Untagged: image.RepoDigests[0] }])
    expect(await remove('a/b')).to.deep.equal([{ Untagged: 'a/b:latest' }, ...deleted([image.Id, ...chainOf(image)])])
  })

  it('keeps the image for its tag when the digest goes', async () => {
    expect(await remove(image.RepoDigests[0]!)).to.deep.equal([{ Untagged: image.RepoDigests[0] }])
    expect(await inspectImage(daemon, 'busybox')).to.deep.include({ RepoTags: ['busybox:latest'], RepoDigests: [] })
  })

  it('deletes by id with all names, when they are of one repository or it is forced to', async () => {
    expect(await remove(short(image.Id))).to.deep.equal([
      { Untagged: 'busybox:latest' },
      { Untagged: image.RepoDigests[0] },
      ...deleted([image.Id, ...chainOf(image)]),
    ])
    expect((await imageEvents(daemon)).map(([action]) => action)).to.deep.equal(['untag', 'untag', 'delete'])
  })

  it('refuses an id with names in several repositories, unless forced', async () => {
    await tag('repo=a/b')
    const id = short(image.Id)
    const why = `conflict: unable to delete ${id} (must be forced) - image is referenced in multiple repositories`
    expect(await refused(id)).to.deep.equal([409, why])
    expect(await remove(`${id}?force=1`)).to.deep.equal([
      { Untagged: 'a/b:latest' },
      { Untagged: 'busybox:latest' },
      { Untagged: image.RepoDigests[0] },
      ...deleted([image.Id, ...chainOf(image)]),
    ])
  })

  it('refuses what a container that does not run is made of, unless forced', async () => {
    const container = short(await create(daemon, 'one'))
    const id = short(image.Id)
    expect(await refused('busybox')).to.deep.equal([
      409,
      `conflict: unable to remove repository reference "busybox" (must force) - container ${container} is using its referenced image ${id}`,
    ])
    expect(await refused(id)).to.deep.equal([
      409,
      `conflict: unable to delete ${id} (must be forced) - image is being used by stopped container ${container}`,
    ])
    // The container keeps the layers.
    expect(await remove(`${id}?force=1`)).to.deep.equal([
      { Untagged: 'busybox:latest' },
      { Untagged: image.RepoDigests[0] },
      { Deleted: image.Id },
    ])
  })

  it('deletes by name what a container that does not run is made of, when forced', async () => {
    await create(daemon, 'one')
    expect(await remove('busybox?force=1')).to.deep.equal([
      { Untagged: 'busybox:latest' },
      { Untagged: image.RepoDigests[0] },
      { Deleted: image.Id },
    ])
  })

  it('refuses what a running container is made of, even if forced; its last name may go', async () => {
    const container = short(await run(daemon, 'one'))
    const id = short(image.Id)
    const why = `conflict: unable to delete ${id} (cannot be forced) - image is being used by running container ${container}`
    expect([await refused(id), await refused(`${id}?force=1`)]).to.deep.equal([
      [409, why],
      [409, why],
    ])
    expect(await remove('busybox?force=1')).to.deep.equal([
      { Untagged: 'busybox:latest' },
      { Untagged: image.RepoDigests[0] },
    ])
    expect((await inspectImage(daemon, id)).RepoTags).to.deep.equal([])
    interface Listed {
      readonly RepoTags: string[]
      readonly RepoDigests: string[]
    }
    const [nameless] = (await call(daemon, `GET /v1.42/images/json?${filter('dangling', 'true')}`)).json<Listed[]>()
    expect([nameless!.RepoTags, nameless!.RepoDigests]).to.deep.equal([['<none>:<none>'], ['<none>@<none>']])
  })

  it('keeps layers that another image is made of', async () => {
    const other = await startWith({ image: ['debian', 'redis', 'httpd'] })
    const redis = await inspectImage(other, 'redis')
    expect((await call(other, 'DELETE /images/redis')).json()).to.deep.equal([
      { Untagged: 'redis:latest' },
      { Untagged: redis.RepoDigests[0] },
      ...deleted([redis.Id, ...chainOf(redis).slice(0, -1)]),
    ])
    await other.close()
  })

  describe('pruning', () => {
    const prune = async (query = ''): Promise<{ ImagesDeleted: unknown; SpaceReclaimed: number }> =>
      (await call(daemon, `POST /images/prune?${query}`)).json()

    it('removes those without a tag', async () => {
      await call(daemon, 'POST /images/me/app:1/tag?repo=busybox')
      expect(await prune()).to.deep.equal({
        ImagesDeleted: [{ Untagged: image.RepoDigests[0] }, ...deleted([image.Id, ...chainOf(image)])],
        SpaceReclaimed: image.Size,
      })
      expect(await prune()).to.deep.equal({ ImagesDeleted: null, SpaceReclaimed: 0 })
      expect((await imageEvents(daemon)).filter(([action]) => action === 'prune')).to.deep.equal([
        ['prune', '', { reclaimed: String(image.Size) }],
        ['prune', '', { reclaimed: '0' }],
      ])
    })

    it('with dangling=false removes what no container uses, and of what one uses all names but the last', async () => {
      const app = await inspectImage(daemon, 'me/app:1')
      await tag('repo=a/b')
      await create(daemon, 'one')
      expect(await prune(filter('dangling', 'false'))).to.deep.equal({
        ImagesDeleted: [
          { Untagged: 'a/b:latest' },
          { Untagged: 'me/app:1' },
          { Untagged: app.RepoDigests[0] },
          ...deleted([app.Id, ...chainOf(app)]),
        ],
        SpaceReclaimed: app.Size,
      })
      expect((await inspectImage(daemon, 'busybox')).RepoTags).to.deep.equal(['busybox:latest'])
    })

    it('removes only what is old enough and has the labels', async () => {
      const all = 'dangling%22:[%22false%22]'
      const with_ = (more: string): string => `filters=%7B%22${all},${encodeURIComponent(more)}%7D`
      expect((await prune(with_('"until":["1"]'))).ImagesDeleted).to.equal(null)
      expect((await prune(with_('"label":["a"]'))).ImagesDeleted).to.equal(null)
      expect((await prune(with_('"label!":["a"],"until":["24h"]'))).SpaceReclaimed).to.be.greaterThan(0)
    })

    for (const [query, message] of [
      [filter('dangling', 'x'), "invalid filter 'dangling=[x]'"],
      [filter('foo', 'x'), "invalid filter 'foo'"],
      [filter('until', 'x'), 'failed to parse value as time or duration: "x"'],
      [filter('until', '1h', '2h'), 'more than one until filter specified'],
    ] as const) {
      it(`refuses ${decodeURIComponent(query)}`, async () =>
        expect(sentence(await call(daemon, `POST /images/prune?${query}`))).to.deep.equal([400, message]))
    }
  })
})

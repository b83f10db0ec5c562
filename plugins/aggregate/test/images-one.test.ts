import { expect } from 'chai'
import type { EngineHandle } from 'libswarm-core'
import { startEngines, type ImagePool } from './support/image-pool.js'

describe('aggregate: what is asked of one image', () => {
  let pool: ImagePool
  /** Answers with its name, and what it was asked for. */
  const telling = (engine: EngineHandle, name: string) => {
    engine.register('ImageGet', ({ path }) => Buffer.from(`${name} saves ${path.name}`))
    engine.register('ImageGetAll', ({ query }) => Buffer.from(`${name} saves ${query.names?.join()}`))
    engine.register('ImagePush', ({ path, query, headers }) => {
      const auth = headers.find(([field]) => field.toLowerCase() === 'x-registry-auth')?.[1]
      return { status: 200, body: `${name} pushes ${path.name} ${query.tag ?? 'all'} ${auth}` }
    })
  }

  before(async () => {
    pool = await startEngines({
      a: { words: '--image redis', install: telling },
      b: { words: '--image redis --image nginx', install: telling },
      c: { words: '--image app', install: telling },
    })
    await pool.call('POST /images/app/tag?repo=registry:5000/app&tag=1')
  })
  after(() => pool[Symbol.asyncDispose]())

  it('is told by a node that has it, by name, digest, id and its beginning, and node/name', async () => {
    const { Id, RepoDigests } = await pool.get<{ readonly Id: string; readonly RepoDigests: readonly string[] }>(
      'GET /images/nginx/json',
    )
    const names = ['nginx:latest', 'docker.io/library/nginx', RepoDigests[0]!, Id, Id.slice(7, 19), 'b/nginx']
    for (const name of names) {
      expect((await pool.get<{ readonly Id: string }>(`GET /images/${name}/json`)).Id, name).to.equal(Id)
      expect(await pool.get(`GET /images/${name}/history`), name)
        .to.be.an('array')
        .with.length.above(1)
    }
    expect((await pool.call('GET /images/a/nginx/json')).status).to.equal(404)
  })

  const lines: readonly (readonly [line: string, status: number, answer: string])[] = [
    ['GET /images/redis/get', 200, 'a saves redis'],
    ['GET /images/b/redis/get', 200, 'b saves redis'],
    ['GET /images/get?names=redis&names=nginx', 200, 'b saves redis,nginx'],
    ['GET /images/get?names=b/redis', 200, 'b saves redis'],
    [
      'GET /images/get?names=redis&names=app',
      404,
      'no node has all of these images: a has no app; b has no app; c has no redis',
    ],
    ['GET /images/get?names=nosuch&names=app', 404, 'No such image: nosuch:latest'],
    ['GET /images/get', 400, 'the query names no image: write names=busybox'],
    ['POST /images/registry:5000/app/push?tag=1', 200, 'c pushes registry:5000/app 1 secret'],
    ['POST /images/registry:5000/app/push', 200, 'c pushes registry:5000/app all secret'],
    ['POST /images/b/redis/push?tag=latest', 200, 'b pushes redis latest secret'],
    ['POST /images/registry:5000/app/push?tag=2', 404, 'No such image: registry:5000/app:2'],
    ['POST /images/nosuch/push', 404, 'No such image: nosuch:latest'],
  ]
  for (const [line, status, answer] of lines) {
    it(`${line}: ${status} ${answer}`, async () => {
      const answered = await pool.call(line, { headers: { 'X-Registry-Auth': 'secret' } })
      const text = answered.status >= 400 ? answered.json<{ readonly message: string }>().message : answered.text
      expect([answered.status, text]).to.deep.equal([status, answer])
    })
  }

  it('is searched for, and a registry asked, by any node', async () => {
    expect((await pool.call('GET /images/search?term=redis')).status).to.equal(200)
    expect((await pool.call('GET /distribution/redis/json')).status).to.equal(200)
    expect((await pool.call('POST /auth', { body: { username: 'x', password: 'y' } })).status).to.be.oneOf([200, 401])
  })
})

import { expect } from 'chai'
import type { EngineHandle } from 'libswarm-core'
import { bringBack, startEngines, takeDown, shown, type ImagePool, type Listed } from './support/image-pool.js'
import { startPool } from './support/running-pool.js'

interface Gone {
  readonly Untagged?: string
  readonly Deleted?: string
}

describe('aggregate: images on all nodes that have them', () => {
  let pool: ImagePool
  const list = async () => shown(await pool.get<Listed[]>('GET /images/json'))

  beforeEach(async () => {
    pool = await startEngines({
      a: { words: '--image redis --image only' },
      b: { words: '--image redis' },
      c: {},
    })
  })
  afterEach(() => pool[Symbol.asyncDispose]())

  it('tags on each of them, and on one alone by node/name', async () => {
    expect((await pool.call('POST /images/redis/tag?repo=mine&tag=1')).status).to.equal(201)
    expect((await pool.call('POST /images/b/redis/tag?repo=here')).status).to.equal(201)
    expect(await list()).to.have.members(['here:latest,mine:1,redis:latest @ a,b', 'only:latest @ a'])
    expect(shown(await pool.get<Listed[]>('GET /images/json?filters={"node":["a"]}'))).to.include(
      'mine:1,redis:latest @ a',
    )
  })

  it('takes node/name for a name where there is an image that is called so', async () => {
    await pool.call('POST /images/only/tag?repo=b/redis')
    const { Id } = await pool.get<Listed>('GET /images/b/redis/json')
    expect(Id).to.equal((await pool.get<Listed>('GET /images/only/json')).Id)
  })

  it('removes from each of them, and tells once what has gone', async () => {
    const gone = await pool.get<Gone[]>('DELETE /images/redis')
    const kinds = gone.map(({ Untagged }) => (Untagged === undefined ? 'Deleted' : 'Untagged'))
    expect(gone[0]).to.deep.equal({ Untagged: 'redis:latest' })
    expect(new Set(gone.map((one) => JSON.stringify(one))).size).to.equal(gone.length)
    expect(kinds.lastIndexOf('Untagged')).to.be.below(kinds.indexOf('Deleted'))
    expect(await list()).to.deep.equal(['only:latest @ a'])
    expect((await pool.call('DELETE /images/redis')).status).to.equal(404)
  })

  it('removes from one alone by node/name', async () => {
    await pool.get('DELETE /images/a/redis')
    expect(await list()).to.have.members(['redis:latest @ b', 'only:latest @ a'])
  })

  it('removes where it can, and says in a Warning where it could not and why', async () => {
    await use('a')
    const answer = await pool.call('DELETE /images/redis')
    expect(answer.status).to.equal(200)
    expect(answer.json<Gone[]>()).to.deep.include({ Untagged: 'redis:latest' })
    expect(answer.headers['warning']).to.match(/^199 swarmd "a: conflict: unable to remove repository reference/)
    expect(await list()).to.have.members(['redis:latest @ a', 'only:latest @ a'])
  })

  it('says 409 and what each node says where none could', async () => {
    await use('a')
    await use('b')
    const { status, text } = await pool.call('DELETE /images/redis')
    expect(status).to.equal(409)
    expect(text).to.match(/a: conflict: .*; b: conflict: /)
    expect(await list()).to.have.members(['redis:latest @ a,b', 'only:latest @ a'])
  })

  it('says 404 in words of dockerd for what no node has, and 400 for what can be no name', async () => {
    for (const line of ['GET /images/nosuch/json', 'DELETE /images/nosuch', 'POST /images/nosuch/tag?repo=x']) {
      const { status, text } = await pool.call(line)
      expect([status, text.trim()], line).to.deep.equal([404, '{"message":"No such image: nosuch:latest"}'])
    }
    expect((await pool.call('DELETE /images/UPPER')).status).to.equal(400)
  })

  it('never takes the beginning of an id for one of two images', async () => {
    const { Id } = await pool.get<Listed>('GET /images/redis/json')
    const digit = Id.slice('sha256:'.length)[0]!
    const headers = { 'X-Swarmd-Constraint': 'node==c' }
    for (let count = 0; count < 200; count++) {
      await pool.call(`POST /images/create?fromImage=other${count}&tag=latest`, { headers })
      if (isAlike((await pool.get<Listed>(`GET /images/other${count}/json`)).Id)) break
    }
    const { status, text } = await pool.call(`DELETE /images/${digit}?force=1`)
    expect(status).to.equal(409)
    expect(text).to.include(`means 2 images: a/${Id.slice(7, 19)}, c/`)
    expect((await pool.call(`DELETE /images/${Id.slice(7, 27)}?force=1`)).status).to.equal(200)

    function isAlike(id: string): boolean {
      return id.slice('sha256:'.length).startsWith(digit)
    }
  })

  it('prunes all nodes, and adds up what they have freed', async () => {
    const answer = await pool.get<{ ImagesDeleted: Gone[]; SpaceReclaimed: number }>(
      'POST /images/prune?filters={"dangling":["false"]}',
    )
    expect(answer.ImagesDeleted)
      .to.deep.include({ Untagged: 'redis:latest' })
      .and.deep.include({ Untagged: 'only:latest' })
    expect(answer.SpaceReclaimed).to.be.above(0)
    expect(await list()).to.deep.equal([])
  })

  it('names the node that is down: a Warning where others do it', async () => {
    await takeDown(pool, 'b')
    const answer = await pool.call('DELETE /images/redis')
    expect(answer.status).to.equal(200)
    expect(answer.headers['warning']).to.include('nothing was done on the node b: ')
    await bringBack(pool, 'b')
    expect(await list()).to.include('redis:latest @ b')
  })

  /** Has a container on a node use the image. */
  async function use(node: string): Promise<void> {
    const body = { Image: 'redis', Env: [`constraint:node==${node}`] }
    expect((await pool.call(`POST /containers/create?name=on-${node}`, { body })).status).to.equal(201)
  }
})

describe('aggregate: images of engines in this process', () => {
  it('are tagged and removed, refused and missing as those behind forward', async () => {
    await using pool = await startPool(['a=simulator --image redis', 'b=simulator --image redis'])
    expect((await pool.call('POST /images/redis/tag?repo=mine&tag=1')).status).to.equal(201)
    await pool.call('POST /containers/create', { body: { Image: 'mine:1', Env: ['constraint:node==a'] } })
    const { status, headers, text } = await pool.call('DELETE /images/redis')
    expect([status, headers['warning']], text).to.deep.equal([200, undefined])
    const kept = await pool.call('DELETE /images/mine:1')
    expect([kept.status, /^199 swarmd "a: conflict: /.test(kept.headers['warning']!)]).to.deep.equal([200, true])
    const refused = await pool.call('DELETE /images/mine:1')
    expect([refused.status, /^\{"message":"conflict: /.test(refused.text)], refused.text).to.deep.equal([409, true])
    for (const line of ['GET /images/redis/json', 'DELETE /images/redis', 'POST /images/redis/tag?repo=x']) {
      const missing = await pool.call(line)
      expect([missing.status, missing.text.trim()]).to.deep.equal([404, '{"message":"No such image: redis:latest"}'])
    }
  })
})

describe('aggregate: an engine that does not answer to a change', () => {
  it('is told of in a Warning, and the others have made it', async () => {
    const silent = (engine: EngineHandle) => engine.register('ImageTag', () => new Promise(() => undefined))
    const parts = { a: { words: '--image redis' }, b: { words: '--image redis', install: silent } }
    await using pool = await startEngines(parts, {}, { changeLimit: 2000 })
    const { status, headers } = await pool.call('POST /images/redis/tag?repo=mine&tag=1')
    expect([status, headers['warning']]).to.deep.equal([201, '199 swarmd "b: no answer within 2 s"'])
    expect(shown(await pool.get<Listed[]>('GET /images/json'))).to.include('mine:1,redis:latest @ a,b')
  })
})

describe('aggregate: images in a strict pool', () => {
  it('changes nothing while a node is down', async () => {
    await using pool = await startEngines({ a: { words: '--image redis' }, b: {} }, { strict: true })
    await takeDown(pool, 'b')
    for (const line of [
      'DELETE /images/redis',
      'POST /images/redis/tag?repo=x',
      'POST /images/prune?filters={"dangling":["false"]}',
      'POST /images/create?fromImage=nginx&tag=latest',
    ]) {
      const { status, text } = await pool.call(line)
      expect([status, /"b/.test(text.replaceAll('\\', ''))], `${line}: ${text}`).to.deep.equal([503, true])
    }
    await bringBack(pool, 'b')
    expect(shown(await pool.get<Listed[]>('GET /images/json'))).to.deep.equal(['redis:latest @ a'])
  })
})

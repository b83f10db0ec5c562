import { Readable } from 'node:stream'
import { expect } from 'chai'
import { compose, createLogger, type AnyJob, type EngineHandle, type Install, type Runner } from 'libswarm-core'
import { Abort } from '../dist/engine/abort.js'
import { toJob, withDeadline } from '../dist/engine/job.js'
import { backend } from './support.js'

const rejection = async (work: Promise<unknown>): Promise<Error> => {
  try {
    await work
  } catch (thrown) {
    return thrown as Error
  }
  throw new Error('nothing was thrown')
}

describe('engines', () => {
  it('run a handler by the operation or by the job name of 2014', async () => {
    const chain = await compose([backend('a', (engine) => engine.register('containers', () => [{ Id: 'x' }]))])
    const reply = await chain.run({ operation: 'ContainerList' })
    expect(reply.status).to.equal(200)
    expect(await reply.json()).to.deep.equal([{ Id: 'x' }])
  })

  it('hand what they do not answer to the next, and say who answers what', async () => {
    const chain = await compose([
      backend('a', (engine) => engine.register('ContainerList', () => [])),
      backend('b', (engine) =>
        engine.catchAll((job) =>
          engine.next!.run(job.operation === 'ImageList' ? job.with({ query: { all: true } }) : job),
        ),
      ),
      backend('c', (engine) => {
        engine.register('ContainerList', () => [{ Id: 'never' }])
        engine.register('ImageList', (job) => [{ ...image, Id: String(job.query.all) }])
      }),
    ])
    expect(await (await chain.run({ operation: 'ContainerList' })).json()).to.deep.equal([])
    expect((await (await chain.run({ operation: 'ImageList' })).json())[0]).to.include({ Id: 'true' })
    expect(chain.answerers('ContainerList')).to.deep.equal([{ backend: 'a', catchAll: false }])
    expect(chain.answerers('ImageList')).to.deep.equal([
      { backend: 'b', catchAll: true },
      { backend: 'c', catchAll: false },
    ])
    const error = await rejection(chain.run({ operation: 'ImagePush', path: { name: 'x' } }))
    expect(error).to.include({ kind: 'NotImplemented', message: 'ImagePush is not implemented by the backend "c"' })
  })

  it('refuse a second handler, an operation that is none, and registering after install', async () => {
    const twice = backend('a', (engine) => {
      engine.register('ContainerList', () => [])
      engine.register('containers', () => [])
    })
    expect((await rejection(compose([twice]))).message).to.equal('the backend "a": ContainerList is registered twice')
    const misspelt = backend('a', (engine) => engine.register('ContainerLst' as 'ContainerList', () => []))
    expect((await rejection(compose([misspelt]))).message).to.equal(
      'the backend "a": "ContainerLst" is no operation, did you mean "ContainerList"?',
    )
    let kept: EngineHandle | undefined
    await compose([backend('a', (engine) => void (kept = engine))])
    expect(() => kept!.register('ContainerList', () => [])).to.throw('a called register after its install had settled')
    expect(() => Object.assign(kept!, { name: 'b' })).to.throw(TypeError)
  })

  const wrong: readonly [string, unknown, string][] = [
    ['SystemInfo', undefined, 'returned undefined where a JSON value was expected'],
    ['ContainerPause', { a: 1 }, 'returned object where nothing was expected'],
    ['SystemEvents', [], 'returned an array where an async iterable of objects was expected'],
    ['ContainerExport', 'text', 'returned string where a Readable was expected'],
    ['ContainerAttach', Readable.from([]), 'returned object where a Duplex was expected'],
  ]
  for (const [operation, result, sentence] of wrong) {
    it(`say what was wrong with a result: ${sentence}`, async () => {
      const logged: string[] = []
      const log = createLogger('error', (line) => logged.push(line))
      const install: Install = (engine) => engine.register(operation as 'SystemInfo', () => result as object)
      const chain = await compose([{ name: 'a', install }], { log })
      const error = await rejection(chain.run({ operation: operation as 'SystemInfo' }))
      expect(error).to.include({ kind: 'Internal', message: `a failed in ${operation}: ${sentence}` })
      expect(logged[0]).to.include(`[a] a failed in ${operation}: TypeError: ${sentence}\n    at `)
    })
  }

  it('take a status, a stream, bytes or an iterable for an answer', async () => {
    const chain = await compose([
      backend('a', (engine) => {
        engine.register('ContainerStart', () => ({ status: 304 }))
        engine.register('SystemEvents', async function* () {
          yield { Action: 'start' }
          yield { Action: 'die' }
        })
        engine.register('ContainerExport', () => Readable.from([Buffer.from('tar')]))
        engine.register('SystemVersion', () => Buffer.from('{"Version":"1"}'))
      }),
    ])
    expect((await chain.run({ operation: 'ContainerStart', path: { id: 'x' } })).status).to.equal(304)
    const events: unknown[] = []
    for await (const event of (await chain.run({ operation: 'SystemEvents' })).messages()) events.push(event)
    expect(events).to.deep.equal([{ Action: 'start' }, { Action: 'die' }])
    const tar = await (await chain.run({ operation: 'ContainerExport', path: { id: 'x' } })).bytes()
    expect(Buffer.from(tar).toString()).to.equal('tar')
    expect((await (await chain.run({ operation: 'SystemVersion' })).json()).Version).to.equal('1')
  })

  it('end in the reverse order, once, whatever a closer does', async () => {
    const closed: string[] = []
    const closing = (name: string) =>
      backend(name, (engine) => {
        engine.onClose(() => void closed.push(`${name}1`))
        engine.onClose(() => Promise.reject(new Error('a bad closer')))
        engine.onClose(() => void closed.push(`${name}2`))
      })
    const chain = await compose([closing('a'), closing('b')])
    await Promise.all([chain.close(), chain.close()])
    expect(closed).to.deep.equal(['b2', 'b1', 'a2', 'a1'])
  })

  it('close those that were installed when one fails', async () => {
    const closed: string[] = []
    const good = backend('good', (engine) => engine.onClose(() => void closed.push('good')))
    const bad = backend('bad', () => {
      throw new Error('no luck')
    })
    expect((await rejection(compose([bad, good]))).message).to.equal('cannot install the backend "bad": no luck')
    expect(closed).to.deep.equal(['good'])
  })

  it('close what is registered after their end at once', async () => {
    let kept: EngineHandle | undefined
    const closed: string[] = []
    const chain = await compose([backend('a', (engine) => void (kept = engine))])
    await chain.close()
    kept!.onClose(() => void closed.push('late'))
    await kept!.spawn(backend('child', (engine) => engine.onClose(() => void closed.push('child'))))
    expect(closed).to.deep.equal(['late', 'child'])
  })

  it('say so when there is no such operation', async () => {
    const chain = await compose([backend('a', () => undefined)])
    for (const operation of ['Nope', '__proto__', 'constructor']) {
      const error = await rejection(chain.run({ operation: operation as 'SystemInfo' }))
      expect(error).to.include({ kind: 'NotImplemented', message: `there is no operation "${operation}"` })
    }
  })

  it('hold children, which end with their parent', async () => {
    const closed: string[] = []
    let child: Runner | undefined
    const parent: Install = async (engine) => {
      child = await engine.spawn(
        backend('child', (own) => {
          own.register('ContainerList', () => [{ Id: own.name }])
          own.onClose(() => void closed.push('child'))
        }),
      )
      engine.catchAll((job) => child!.run(job))
      engine.onClose(() => void closed.push('parent'))
    }
    const chain = await compose([{ name: 'parent', install: parent }])
    expect(await (await chain.run({ operation: 'ContainerList' })).json()).to.deep.equal([{ Id: 'child' }])
    await chain.close()
    expect(closed).to.deep.equal(['parent', 'child'])
  })
})

describe('jobs', () => {
  const seen = async (run: (runner: Runner) => Promise<unknown>): Promise<AnyJob> => {
    let found: AnyJob | undefined
    const chain = await compose([
      backend('a', (engine) =>
        engine.catchAll((job) => {
          found = job
          return { status: 200 }
        }),
      ),
    ])
    await run(chain)
    return found!
  }

  it('are complete from the name of an operation alone', async () => {
    const job = await seen((runner) => runner.run({ operation: 'SystemInfo' }))
    expect(job).to.deep.include({ operation: 'SystemInfo', path: {}, search: '', headers: [], raw: undefined })
    expect(job.signal.aborted).to.equal(false)
    expect(job.body).to.equal(undefined)
  })

  it('write their query as Docker reads it', async () => {
    const filters = { label: ['a=b', 'c'] }
    const job = await seen((runner) =>
      runner.run({ operation: 'ContainerList', query: { all: true, limit: 3, filters } }),
    )
    expect(job.search).to.equal('all=true&limit=3&filters=%7B%22label%22%3A%5B%22a%3Db%22%2C%22c%22%5D%7D')
    expect({ ...job.query }).to.deep.equal({ all: true, limit: 3, filters })
    const lists = await seen((runner) => runner.run({ operation: 'ImageGetAll', query: { names: ['a', 'b'] } }))
    expect(lists.search).to.equal('names=a&names=b')
  })

  it('refuse a query parameter that the operation has not', async () => {
    const query = { al: true } as { all?: boolean }
    const error = await rejection(seen((runner) => runner.run({ operation: 'ContainerList', query })))
    expect(error.message).to.equal('ContainerList has no query parameter "al"')
  })

  it('read booleans as dockerd does, the first of several', async () => {
    const all = async (search: string) => {
      const job = await seen((runner) => runner.run({ operation: 'ContainerList', search }))
      return job.operation === 'ContainerList' && job.query.all
    }
    for (const search of ['all=1', 'all=true', 'all=yes', 'all=1&all=0'])
      expect(await all(search), search).to.equal(true)
    for (const search of ['all=0', 'all=', 'all=False', 'all=none', 'all=0&all=1']) {
      expect(await all(search), search).to.equal(false)
    }
    expect(await all('')).to.equal(undefined)
  })

  it('refuse a query that Go would not read, when it is looked at', async () => {
    const broken = {
      'a=1;b=2': 'semicolon separator in query',
      'all=%ZZ': 'URL escape "%ZZ"',
      'x=a%2': 'URL escape "%2"',
    }
    for (const [search, what] of Object.entries(broken)) {
      const job = await seen((runner) => runner.run({ operation: 'ContainerList', search }))
      expect(job.search).to.equal(search)
      expect(() => job.query, search).to.throw(`invalid ${what}`)
    }
    const job = await seen((runner) => runner.run({ operation: 'ContainerList', search: 'limit=1&x=%e4%3b' }))
    expect(job.query).to.include({ limit: 1 })
  })

  it('keep a body of big numbers and odd keys as it came, and pollute nothing', async () => {
    const raw = Buffer.from('{"__proto__":{"admin":true},"Memory":9007199254740993}')
    const job = await seen((runner) => runner.run({ operation: 'ContainerCreate', raw }))
    expect(job.raw).to.equal(raw)
    expect(job.body).to.have.property('__proto__').that.deep.equals({ admin: true })
    expect(({} as { admin?: boolean }).admin).to.equal(undefined)
  })

  it('refuse a body that is neither an object nor a list, and have none where none came', async () => {
    for (const text of ['null', '"x"', '3', 'true']) {
      const job = await seen((runner) => runner.run({ operation: 'ContainerCreate', raw: Buffer.from(text) }))
      expect(() => job.body, text).to.throw(`the request body is ${text}, not a JSON object`)
    }
    expect((await seen((runner) => runner.run({ operation: 'ContainerCreate' }))).body).to.equal(undefined)
  })

  it('change what with() names, and nothing else', async () => {
    const first = await seen((runner) =>
      runner.run({
        operation: 'ContainerCreate',
        search: 'name=a',
        raw: Buffer.from('{"Image":"b"}'),
        version: '1.41',
      }),
    )
    if (first.operation !== 'ContainerCreate') throw new Error('another operation')
    const second = first.with({ body: { ...first.body, Image: 'c' } })
    expect(second).to.include({ search: 'name=a', version: '1.41' })
    expect(second.body).to.deep.equal({ Image: 'c' })
    expect(first.with({ query: { name: 'z' } })).to.deep.include({ search: 'name=z', raw: first.raw })
    expect(second.header('x')).to.equal(undefined)
    expect(first.with({ headers: [['X-Registry-Auth', 'y']] }).header('x-registry-auth')).to.equal('y')
  })

  it('keep what their client sent and its end in what with() makes of them, but not the time of that', () => {
    const abort = new Abort()
    const first = toJob({ operation: 'ContainerList' }, abort, ['X-A', '1', 'Connection', 'X-B', 'X-B', '2'])
    const second = first.with({ search: 'all=1' })
    expect(second.headers).to.deep.equal([['X-A', '1']])
    expect(second.with({ headers: [] }).headers).to.deep.equal([])
    const own = new AbortController()
    expect(second.with({ signal: own.signal }).signal).to.equal(own.signal)
    // Its time is not the client's to feel.
    expect(withDeadline(second, 1000)).to.not.equal(second)
    expect(withDeadline(first, 1000)).to.equal(first)
    abort.abort()
    expect([first.signal.aborted, second.signal.aborted]).to.deep.equal([true, true])
  })
})

const image = {
  ParentId: '',
  RepoTags: [],
  RepoDigests: [],
  Created: 0,
  Size: 0,
  SharedSize: 0,
  Labels: {},
  Containers: 0,
}

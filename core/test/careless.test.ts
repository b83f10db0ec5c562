import { PassThrough, Readable, Writable } from 'node:stream'
import { expect } from 'chai'
import {
  compose,
  createLogger,
  describeError,
  isSwarmError,
  stackOf,
  swarmError,
  type EngineHandle,
} from 'libswarm-core'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { daemonOf, until, Wire } from './support.js'

const circular: Record<string, unknown> = {}
circular.self = circular
const fail = (): never => {
  throw new Error('a trap')
}
const proxy: object = new Proxy({}, { ownKeys: fail, get: fail, has: fail, getPrototypeOf: fail })
const ended = () => new PassThrough().destroy()
const throwing = (thrown: unknown) => () => {
  throw thrown
}

describe('a careless backend', () => {
  let daemon: TestDaemon
  let answer: () => unknown = () => undefined
  const lines: string[] = []

  before(async () => {
    const log = createLogger('error', (line) => lines.push(line))
    const own = (engine: EngineHandle) => {
      engine.register('SystemPing', () => Buffer.from('OK'))
      for (const name of ['SystemInfo', 'ContainerPause', 'ContainerExport', 'SystemEvents', 'ExecStart'] as const) {
        engine.register(name, () => answer() as never)
      }
    }
    daemon = await daemonOf(own, log)
  })
  after(() => daemon.close())
  beforeEach(() => void lines.splice(0))

  const paths = {
    SystemInfo: 'GET /info',
    ContainerPause: 'POST /containers/a/pause',
    ContainerExport: 'GET /containers/a/export',
    SystemEvents: 'GET /events',
    ExecStart: 'POST /exec/a/start',
  }

  const wrong: readonly [string, keyof typeof paths, () => unknown, string | RegExp][] = [
    ['throws', 'SystemInfo', throwing(new Error('a bug')), 'a bug'],
    ['rejects', 'SystemInfo', () => Promise.reject(new Error('a bug')), 'a bug'],
    ['throws null', 'SystemInfo', throwing(null), 'null'],
    ['throws undefined', 'SystemInfo', throwing(undefined), 'undefined'],
    ['throws a string', 'SystemInfo', throwing('oops'), 'oops'],
    ['throws a symbol', 'SystemInfo', throwing(Symbol('x')), 'Symbol(x)'],
    ['throws an error without a message', 'SystemInfo', throwing(new RangeError()), 'RangeError'],
    ['throws what cannot be shown', 'SystemInfo', throwing(Object.create(null)), /cannot be shown$/],
    ['throws a proxy', 'SystemInfo', throwing(proxy), /cannot be shown$/],
    ['throws an error with getters that throw', 'SystemInfo', throwing(trapped()), /cannot be shown$/],
    ['throws an error of a kind that is none', 'SystemInfo', throwing(ofKind('__proto__')), /^an odd kind$/],
    ['returns nothing for JSON', 'SystemInfo', () => undefined, /^returned undefined where a JSON value/],
    ['returns a function', 'SystemInfo', () => () => 1, /^returned function where a JSON value/],
    ['returns a BigInt', 'SystemInfo', () => ({ big: 1n }), /BigInt/],
    ['returns a circle', 'SystemInfo', () => circular, /circular/],
    ['returns a getter that throws', 'SystemInfo', () => ({ get a() {
      return fail()
    } }), 'a trap'], // prettier-ignore
    ['returns a proxy', 'SystemInfo', () => proxy, 'a trap'],
    ['returns a thenable that throws', 'SystemInfo', () => ({ then: fail }), 'a trap'],
    ['returns the status "abc"', 'SystemInfo', () => ({ status: 'abc' }), /^returned a reply with the status abc/],
    ['returns the status 999', 'SystemInfo', () => ({ status: 999 }), /the status 999/],
    ['returns the status 0', 'ContainerPause', () => ({ status: 0 }), /the status 0/],
    ['returns the status 200.5', 'ContainerPause', () => ({ status: 200.5 }), /the status 200\.5/],
    ['returns the status NaN', 'ContainerPause', () => ({ status: NaN }), /the status NaN/],
    ['returns the status 101', 'ContainerPause', () => ({ status: 101 }), /101 where no connection is taken over/],
    ['returns 101 and no duplex', 'ExecStart', () => ({ status: 101 }), /101 where no connection is taken over/],
    ['returns a status that throws', 'SystemInfo', () => ({ get status() {
      return fail()
    } }), 'a trap'], // prettier-ignore
    ['returns a header with a line break', 'SystemInfo', withHeader('X-A', 'a\r\nb: c'), /header X-A: "a\\r\\nb: c"$/],
    ['returns a header name with a line break', 'SystemInfo', withHeader('X\r\nY', 'a'), /header name "X\\r\\nY"$/],
    ['returns a header without a value', 'SystemInfo', withHeader('X-A', undefined), /header X-A: undefined$/],
    ['returns headers that are none', 'SystemInfo', () => ({ status: 200, headers: 7 }), /number as headers$/],
    ['returns two lengths', 'SystemInfo', () => ({ status: 200, headers: twoLengths }), /Content-Length 2, 3$/],
    ['returns a body that is none', 'SystemInfo', () => ({ status: 200, body: {} }), /whose body is object/],
    ['returns trailers that are none', 'SystemInfo', () => ({ status: 200, trailers: [] }), /trailers are no promise/],
    ['returns a list for messages', 'SystemEvents', () => [1], /^returned an array where an async iterable/],
    ['returns text for bytes', 'ContainerExport', () => 'tar', /^returned string where a Readable/],
    ['returns a Writable', 'ContainerExport', () => new Writable(), /^returned object where a Readable/],
    ['returns a stream that it has destroyed', 'ContainerExport', ended, /^returned a stream that has ended already/],
    ['returns a body that it has destroyed', 'SystemInfo', () => ({ status: 200, body: ended() }), /ended already$/],
    ['returns a Readable for a duplex', 'ExecStart', () => Readable.from([]), /^returned object where a Duplex/],
    ['returns a duplex that it has destroyed', 'ExecStart', ended, /^returned a stream that has ended already/],
  ]
  for (const [what, operation, result, sentence] of wrong) {
    it(`that ${what} is one JSON error to its own client, and one line of the log (row 80)`, async () => {
      answer = result
      const body = operation === 'ExecStart' ? {} : undefined
      const [answered, other] = await Promise.all([
        call(daemon, paths[operation], body === undefined ? {} : { body }),
        call(daemon, 'GET /_ping'),
      ])
      expect(other).to.include({ status: 200, text: 'OK' })
      expect(answered.status).to.equal(500)
      expect(answered.headers['content-type']).to.equal('application/json')
      const { message } = answered.json<{ message: string }>()
      const own = message.replace(`fake failed in ${operation}: `, '')
      if (typeof sentence === 'string') expect(own).to.equal(sentence)
      else expect(own).to.match(sentence)
      if (own === 'an odd kind') return
      expect(lines).to.have.length(1)
      expect(lines[0]).to.match(new RegExp(`^\\[fake\\] fake failed in ${operation}: `))
    })
  }

  const streams: readonly [string, 'SystemEvents' | 'ContainerExport', () => unknown, RegExp][] = [
    ['yields a BigInt', 'SystemEvents', () => yielding(1n), /BigInt/],
    ['yields a circle', 'SystemEvents', () => yielding(circular), /circular/],
    ['yields undefined', 'SystemEvents', () => yielding(undefined), /yielded undefined where an object was expected/],
    ['throws while it yields', 'SystemEvents', () => yielding(fail), /a trap/],
    ['sends objects as bytes', 'ContainerExport', () => Readable.from([{}]), /where a stream of bytes was expected/],
    ['throws in a stream', 'ContainerExport', () => new Readable({ read: fail }), /a trap/],
  ]
  for (const [what, operation, result, sentence] of streams) {
    it(`that ${what} breaks off its own answer, and is one line of the log (row 80)`, async () => {
      answer = result
      const wire = new Wire(daemon).write(`${paths[operation]} HTTP/1.1\r\nHost: d\r\n\r\n`)
      const text = await wire.ended()
      expect(text).to.match(/^HTTP\/1.1 200 /)
      expect(text).not.to.match(/0\r\n\r\n$/)
      await until(() => lines.length > 0)
      expect((await call(daemon, 'GET /_ping')).text).to.equal('OK')
      expect(lines).to.have.length(1)
      expect(lines[0])
        .to.match(new RegExp(`^\\[fake\\] fake broke off in ${operation}: `))
        .and.match(sentence)
    })
  }

  it('is not blamed for a client that leaves', async () => {
    const body = new PassThrough()
    answer = () => body
    const wire = new Wire(daemon).write('GET /containers/a/export HTTP/1.1\r\nHost: d\r\n\r\n')
    await wire.until('\r\n\r\n')
    wire.socket.destroy()
    await until(() => body.destroyed)
    expect(lines).to.deep.equal([])
  })

  it('whose wrong reply has a stream is not left with it', async () => {
    const body = new PassThrough()
    for (const result of [
      { status: 999, body },
      { status: 200, headers: { 'X\n': '' }, body },
    ]) {
      answer = () => result
      expect((await call(daemon, 'GET /info')).status).to.equal(500)
    }
    expect(body.destroyed).to.equal(true)
  })

  it('cannot change a reply that it has returned', async () => {
    const headers: [string, string][] = [['X-A', 'a']]
    const chain = await compose([
      { name: 'a', install: (engine: EngineHandle) => engine.register('SystemInfo', () => ({ status: 200, headers })) },
    ])
    const reply = await chain.run({ operation: 'SystemInfo' })
    headers[0]![1] = 'a\r\nb: c'
    expect(reply.headers).to.deep.equal([['X-A', 'a']])
  })

  it('is blamed once, by whom the error is, when others pass it on', async () => {
    const lines: string[] = []
    const log = createLogger('error', (line) => lines.push(line))
    const passing = (engine: EngineHandle) => engine.catchAll(async (job) => (await engine.next!.run(job)).json())
    const broken = (engine: EngineHandle) => engine.register('SystemInfo', () => Readable.from(yielding(fail)))
    const chain = await compose(
      [
        { name: 'front', install: passing },
        { name: 'back', install: broken },
      ],
      { log },
    )
    const thrown = await chain.run({ operation: 'SystemInfo' }).catch((error: unknown) => error)
    expect(thrown).to.include({ kind: 'Unreachable', message: 'the answer broke off: a trap' })
    expect(lines.map((line) => line.split('\n')[0])).to.deep.equal([
      '[back] back broke off in SystemInfo: Error: a trap',
    ])
  })

  it('says in one line, without a stack, what breaks a stream off that it knows the reason of', async () => {
    const lines: string[] = []
    const log = createLogger('error', (line) => lines.push(line))
    const away = new PassThrough()
    const chain = await compose(
      [{ name: 'far', install: (engine) => engine.register('ContainerExport', () => away) }],
      { log },
    )
    const reply = await chain.run({ operation: 'ContainerExport', path: { id: 'x' } })
    away.destroy(swarmError('Unreachable', 'the engine went away'))
    await reply.bytes().catch(() => undefined)
    expect(lines).to.deep.equal(['[far] far broke off in ContainerExport: the engine went away'])
  })
})

describe('what is thrown', () => {
  it('can be described, whatever it is', () => {
    for (const thrown of [null, undefined, 0, 'x', Symbol('x'), Object.create(null), proxy, trapped(), new Error('')]) {
      expect(describeError(thrown)).to.be.a('string').and.not.equal('')
      expect(stackOf(thrown)).to.be.a('string').and.not.equal('')
      expect(isSwarmError(thrown)).to.equal(false)
    }
  })
})

function trapped(): Error {
  const error = new Error('x')
  // Made before the getters are: making it reads them.
  void error.stack
  return Object.defineProperties(error, { message: { get: fail }, stack: { get: fail }, name: { get: fail } })
}

function ofKind(kind: string): Error {
  const brand = { [Symbol.for('libswarm.error')]: true, kind }
  return Object.defineProperties(new Error('an odd kind'), Object.getOwnPropertyDescriptors(brand))
}

async function* yielding(value: unknown): AsyncGenerator<unknown> {
  yield typeof value === 'function' ? (value as () => unknown)() : value
}

function withHeader(name: string, value: unknown): () => unknown {
  return () => ({ status: 200, headers: { [name]: value }, body: '{}' })
}

const twoLengths = [
  ['Content-Length', '2'],
  ['Content-Length', '3'],
]

import { getEventListeners } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { expect } from 'chai'
import { compose, createLogger, type EngineHandle, type Job, type Reply, type SwarmError } from 'libswarm-core'
import { call, startTestDaemon } from 'libswarm-core/testing'
import { limitOf } from '../dist/engine/deadline.js'
import { backend, until } from './support.js'

const hang = () => new Promise<never>(() => undefined)

const failure = async (work: Promise<unknown>): Promise<SwarmError> =>
  work.then(
    () => expect.fail('it was answered'),
    (thrown: unknown) => thrown as SwarmError,
  )

describe('deadlines', () => {
  const lines: string[] = []
  const log = createLogger('debug', (line) => lines.push(line))
  beforeEach(() => void lines.splice(0))

  it('answer 504 for a finite operation that is not answered, to its own client alone (row 78)', async () => {
    const daemon = await startTestDaemon({
      deadline: 50,
      log,
      backends: [
        backend('slow', (engine) => {
          engine.register('ContainerList', hang)
          engine.register('SystemInfo', () => ({ Name: 'quick' }))
        }),
      ],
    })
    const waiting = call(daemon, 'GET /containers/json')
    expect((await call(daemon, 'GET /info')).status).to.equal(200)
    const answered = await waiting
    expect(answered.status).to.equal(504)
    expect(answered.json()).to.deep.equal({
      message: 'ContainerList was not answered within 0.05 s by the backend "slow"',
    })
    expect(lines).to.deep.equal(['[slow] ContainerList was not answered within 0.05 s by slow'])
    await daemon.close()
  })

  it('are one for the whole chain, and name the last one that was asked', async () => {
    const seen: Job[] = []
    const wrapper = (name: string) =>
      backend(name, (engine) =>
        engine.catchAll((job) => {
          seen.push(job)
          return engine.next!.run(job.operation === 'ContainerList' ? job.with({ search: 'all=1' }) : job)
        }),
      )
    const chain = await compose(
      [
        wrapper('first'),
        wrapper('second'),
        backend('last', (engine) =>
          engine.register('ContainerList', (job) => {
            seen.push(job)
            return hang()
          }),
        ),
      ],
      { deadline: 20, log },
    )
    const error = await failure(chain.run({ operation: 'ContainerList' }))
    expect(error).to.include({
      kind: 'Deadline',
      message: 'ContainerList was not answered within 0.02 s by the backend "last"',
    })
    expect(lines).to.deep.equal(['[last] ContainerList was not answered within 0.02 s by last'])
    expect(seen.map(({ signal }) => signal.reason as unknown)).to.deep.equal([error, error, error])
    // What it goes on with has no time left either.
    expect(await failure(chain.run(seen[2]!))).to.equal(error)
  })

  it('name who is asked at that moment, not who was before', async () => {
    const chain = await compose(
      [
        backend('front', (engine) =>
          engine.register('SystemInfo', async (job) => {
            await engine.next!.run(job)
            return hang()
          }),
        ),
        backend('back', (engine) => engine.register('SystemInfo', () => ({}))),
      ],
      { deadline: 20 },
    )
    expect((await failure(chain.run({ operation: 'SystemInfo' }))).message).to.match(/by the backend "front"$/)
  })

  it('let go of an answer that comes too late, and of a failure', async () => {
    const body = new PassThrough()
    const late: { answer?: (body: Readable) => void; fail?: (error: Error) => void } = {}
    const chain = await compose(
      [
        backend('a', (engine) => {
          engine.register('SystemPing', () => new Promise<Readable>((resolve) => void (late.answer = resolve)))
          engine.register('SystemInfo', () => new Promise<object>((...[, reject]) => void (late.fail = reject)))
        }),
      ],
      { deadline: 20, log },
    )
    await failure(chain.run({ operation: 'SystemPing' }))
    await failure(chain.run({ operation: 'SystemInfo' }))
    lines.splice(0)
    late.answer!(body)
    late.fail!(new Error('at last'))
    await until(() => lines.length === 2 && body.destroyed)
    expect(lines).to.deep.equal([
      '[a] a has answered; too late, SystemPing had 0.02 s',
      '[a] a has failed (SystemInfo was aborted: at last); too late, SystemInfo had 0.02 s',
    ])
  })

  it('end when the reply is there, however long its body goes on; the client still aborts it', async () => {
    const gone = new AbortController()
    const body = new PassThrough()
    let signal: AbortSignal | undefined
    const chain = await compose(
      [
        backend('a', (engine) =>
          engine.register('SystemPing', (job) => {
            signal = job.signal
            return body
          }),
        ),
      ],
      { deadline: 10 },
    )
    const reply: Reply = await chain.run({ operation: 'SystemPing', signal: gone.signal })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(signal!.aborted).to.equal(false)
    expect(reply.body).to.equal(body)
    gone.abort('left')
    expect(signal!.reason).to.equal('left')
    body.destroy()
  })

  it('listen to the signal of a client no longer than they need to', async () => {
    const gone = new AbortController()
    const body = Readable.from(['OK'])
    const chain = await compose([
      backend('a', (engine) => {
        engine.register('SystemInfo', () => ({}))
        engine.register('SystemPing', () => body)
      }),
    ])
    const asked = () => chain.run({ operation: 'SystemPing', signal: gone.signal })
    await chain.run({ operation: 'SystemInfo', signal: gone.signal })
    expect(getEventListeners(gone.signal, 'abort')).to.have.length(0)
    const reply = await asked()
    expect(getEventListeners(gone.signal, 'abort')).to.have.length(1)
    await reply.bytes()
    await until(() => getEventListeners(gone.signal, 'abort').length === 0)
  })

  it('are none for a streaming operation', async () => {
    const answered: (() => void)[] = []
    const chain = await compose(
      [
        backend('a', (engine) =>
          engine.register('ContainerWait', async () => {
            await new Promise<void>((resolve) => answered.push(resolve))
            return { StatusCode: 0 }
          }),
        ),
      ],
      { deadline: 1 },
    )
    const waiting = chain.run({ operation: 'ContainerWait', path: { id: 'x' } })
    await new Promise((resolve) => setTimeout(resolve, 30))
    answered[0]!()
    expect((await waiting).status).to.equal(200)
  })

  it('are told apart by whom a job that a backend makes itself belongs to', async () => {
    let inner: Error | undefined
    const chain = await compose(
      [
        backend('front', (engine: EngineHandle) =>
          engine.register('ContainerList', async (job) => {
            inner = await failure(engine.next!.run({ operation: 'SystemInfo', signal: job.signal }))
            throw inner
          }),
        ),
        backend('back', (engine) => engine.register('SystemInfo', hang)),
      ],
      { deadline: 20 },
    )
    const outer = await failure(chain.run({ operation: 'ContainerList' }))
    expect(outer.message).to.match(/^ContainerList .* "front"$/)
    await until(() => inner !== undefined)
    expect(inner!.message).to.match(/^SystemInfo was aborted|^SystemInfo .* "back"$/)
  })

  describe('grow by what the client allows', () => {
    const limits: readonly [string, string, number | undefined][] = [
      ['ContainerStop', '', 60_000],
      ['ContainerStop', 't=30', 90_000],
      ['ContainerRestart', 'signal=TERM&t=0', 60_000],
      ['ContainerStop', 't=-1', undefined],
      ['ContainerStop', 't=', 60_000],
      ['ContainerStop', 't=soon', 60_000],
      ['ContainerStop', 't=99999999999', undefined],
      ['PluginEnable', 'timeout=5', 65_000],
      ['ContainerKill', 't=30', 60_000],
      ['ContainerWait', '', undefined],
    ]
    for (const [operation, search, limit] of limits) {
      it(`${operation}?${search}: ${limit === undefined ? 'any time' : `${limit / 1000} s`}`, () => {
        expect(limitOf(operation as 'ContainerStop', search, 60_000)).to.equal(limit)
      })
    }

    it('have no end where the host says so', () => {
      expect(limitOf('ContainerList', '', Infinity)).to.equal(undefined)
    })
  })
})

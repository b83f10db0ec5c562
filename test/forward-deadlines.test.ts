import { connect } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { hear, isWhole, type Hearing } from './support/hearing.js'
import { describeLong } from './support/needs.js'
import { until } from './support/processes.js'
import { startSilentEngine } from './support/silent-engine.js'
import { startSwarmd, temporaryFolder } from './support/swarmd.js'
import { get, json, post } from './support/wire.js'

/** Calls that have an end, and after how many seconds they are given up. */
const finite: readonly (readonly [request: string, seconds: number])[] = [
  [get('/info'), 60],
  [get('/containers/json'), 60],
  [post('/containers/create', [json], '{}'), 60],
  [post('/containers/a/stop', []), 60],
  [post('/containers/a/stop?t=20', []), 80],
  [post('/v1.41/containers/a/restart?t=20', []), 80],
  [post('/plugins/a/enable?timeout=10', []), 70],
]

/** Calls that may take for ever, whether their answers have begun or not. */
const streaming = [
  get('/events'),
  get('/containers/a/logs?follow=1'),
  post('/containers/a/wait', []),
  post('/containers/a/attach?stream=1', ['Connection: Upgrade', 'Upgrade: tcp']),
  post('/images/create?fromImage=a', []),
  post('/build', ['Transfer-Encoding: chunked'], '0\r\n\r\n'),
]

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000))
const opensEvents = /^HTTP\/1\.1 200 [^]*\r\n\r\n/
const secondsSince = (began: number) => (performance.now() - began) / 1000

describeLong(undefined, 'forward in front of an engine that says nothing, in real time', function () {
  this.timeout(110_000)

  it('gives finite calls 60 s and their own time, streams for ever, and an engine that is gone 20 s', () =>
    Promise.all([deadlines(), silence(), pause()]))
})

/** Finite calls are given up in their time; what streams is left alone, and the engine is pinged every 5 s. */
async function deadlines(): Promise<void> {
  await using engine = await startSilentEngine()
  await using daemon = await forwardTo(engine.address)
  const began = performance.now()
  const open = streaming.map((request) => daemon.ask(request))
  const givenUp = finite.map(async ([request, limit]) => {
    const hearing = daemon.ask(request)
    await until(`${limit} s are over`, () => isWhole(hearing.heard()), (limit + 10) * 1000)
    expect(secondsSince(began), request).to.be.within(limit - 0.5, limit + 10)
    expect(hearing.heard())
      .to.match(/^HTTP\/1\.1 504 /)
      .and.contain(`was not answered within ${limit} s by`)
    hearing.close()
  })
  await Promise.all([...givenUp, seconds(85)])
  for (const [at, hearing] of open.entries()) expect(hearing.isOver(), streaming[at]).to.equal(false)
  const gaps = engine.pinged.slice(1).map((time, index) => (time - engine.pinged[index]!) / 1000)
  expect(gaps.length).to.be.within(14, 16)
  for (const gap of gaps) expect(gap).to.be.within(4, 6)
}

/** An engine that answers no more is noticed. */
async function silence(): Promise<void> {
  await using engine = await startSilentEngine()
  await using daemon = await forwardTo(engine.address)
  const hearing = daemon.ask(get('/events'))
  await until('it is pinged', () => engine.pinged.length > 0)
  const began = performance.now()
  engine.answersPings(false)
  await until('its stream has broken off', () => hearing.isOver())
  expect(secondsSince(began)).to.be.within(14, 20)
  expect(hearing.heard()).to.match(opensEvents)
  expect(isWhole(hearing.heard())).to.equal(false)
  expect(daemon.stderr()).to.contain('for 13 s: 1 stream is broken off')
}

/** A daemon that was stopped itself, with a question unanswered, does not take that for the engine's silence. */
async function pause(): Promise<void> {
  await using engine = await startSilentEngine()
  await using daemon = await forwardTo(engine.address)
  const hearing = daemon.ask(get('/events'))
  await until('it has begun', () => opensEvents.test(hearing.heard()))
  engine.answersPings(false)
  await until('it is pinged', () => engine.pinged.length > 0)
  daemon.signal('SIGSTOP')
  await seconds(25)
  daemon.signal('SIGCONT')
  engine.answersPings(true)
  await until('it is pinged again', () => engine.pinged.length > 3, 30_000)
  expect([hearing.isOver(), daemon.stderr()]).to.deep.equal([false, daemon.listening])
}

/** A `swarmd` that forwards to an address. */
interface Forwarding extends AsyncDisposable {
  ask(request: string): Hearing
  signal(name: NodeJS.Signals): void
  stderr(): string
  /** What it has said at its start. */
  readonly listening: string
}

async function forwardTo(address: string): Promise<Forwarding> {
  const folder = await temporaryFolder()
  const swarmd = await startSwarmd(['--backend', `forward ${address}`, 'unix://a.sock'], { cwd: folder.path })
  return {
    ask: (request) => hear(connect({ path: join(folder.path, 'a.sock'), allowHalfOpen: true }), request),
    signal: (name) => void swarmd.child.kill(name),
    stderr: () => swarmd.stderr(),
    listening: swarmd.stderr(),
    [Symbol.asyncDispose]: async () => {
      await swarmd.stop('SIGKILL')
      await folder.remove()
    },
  }
}

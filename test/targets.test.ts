import { once } from 'node:events'
import { connect } from 'node:net'
import { expect } from 'chai'
import fc from 'fast-check'
import { operations, type InlineBackend } from 'libswarm-core'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { engineMissing, startEngine, type TestEngine } from './support/engine.js'
import { describeNeeding } from './support/needs.js'
import { asked, minorOf, newest, type Asked } from './support/targets.js'

// Answers whatever was found, and says in moby's words which container it was found to be about.
const finder: InlineBackend = {
  name: 'finder',
  simulated: true,
  install: (engine) => {
    engine.catchAll(({ operation }) => ({ status: 200, headers: { 'X-Operation': operation } }))
    engine.register('ContainerInspect', ({ path }) => {
      throw engine.error('NotFound', `No such container: ${path.id}`)
    })
  },
}

describeNeeding(engineMissing(), 'where a request target leads (rows 54, 55, 56, 57, 58)', function () {
  this.timeout(90_000)
  let engine: TestEngine
  let daemon: TestDaemon

  before(async () => {
    engine = await startEngine()
    daemon = await startTestDaemon({ backends: [finder] })
  })
  after(async () => {
    await daemon?.close()
    await engine?.close()
  })

  it('is where it leads at a Docker Engine', async () => {
    const seen = { found: 0, moved: 0, unknown: 0, malformed: 0 }
    await fc.assert(
      fc.asyncProperty(asked, async (one) => {
        const [own, theirs] = await Promise.all([ask(daemon.socketPath!, one), ask(engine.socketPath, one)])
        const meaning = meaningOf(own)
        seen[meaning.split(' ')[0] as keyof typeof seen]++
        if ((meaning === 'malformed' && isOursToRefuse(one)) || isNewer(own)) return
        if (meaning === 'unknown' && isEmptyName(one, theirs)) return
        if (meaning === 'found' && isOfPools(own)) return
        const both = `${JSON.stringify(one)}\n${own}\n${theirs}`
        expect(meaning, both).to.equal(meaningOf(theirs))
        const [container, other] = [containerOf(own), containerOf(theirs)]
        if (container !== undefined && other !== undefined) expect(container, both).to.equal(other)
      }),
      { numRuns: 600 },
    )
    for (const [meaning, count] of Object.entries(seen)) expect(count, meaning).to.be.at.least(20)
  })
})

/** What no name has, in any engine: control characters, bytes that are no UTF-8. Refused before it is looked for. */
function isOursToRefuse([, target]: Asked): boolean {
  try {
    return /[\u0000-\u001f\u007f]/.test(decodeURIComponent(target.split('?')[0]!))
  } catch {
    return true
  }
}

/** A name that is empty. An engine has handlers for some, and they refuse it. */
function isEmptyName([, target]: Asked, answer: string): boolean {
  return decodeURIComponent(target.split('?')[0]!).endsWith('/') && /^HTTP\/1\.1 40[04] /.test(answer)
}

/** Whether what was found may be a node of a pool within a pool: no engine has those. */
function isOfPools(answer: string): boolean {
  return /^X-Operation: Node(?:Inspect|Update)\r$/m.test(answer)
}

/** Whether what was found is something that the engine is too old for. */
function isNewer(answer: string): boolean {
  const [, found] = /^X-Operation: (\w+)\r$/m.exec(answer) ?? []
  const row = operations.find(({ operation }) => operation === found)
  return row !== undefined && minorOf(row.since) > newest
}

/** What an answer says of its target: nothing is there, it is to be asked for otherwise, it is none, or somebody has it. */
function meaningOf(answer: string): string {
  const [, status] = /^HTTP\/1\.[01] (\d{3}) /.exec(answer) ?? []
  if (status === '301') return `moved to ${placeOf(/^location: (.*)\r$/im.exec(answer)![1]!)}`
  if (answer.includes('page not found')) return 'unknown'
  // A handler of the engine's has refused what is no part of the path: it was found.
  if (status === '400' && !/^Api-Version: /im.test(answer)) return 'malformed'
  return status === undefined ? 'no answer' : 'found'
}

/** A location, whatever of it is escaped. The engine says its host where the target had one. */
function placeOf(location: string): string {
  const [path = '', ...search] = location.replace(/^\w+:\/\/[^/]*/, '').split('?')
  return [decodeURIComponent(path), ...search].join('?')
}

function containerOf(answer: string): string | undefined {
  return /"message":"No such container: (.*)"/.exec(answer)?.[1]
}

/** The answer as far as it comes at once. */
async function ask(socketPath: string, [method, target]: Asked): Promise<string> {
  const socket = connect({ path: socketPath })
  let heard = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text
    // An answer that goes on is one whose head is enough.
    if (/^HTTP\/1\.[01] 2.*\r\n\r\n/s.test(heard)) socket.destroy()
  })
  socket.on('error', () => undefined)
  socket.write(`${method} ${target} HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  await once(socket, 'close')
  return heard
}

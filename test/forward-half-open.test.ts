import { connect } from 'node:net'
import { expect } from 'chai'
import { createForward } from 'libswarm-backend-forward'
import { createLogger } from 'libswarm-core'
import { call, startTestDaemon } from 'libswarm-core/testing'
import { opensslMissing } from './support/certificates.js'
import { hear, isWhole } from './support/hearing.js'
import { describeLong, describeNeeding } from './support/needs.js'
import { makeNetwork, networkMissing, type Failure } from './support/network.js'
import { until } from './support/processes.js'
import { startSimulatedEngine } from './support/simulated-engine.js'
import { attachByWebSocket, streams } from './support/under-way.js'
import { get } from './support/wire.js'

/** The times that hold, in ms: those that are usual unless given. */
interface Times {
  readonly liveness?: { readonly every: number; readonly patience: number }
  readonly deadline?: number
  /** Within which all streams are to have broken off. */
  readonly noticed: number
  /** Within which finite calls are to be answered. */
  readonly answered: number
}

const quick: Times = { liveness: { every: 200, patience: 560 }, deadline: 1000, noticed: 2000, answered: 4000 }
const usual: Times = { noticed: 20_000, answered: 70_000 }

const failures: Readonly<Record<Failure, string>> = { cut: 'whose link is cut', lost: 'whose every word is lost' }

/** An engine, and what happens to it. */
interface Fate {
  readonly tls: boolean
  readonly how: Failure
}

const missing = networkMissing() ?? opensslMissing()
const fates = [false, true].flatMap((tls) => (['cut', 'lost'] as const).map((how): Fate => ({ tls, how })))

describeNeeding(missing, 'an engine at the other end of a network, behind forward, with its connections open', () => {
  for (const fate of fates) {
    it(`${failures[fate.how]} is noticed, with ${fate.tls ? 'TLS' : 'TCP'}`, () => isNoticed(fate, quick))
  }
})

describeLong(missing, 'an engine at the other end of a network, behind forward, in real time', function () {
  this.timeout(usual.answered + 20_000)
  it('is noticed within 20 s, and its calls are answered within 70 s, whatever becomes of the network', () =>
    Promise.all(fates.map((fate) => isNoticed(fate, usual))))
})

/** Its streams break off, no call hangs, and the next one is served when it is back. */
async function isNoticed({ tls, how }: Fate, { liveness, deadline = 60_000, noticed, answered }: Times): Promise<void> {
  await using network = await makeNetwork()
  await using engine = await startSimulatedEngine({ host: network.host, tls, through: network.inside })
  const warned: string[] = []
  const log = createLogger('warn', (line) => warned.push(line))
  const backends = [{ name: 'forward', install: createForward(liveness), options: engine.options }]
  await using daemon = await startTestDaemon({ backends, deadline, log })
  const ask = (request: string) => hear(connect({ path: daemon.socketPath!, allowHalfOpen: true }), request)

  const opened = Object.entries(streams).map(async ([name, requestOf]) => {
    const body = { Cmd: ['cat'], AttachStdin: true, AttachStdout: true }
    const exec = (await call(daemon, 'POST /containers/web/exec', { body })).json<{ Id: string }>().Id
    const hearing = ask(requestOf(exec))
    await hearing.until(`${name} is open`, () => /^HTTP\/1\.1 (200|101) [^]*\r\n\r\n/.test(hearing.heard()))
    return [name, hearing] as const
  })
  const hearings = await Promise.all(opened)
  await network.fail(how)
  const failed = performance.now()
  const late = [...['/events', '/info', '/version', '/info'].map((path) => get(path)), attachByWebSocket].map(ask)
  for (const [name, hearing] of hearings) {
    await until(`${name} has broken off`, () => hearing.isOver(), failed + noticed - performance.now())
    expect(isWhole(hearing.heard()), name).to.equal(false)
    hearing.close()
  }
  expect(warned.filter((line) => /nothing was heard from the engine at .* broken off/.test(line))).to.have.length(1)
  for (const hearing of late) {
    const left = failed + answered - performance.now()
    await until('a call is answered', () => isWhole(hearing.heard()), left)
    expect(hearing.heard()).to.match(/^HTTP\/1\.1 50[24] [^]*\{"message":".{20,}"\}\s*$/)
    hearing.close()
  }
  await network.mend(how)
  await until('the next call is served', async () => (await call(daemon, 'GET /info')).status === 200)
}

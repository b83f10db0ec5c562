import { connect } from 'node:net'
import { expect } from 'chai'
import { createForward } from 'libswarm-backend-forward'
import { call, startTestDaemon } from 'libswarm-core/testing'
import { opensslMissing } from './support/certificates.js'
import { hear } from './support/hearing.js'
import { describeNeeding } from './support/needs.js'
import { findProgram, run, until } from './support/processes.js'
import { startSimulatedEngine } from './support/simulated-engine.js'
import { streams } from './support/under-way.js'

const missing =
  process.platform === 'linux' && findProgram('ss') !== undefined ? undefined : 'ss (iproute2) not installed'

/** What the system knows of each connection to a port of loopback, a line for each. */
async function connectionsTo(port: number): Promise<readonly string[]> {
  const { stdout } = await run('ss', ['-tnoH', 'state', 'established', 'dst', `127.0.0.1:${port}`])
  return stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '')
}

/** In how many seconds the system will ask whether the other end is there; undefined when it will not, or in minutes. */
function asksIn(connection: string): number | undefined {
  // `ss` writes 9.5 s as 9.500ms.
  const [, whole, broken, less] = /timer:\(keepalive,(?:(\d+)sec|(\d+\.\d+)ms|(\d+)ms),/.exec(connection) ?? []
  const seconds = whole ?? broken
  if (seconds !== undefined) return Number(seconds)
  return less === undefined ? undefined : Number(less) / 1000
}

for (const tls of [false, true]) {
  const without = missing ?? (tls ? opensslMissing() : undefined)
  describeNeeding(without, `the connections of forward to an engine with ${tls ? 'TLS' : 'TCP'}`, () => {
    it('have keepalive, the first time after 10 s, whatever they are for', async () => {
      await using engine = await startSimulatedEngine({ tls })
      const backends = [{ name: 'forward', install: createForward(), options: engine.options }]
      await using daemon = await startTestDaemon({ backends })
      const body = { Cmd: ['cat'], AttachStdin: true, AttachStdout: true }
      const exec = (await call(daemon, 'POST /containers/web/exec', { body })).json<{ Id: string }>().Id
      for (const requestOf of Object.values(streams)) {
        const hearing = hear(connect({ path: daemon.socketPath! }), requestOf(exec))
        await hearing.until('it is open', () => hearing.heard().includes('\r\n\r\n'))
      }
      // One that is kept for the next finite call.
      await call(daemon, 'GET /info')
      let connections: readonly string[] = []
      // What was just sent waits for its acknowledgement first.
      const isKeptAlive = (connection: string) => (asksIn(connection) ?? Infinity) <= 10
      await until('all have a timer of 10 s at most', async () => {
        connections = await connectionsTo(engine.port)
        return connections.length > 0 && connections.every(isKeptAlive)
      })
      expect(connections).to.have.length(Object.keys(streams).length + 1)
      expect(Math.max(...connections.map((connection) => asksIn(connection)!))).to.be.greaterThan(5)
    })
  })
}

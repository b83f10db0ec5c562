import { connect } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { createForward } from 'libswarm-backend-forward'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { hear, isWhole } from './support/hearing.js'
import { until } from './support/processes.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import { streams } from './support/under-way.js'
import { get } from './support/wire.js'

describe('an engine behind forward that is stopped, with its connections open', function () {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engine: Swarmd
  let daemon: TestDaemon

  before(async () => {
    folder = await temporaryFolder()
    engine = await startSwarmd(['--backend', 'simulator web', 'unix://e.sock'], { cwd: folder.path })
    const options = { address: `unix://${join(folder.path, 'e.sock')}` }
    const install = createForward({ every: 200, patience: 560 })
    daemon = await startTestDaemon({ backends: [{ name: 'forward', install, options }] })
  })
  after(async () => {
    engine.child.kill('SIGCONT')
    await daemon.close()
    await engine.stop()
    await folder.remove()
  })

  it('is noticed: its streams break off, calls of its streams are 502, and all is well when it goes on', async () => {
    const body = { Cmd: ['cat'], AttachStdin: true, AttachStdout: true }
    const exec = (await call(daemon, 'POST /containers/web/exec', { body })).json<{ Id: string }>().Id
    const ask = (request: string) => hear(connect({ path: daemon.socketPath!, allowHalfOpen: true }), request)
    const hearings = Object.values(streams).map((requestOf) => ask(requestOf(exec)))
    for (const hearing of hearings) await hearing.until('it is open', () => hearing.heard().includes('\r\n\r\n'))
    engine.child.kill('SIGSTOP')
    const late = ask(get('/events'))
    for (const hearing of hearings) {
      await hearing.until('it has broken off', () => hearing.isOver())
      expect(hearing.heard()).to.match(/^HTTP\/1\.1 (200|101) /)
      expect(isWhole(hearing.heard())).to.equal(false)
      hearing.close()
    }
    await late.until('it is answered', () => isWhole(late.heard()))
    expect(late.heard()).to.match(/^HTTP\/1\.1 502 [^]*nothing was heard from it for 0\.56 s/)
    late.close()
    engine.child.kill('SIGCONT')
    await until('the next call is answered', async () => (await call(daemon, 'GET /info')).status === 200)
  })
})

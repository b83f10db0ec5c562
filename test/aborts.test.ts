import { once } from 'node:events'
import { connect } from 'node:net'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { short } from './support/needs.js'
import { openDescriptors } from './support/proc.js'
import { until } from './support/processes.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

// All of them where there is time.
const cycles = short ? 50 : 1000
const abreast = 10

const none = 'Content-Length: 0\r\n\r\n'
const upgrade = 'Connection: Upgrade\r\nUpgrade: tcp\r\n'

/** What is sent of a call that is left as soon as its answer begins; made anew for each. */
const kinds: Readonly<Record<string, (exec: () => Promise<string>) => string | Promise<string>>> = {
  events: () => 'GET /events HTTP/1.1\r\nHost: d\r\n\r\n',
  'logs that are followed': () => 'GET /containers/web/logs?follow=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n',
  stats: () => 'GET /containers/web/stats HTTP/1.1\r\nHost: d\r\n\r\n',
  'an upload': () => 'POST /images/load HTTP/1.1\r\nHost: d\r\nContent-Length: 1000000\r\n\r\nhalf',
  'an upload in chunks': () => 'POST /build HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf',
  'a wait': () => `POST /containers/web/wait HTTP/1.1\r\nHost: d\r\n${none}`,
  'an attach': () => `POST /containers/web/attach?stream=1&stdin=1&stdout=1 HTTP/1.1\r\nHost: d\r\n${upgrade}${none}`,
  'a command': async (exec) => `POST /exec/${await exec()}/start HTTP/1.1\r\nHost: d\r\n${upgrade}${none}`,
}

describe(`clients that go away, ${cycles} of each kind (row 66)`, function () {
  this.timeout(120_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engine: Swarmd
  let forward: Swarmd
  const socketPath = () => `${folder.path}/forward.sock`

  before(async () => {
    folder = await temporaryFolder()
    engine = await startSwarmd(['--backend', 'simulator web', 'unix://engine.sock'], { cwd: folder.path })
    const words = ['--backend', 'forward unix://engine.sock', 'unix://forward.sock']
    forward = await startSwarmd(words, { cwd: folder.path })
  })
  after(async () => {
    const ended = [await forward?.stop(), await engine?.stop()]
    await folder.remove()
    expect(ended.map((one) => one?.code)).to.deep.equal([0, 0])
  })

  const exec = async () => {
    const body = { Cmd: ['cat'], AttachStdin: true, AttachStdout: true }
    // At the engine itself: what is kept by the one in front to be used again is no leak.
    const at = { socketPath: `${folder.path}/engine.sock`, port: undefined }
    const made = await call(at, 'POST /containers/web/exec', { body })
    return made.json<{ Id: string }>().Id
  }

  for (const [name, textOf] of Object.entries(kinds)) {
    it(`leave nothing, in either process: ${name}`, async () => {
      const leave = async () => {
        const socket = connect(socketPath())
        socket.write(await textOf(exec))
        await once(socket, 'data')
        socket.destroy()
      }
      // What is loaded and kept at the first call is no leak.
      await Promise.all(Array.from({ length: abreast }, leave))
      const pids = [forward.child.pid!, engine.child.pid!]
      const count = () => Promise.all(pids.map(openDescriptors))
      const before = await count()
      const lane = async () => {
        for (let cycle = 0; cycle < cycles / abreast; cycle++) await leave()
      }
      await Promise.all(Array.from({ length: abreast }, lane))
      await until('both have as few descriptors as before', async () =>
        (await count()).every((after, index) => after <= before[index]! + 2),
      )
    })
  }
})

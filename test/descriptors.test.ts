import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { until } from './support/processes.js'
import { swarmdBin, temporaryFolder } from './support/swarmd.js'

const worst = new URL('../test/fixtures/worst', import.meta.url).pathname

// Fewer than the clients want.
const descriptors = 128

describe('swarmd with 128 descriptors and 300 clients (row 39)', () => {
  for (const backends of [['simulator web'], [worst, 'simulator web']]) {
    it(`goes on serving those it has, and everybody when they leave: ${backends.length} backends`, async () => {
      const folder = await temporaryFolder()
      const words = [swarmdBin, ...backends.flatMap((name) => ['--backend', name]), 'unix://a.sock']
      const child = spawn('sh', ['-c', `ulimit -n ${descriptors}; exec "$0" "$@"`, process.execPath, ...words], {
        cwd: folder.path,
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      })
      let stderr = ''
      child.stderr!.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
      const ended = once(child, 'exit')
      try {
        await once(child, 'message')
        const target = { socketPath: join(folder.path, 'a.sock'), port: undefined }
        const kept = connect(target.socketPath)
        await once(kept, 'connect')
        expect(await askOn(kept)).to.match(/^HTTP\/1\.1 200 /)

        let cut = 0
        const others = Array.from({ length: 300 }, () => {
          const socket = connect(target.socketPath).on('error', () => undefined)
          socket.once('close', () => cut++)
          socket.write('GET /events?until=0 HTTP/1.1\r\nHost: d\r\n\r\nGET /events HTTP/1.1\r\nHost: d\r\n\r\n')
          return socket
        })
        await until('more of them are cut than it can have', () => cut >= 300 - descriptors)
        expect(await askOn(kept)).to.match(/^HTTP\/1\.1 200 /)
        for (const socket of [...others, kept]) socket.destroy()
        await until('it serves everybody again', async () => {
          const answers = Array.from({ length: 10 }, () => call(target, 'GET /containers/json').catch(() => undefined))
          return (await Promise.all(answers)).every((answer) => answer?.status === 200)
        })
      } finally {
        child.kill('SIGTERM')
      }
      expect(await ended).to.deep.equal([0, null])
      // As it happens all within a minute, it is told once. What streams through another process takes more descriptors
      // than are left for backends: then Node may be the one who closes, and tells nobody.
      const dropped = /^swarmd: warning: (\d+) connections? (?:was|were) dropped: 64 are open, as many as may be; .*$/gm
      expect(stderr.match(dropped) ?? []).to.have.lengthOf.within(backends.length === 1 ? 1 : 0, 1)
      expect(stderr.replace(dropped, '')).to.not.match(/error|warning/)
      await folder.remove()
    })
  }
})

async function askOn(socket: Socket, path = '/_ping'): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: d\r\n\r\n`)
  return String((await once(socket, 'data'))[0])
}

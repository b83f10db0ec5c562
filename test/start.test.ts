import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { until } from './support/processes.js'
import { temporaryFolder } from './support/swarmd.js'

const root = fileURLToPath(new URL('..', import.meta.url))

describe('npm start', function () {
  this.timeout(60_000)

  it('serves, says what to type next, and ends with npm', async () => {
    const folder = await temporaryFolder()
    const path = join(folder.path, 'a.sock')
    const script = `node scripts/start.js --backend 'simulator web' 'unix://${path}'; true`
    // As npm runs a script: in a shell, to which alone a signal goes.
    const shell = spawn('sh', ['-c', script], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
    let said = ''
    shell.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()))
    const silent = new Promise((resolve) => shell.stdout.once('close', resolve))
    try {
      await until('it says what to type', () => said.includes('Ctrl-C ends it.'), 50_000)
      expect(said).to.include(`    docker -H unix://${path} ps\n`)
      expect(said).to.include(`    docker -H unix://${path} run --rm busybox echo hi\n`)
      expect(said).to.include(`    curl --unix-socket ${path} http://docker/containers/json\n`)
      expect((await call({ socketPath: path, port: undefined }, 'GET /_ping')).text).to.equal('OK')
    } finally {
      shell.kill('SIGTERM')
    }
    await until('its socket is gone', async () => (await readdir(folder.path)).length === 0)
    await silent
    await folder.remove()
  })
})

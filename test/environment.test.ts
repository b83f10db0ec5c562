import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { unsafeOptions } from '../swarmd/dist/environment.js'
import { until } from './support/processes.js'
import { freePort, runSwarmd, startSwarmd, swarmdBin, temporaryFolder, type Swarmd } from './support/swarmd.js'

describe('the environment', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let swarmd: Swarmd | undefined
  beforeEach(async () => void (folder = await temporaryFolder()))
  afterEach(async () => {
    await swarmd?.stop('SIGKILL')
    swarmd = undefined
    await folder.remove()
  })
  const at = (name: string) => join(folder.path, name)
  const socket = () => ({ socketPath: at('a.sock'), port: undefined })

  describe('with unsafe options of Node (row 36)', () => {
    const unsafe: readonly (readonly [options: string, why: RegExp])[] = [
      ['--insecure-http-parser', /: requests could be smuggled/],
      ['--max-old-space-size=100 --insecure_http_parser', /: --insecure_http_parser: requests could be smuggled/],
      ['"--insecure-http-parser"', /: requests could be smuggled/],
      ['--insecure-http-parser=true', /: requests could be smuggled/],
      ['--security-revert=CVE-2023-46809', /: it brings a known vulnerability back/],
      ['--tls-min-v1.0', /: TLS 1\.0 is broken/],
      ['--tls-min-v1.1', /: TLS 1\.1 is broken/],
      ['--inspect=0.0.0.0', /: whoever reaches the debugger runs code in swarmd/],
      ['--inspect=0.0.0.0:9229', /: whoever reaches the debugger/],
      ['--inspect-brk=[::]:9229', /: whoever reaches the debugger/],
      ['--inspect-port=10.0.0.1:1', /: whoever reaches the debugger/],
      ['--inspect-port 10.0.0.1:1', /: --inspect-port: whoever reaches the debugger/],
      ['--inspect=127.0.0.1.example.com', /: whoever reaches the debugger/],
    ]
    for (const [options, why] of unsafe) {
      it(`${options} is refused`, () => {
        expect(unsafeOptions(options, []))
          .to.match(/^unsafe NODE_OPTIONS: .*; start swarmd without it$/)
          .and.match(why)
      })
    }

    for (const options of [
      '',
      '--inspect',
      '--inspect=9230',
      '--inspect=localhost:0',
      '--inspect=[::1]',
      '--tls-min-v1.2',
    ]) {
      it(`${JSON.stringify(options)} is not`, () => expect(unsafeOptions(options, [])).to.equal(undefined))
    }

    it('exit code 1, of every command', async () => {
      for (const args of [['unix://a.sock'], ['--version']]) {
        const options = { cwd: folder.path, env: { NODE_OPTIONS: '--insecure-http-parser' } }
        const { code, stdout, stderr } = await runSwarmd(args, options)
        expect(stderr).to.equal(
          'swarmd: unsafe NODE_OPTIONS: --insecure-http-parser: requests could be smuggled past what reads them strictly; start swarmd without it\n',
        )
        expect([code, stdout]).to.deep.equal([1, ''])
      }
    })

    it("also on Node's own command line", async () => {
      const child = spawn(process.execPath, ['--tls-min-v1.0', swarmdBin, '--version'], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let stderr = ''
      child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
      expect((await once(child, 'close'))[0]).to.equal(1)
      expect(stderr).to.equal(
        'swarmd: unsafe options of node: --tls-min-v1.0: TLS 1.0 is broken; start swarmd without it\n',
      )
    })
  })

  it('NODE_TLS_REJECT_UNAUTHORIZED=0 is not followed, and that is said (row 37)', async () => {
    await writeFile(
      at('show.mjs'),
      `process.on('SIGUSR2', () => console.log('value', process.env.NODE_TLS_REJECT_UNAUTHORIZED))`,
    )
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_OPTIONS: `--import=${at('show.mjs')}` }
    swarmd = await startSwarmd(['unix://a.sock'], { cwd: folder.path, env })
    expect(swarmd.stderr()).to.include(
      'swarmd: warning: NODE_TLS_REJECT_UNAUTHORIZED=0 is not followed: certificates are always verified\n',
    )
    swarmd.child.kill('SIGUSR2')
    await until('it has shown it', () => swarmd!.stdout() === 'value undefined\n')
  })

  it('DOCKER_HOST and HTTP_PROXY are not looked at: no loop, no proxy (row 38)', async () => {
    let proxied = 0
    const proxy = createServer((_, response) => {
      proxied++
      response.end()
    }).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const port = await freePort()
    const address = `tcp://127.0.0.1:${port}`
    const env = { DOCKER_HOST: address, HTTP_PROXY: url, http_proxy: url, ALL_PROXY: url }
    const engine = await startSwarmd(['--backend', 'simulator web', address], { cwd: folder.path, env })
    try {
      swarmd = await startSwarmd(['--backend', `forward ${address}`, 'unix://a.sock'], { cwd: folder.path, env })
      expect((await call(socket(), 'GET /containers/json')).json<{ Names: string[] }[]>()[0]?.Names).to.deep.equal([
        '/web',
      ])
      await swarmd.stop()
      swarmd = await startSwarmd(['unix://a.sock'], { cwd: folder.path, env })
      expect((await call(socket(), 'GET /containers/json?all=1')).json()).to.deep.equal([])
      expect(proxied).to.equal(0)
    } finally {
      await engine.stop()
      proxy.close()
    }
  })

  describe('output that cannot be written (row 40)', () => {
    const daemon = `exec '${process.execPath}' '${swarmdBin}' --log-level debug --backend debug --backend simulator unix://a.sock`
    for (const [what, redirected] of [
      ['closed', '>&- 2>&-'],
      ['full', '>/dev/full 2>/dev/full'],
    ]) {
      it(`${what}: it goes on serving, and ends with 0`, async () => {
        const child = spawn('sh', ['-c', `${daemon} ${redirected}`], { cwd: folder.path, stdio: 'ignore' })
        const ended = once(child, 'exit')
        try {
          await until('it answers', () =>
            call(socket(), 'GET /_ping')
              .then(({ status }) => status === 200)
              .catch(() => false),
          )
          for (let time = 0; time < 5; time++) expect((await call(socket(), 'GET /info')).status).to.equal(200)
        } finally {
          child.kill('SIGTERM')
        }
        expect(await ended).to.deep.equal([0, null])
      })
    }

    describe('a pipe that nobody reads', () => {
      const args = ['--log-level', 'debug', '--backend', 'debug', '--backend', 'simulator', 'unix://a.sock']
      let child: ChildProcess
      let ended: Promise<unknown>
      beforeEach(async () => {
        const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as const
        child = spawn(process.execPath, [swarmdBin, ...args], { cwd: folder.path, stdio: [...stdio] })
        ended = once(child, 'exit')
        await once(child, 'message')
        // More than a pipe holds, and than may wait.
        for (let time = 0; time < 200; time++) {
          const { status } = await call(socket(), `GET /containers/json?label=${'x'.repeat(8000)}`)
          expect(status).to.equal(200)
        }
      })
      afterEach(() => child.kill('SIGKILL'))

      it('it goes on serving, and ends with 0', async () => {
        child.kill('SIGTERM')
        expect(await ended).to.deep.equal([0, null])
      })

      it('lines are dropped instead of kept, and counted when somebody reads on', async () => {
        let read = ''
        child.stdout!.on('data', (chunk: Buffer) => void (read += chunk.toString()))
        await until('what waited is read', async () => {
          await call(socket(), 'GET /info')
          return /\n\(\d+ calls or answers are missing here: nobody read them\)\n/.test(read)
        })
        expect(read.length).to.be.lessThan(1_400_000)
      })
    })
  })

  it('a Node that is too old is told so (row 41)', async () => {
    await writeFile(
      at('old.cjs'),
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: process.env.AS_IF } })`,
    )
    const as = (version: string) =>
      runSwarmd(['--version'], { env: { NODE_OPTIONS: `--require=${at('old.cjs')}`, AS_IF: version } })
    for (const version of ['18.20.8', '20.18.3']) {
      const { code, stdout, stderr } = await as(version)
      expect(stderr).to.equal(`swarmd: needs Node.js 20.19 or newer, this is ${version}\n`)
      expect([code, stdout]).to.deep.equal([1, ''])
    }
    for (const version of ['20.19.0', '22.0.0']) expect((await as(version)).code).to.equal(0)
  })
})

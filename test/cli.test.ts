import { spawn } from 'node:child_process'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { operations } from 'libswarm-core'
import { call } from 'libswarm-core/testing'
import { someOf } from './support/needs.js'
import { standardBackends } from './support/standard.js'
import {
  freePort,
  ownGroup,
  runSwarmd,
  spawnSwarmd,
  startSwarmd,
  swarmdBin,
  temporaryFolder,
  type Swarmd,
} from './support/swarmd.js'

describe('swarmd', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  beforeEach(async () => void (folder = await temporaryFolder()))
  afterEach(() => folder.remove())
  const at = (name: string) => join(folder.path, name)

  describe('says what was written wrong in one line, and exits with 2 before anything is opened (rows 7, 8, 9, 10, 21)', () => {
    const wrong: readonly [readonly string[], RegExp][] = [
      [[], /^swarmd: no address to listen on is given \(usage: swarmd \[address\.\.\.\] /],
      [['operation'], /^swarmd: "operation" is neither a command nor an address: did you mean "operations"\?$/],
      [
        ['--backend', 'tcp://localhost:1'],
        /^swarmd: no address to listen on is given, --backend has taken "tcp:\/\/localhost:1" for a backend/,
      ],
      [
        ['--backend', 'simulator', 'web', 'tcp://localhost:0'],
        /^swarmd: "web" is neither .*as in --backend 'simulator web'$/,
      ],
      [['a.sock'], /^swarmd: unsupported address "a\.sock": did you mean unix:\/\/a\.sock\?/],
      [
        ['--backend', 'simulator a a', 'unix://a.sock'],
        /^swarmd: the backend "simulator": the container name "a" is given twice$/,
      ],
      [
        ['--backend', "aggregate a=simulator b='simulator x'", 'unix://a.sock'],
        /^swarmd: the backend "aggregate": the child "b": the backend "simulator": the container name "x" is too short: it has two characters at least$/,
      ],
      [['plugins'], /^swarmd: "plugins" goes on with "list" or "inspect" or "doctor"$/],
      [['plugins', 'lst'], /^swarmd: "plugins" goes on with "list" or "inspect" or "doctor", not "lst"$/],
      [
        ['--bakend', 'debug', 'tcp://localhost:0'],
        /^swarmd: unknown option "--bakend", did you mean --backend\? \(usage: /,
      ],
      [['--backend'], /^swarmd: --backend needs a value/],
      [['--backend', '', 'tcp://localhost:0'], /^swarmd: --backend needs a value/],
      [['--log-level', 'inof', 'unix://a.sock'], /^swarmd: --log-level takes one of .* did you mean "info"\?/],
      [['--insecure-tcp=maybe', 'unix://a.sock'], /^swarmd: --insecure-tcp takes true or false, not "maybe"/],
      [['http://x'], /^swarmd: unsupported address "http:\/\/x": use tcp:\/\/host:port or unix:\/\/path$/],
      [['unix://a.sock', 'tcp://host:99999'], /^swarmd: invalid address "tcp:\/\/host:99999": invalid port "99999"/],
      [['unix://a.sock', 'tcp://user:hunter2@host:1'], /^swarmd: invalid address: unexpected credentials before "@"$/],
      [
        ['unix://a.sock', 'tcp://2130706433:1'],
        /^swarmd: invalid address "tcp:\/\/2130706433:1": invalid host "2130706433"/,
      ],
      [['--tlscert', 'x.pem', 'unix://a.sock', 'tcp://:0'], /^swarmd: --tlscert requires --tls or --tlsverify$/],
      [['--tls=false', '--tlskey', 'x.pem', 'tcp://:0'], /^swarmd: --tlskey requires --tls or --tlsverify$/],
      [['--allow-origin', 'null', 'tcp://:0'], /^swarmd: --allow-origin: .*invalid origin "null": every web page/],
      [['--allow-origin', 'https://Ui.example:443/', 'tcp://:0'], /^swarmd: .* it is written https:\/\/host:port$/],
      [['--allow-origin', 'https://Ui.example:443', 'tcp://:0'], /^swarmd: .*browsers write it https:\/\/ui\.example$/],
      [['unix://a.sock', 'unix://a.sock'], /^swarmd: duplicate address "unix:\/\/a\.sock"/],
      [['--backend', 'forward "unterminated', 'unix://a.sock'], /^swarmd: an unbalanced quote at column 9 of /],
      [
        ['--backend', 'forward unix://a b c', 'unix://a.sock'],
        /^swarmd: the backend "forward": unexpected argument "b" \(usage: forward /,
      ],
      [['--backend', 'forward http://x', 'unix://a.sock'], /^swarmd: .*"http:\/\/x"/],
      [
        ['--backend', 'simulator --quite', 'unix://a.sock'],
        /^swarmd: the backend "simulator": unknown option "--quite"/,
      ],
      [['--backend', 'node:fs', 'unix://a.sock'], /^swarmd: invalid backend name "node:fs"/],
      [['a\u001b[31m\r\nb'], /^swarmd: invalid address "a\\u001b\[31m\\r\\nb": it has control characters$/],
      [['operations', 'x'], /^swarmd: operations: unexpected argument "x"/],
      [['operations', '--jsn'], /^swarmd: operations: unknown option "--jsn", did you mean --json\?/],
    ]
    for (const [args, line] of someOf(wrong)) {
      it(JSON.stringify(args), async () => {
        const { code, stdout, stderr } = await runSwarmd(args, { cwd: folder.path })
        const lines = stderr.split('\n')
        expect(lines[0]).to.match(line)
        expect(lines).to.have.length(2)
        expect([code, stdout]).to.deep.equal([2, ''])
        expect(await readdir(folder.path)).to.deep.equal([])
      })
    }
  })

  describe('says what it cannot do, exits with 1, and leaves nothing behind', () => {
    it('an unknown backend, with the nearest known one', async () => {
      const { code, stderr } = await runSwarmd(['--backend', 'simulater', `unix://${at('a.sock')}`])
      expect(stderr).to.equal(
        `swarmd: unknown backend "simulater": did you mean "simulator"? (have: ${standardBackends.join(', ')}; to install another: npm i libswarm-backend-simulater)\n`,
      )
      expect(code).to.equal(1)
    })

    it('a port in use, after a socket that was free', async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as { port: number }
      const args = ['--backend', 'simulator', `unix://${at('a.sock')}`, `tcp://127.0.0.1:${port}`]
      const { code, stderr } = await runSwarmd(args)
      expect(stderr).to.equal(`swarmd: cannot listen on tcp://127.0.0.1:${port}: the address is already in use\n`)
      expect(code).to.equal(1)
      expect(await readdir(folder.path)).to.deep.equal([])
      expect(server.listening).to.equal(true)
      await new Promise((resolve) => server.close(resolve))
    })

    it('a file where a socket should be', async () => {
      await writeFile(at('a.sock'), 'precious')
      const { code, stderr } = await runSwarmd(['--backend', 'simulator', 'unix://a.sock'], { cwd: folder.path })
      expect(stderr).to.equal('swarmd: cannot listen on unix://a.sock: the file exists and is not a socket\n')
      expect(code).to.equal(1)
      expect(await readFile(at('a.sock'), 'utf8')).to.equal('precious')
    })

    it('a working directory that is gone', async () => {
      const gone = await temporaryFolder()
      const child = spawn(
        'sh',
        ['-c', `rmdir '${gone.path}' && exec '${process.execPath}' '${swarmdBin}' unix://a.sock`],
        { cwd: gone.path },
      )
      let stderr = ''
      child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
      try {
        expect(await new Promise((resolve) => child.once('close', resolve))).to.equal(1)
        expect(stderr).to.match(/ENOENT/)
      } finally {
        child.kill('SIGKILL')
      }
    })

    it('plain TCP off loopback in front of something real (row 2)', async () => {
      const { code, stderr } = await runSwarmd(['--backend', `forward unix://${at('none.sock')}`, 'tcp://0.0.0.0:0'])
      expect(stderr).to.match(/refusing to listen: tcp:\/\/0\.0\.0\.0:0 .*--insecure-tcp\n$/)
      expect(code).to.equal(1)
    })
  })

  describe('serves', () => {
    let swarmd: Swarmd | undefined
    afterEach(async () => {
      await swarmd?.stop('SIGKILL')
      swarmd = undefined
    })

    it('the simulator when no backend is given, and says so in one line', async () => {
      swarmd = await startSwarmd([...ownGroup, 'unix://a.sock'], { cwd: folder.path })
      expect(swarmd.stderr()).to.equal(
        'swarmd: no --backend given: simulating an empty Docker Engine in memory\nswarmd: listening on unix://a.sock\n',
      )
      const target = { socketPath: at('a.sock'), port: undefined }
      expect((await call(target, 'GET /containers/json?all=1')).json()).to.deep.equal([])
      expect((await stat(at('a.sock'))).mode & 0o777).to.equal(0o660)
    })

    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      it(`until ${signal}: cuts streams, removes its sockets, exits with 0`, async () => {
        swarmd = await startSwarmd(['--backend', 'simulator web', 'unix://a.sock', 'tcp://127.0.0.1:0'], {
          cwd: folder.path,
        })
        const events = connect(at('a.sock'))
        events.write('GET /events HTTP/1.1\r\nHost: d\r\n\r\n')
        await new Promise((resolve) => events.once('data', resolve))
        const closed = new Promise((resolve) => events.once('close', resolve))
        const { code, stderr } = await swarmd.stop(signal)
        await closed
        expect(code).to.equal(0)
        expect(stderr).to.match(new RegExp(`swarmd: got ${signal}, closing\nswarmd: closed, 1 call was cut\n$`))
        expect(await readdir(folder.path)).to.deep.equal([])
      })
    }

    it('goes on when an engine is not there, and says so to each client until it comes', async () => {
      swarmd = await startSwarmd(['--backend', 'forward unix://none.sock', 'unix://a.sock'], { cwd: folder.path })
      const target = { socketPath: at('a.sock'), port: undefined }
      const missing = await call(target, 'GET /containers/json')
      expect(missing.status).to.equal(502)
      expect(missing.json<{ message: string }>().message).to.match(
        /^cannot connect to the engine at unix:\/\/none\.sock: /,
      )
      const engine = await startSwarmd(['--backend', 'simulator web', 'unix://none.sock'], { cwd: folder.path })
      try {
        expect((await call(target, 'GET /containers/json')).status).to.equal(200)
        expect(swarmd.stderr()).to.match(/warning: .*none\.sock/)
      } finally {
        await engine.stop()
      }
    })

    it('508 instead of going round for ever when it forwards to itself, by whatever way', async () => {
      const forward = (name: string) => ['--backend', `forward unix://${name}`]
      swarmd = await startSwarmd([...forward('b.sock'), 'unix://a.sock'], { cwd: folder.path })
      const other = await startSwarmd([...forward('a.sock'), 'unix://b.sock'], { cwd: folder.path })
      try {
        const answer = await call({ socketPath: at('a.sock'), port: undefined }, 'GET /info')
        expect(answer.status).to.equal(508)
        expect(answer.text).to.match(/forwarded 5 times: the engines forward to each other in a loop/)
        const socket = connect(at('a.sock'))
        socket.write(
          'GET /containers/a/attach/ws HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        )
        expect(String(await new Promise((resolve) => socket.once('data', resolve)))).to.match(/^HTTP\/1.1 508 /)
        socket.destroy()
      } finally {
        await other.stop()
      }
    })

    it('survives a reader of its output that goes away', async () => {
      const port = await freePort()
      const args = [swarmdBin, '--backend', 'debug', '--backend', 'simulator', `tcp://127.0.0.1:${port}`]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
      await new Promise((resolve) => child.once('message', resolve))
      child.stdout!.destroy()
      child.stderr!.destroy()
      const target = { socketPath: undefined, port }
      for (let call_ = 0; call_ < 5; call_++) expect((await call(target, 'GET /info')).status).to.equal(200)
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      expect(await ended).to.equal(0)
    })

    it('a second signal ends at once', async () => {
      swarmd = await startSwarmd(['--backend', fixture('never'), 'unix://a.sock'], { cwd: folder.path })
      const hanging = connect(at('a.sock'))
      hanging.on('error', () => undefined)
      hanging.write('GET /info HTTP/1.1\r\nHost: d\r\n\r\n')
      await waitFor(() => swarmd!.stderr().includes('[never] called'))
      swarmd.child.kill('SIGTERM')
      await waitFor(() => swarmd!.stderr().includes('got SIGTERM, closing'))
      const { code, stderr } = await swarmd.stop('SIGTERM')
      expect(code).to.equal(143)
      expect(stderr).to.match(/warning: got SIGTERM again, ending at once\n$/)
    })

    it('a signal while a backend still installs ends it', async () => {
      const starting = spawnSwarmd(['--backend', fixture('slow'), 'unix://a.sock'], { cwd: folder.path }, false)
      await waitFor(() => starting.stderr().includes('[slow] installing'))
      const { code, stderr } = await starting.stop('SIGTERM')
      expect(code).to.equal(0)
      expect(stderr).to.equal('swarmd: [slow] installing\nswarmd: got SIGTERM before everything was listening\n')
      expect(await readdir(folder.path)).to.deep.equal([])
    })

    it('logs what a backend throws outside of any call, and goes on', async () => {
      swarmd = await startSwarmd(['--backend', fixture('never'), '--backend', 'simulator', 'unix://a.sock'], {
        cwd: folder.path,
      })
      const target = { socketPath: at('a.sock'), port: undefined }
      expect((await call(target, 'GET /version')).status).to.equal(200)
      await waitFor(() => swarmd!.stderr().includes('error: [never] not caught: Error: from a timer'))
      expect((await call(target, 'GET /containers/json')).status).to.equal(200)
    })
  })

  describe('lists', () => {
    it('every operation, and who answers it', async () => {
      const { code, stdout } = await runSwarmd(['operations', '--backend', 'debug', '--backend', 'simulator'])
      expect(code).to.equal(0)
      const lines = stdout.split('\n')
      expect(lines[0]).to.match(/^OPERATION +METHOD +PATH +SINCE +2014 +BACKEND$/)
      expect(lines).to.have.length(operations.length + 4)
      expect(lines.find((line) => line.startsWith('ContainerList '))).to.match(
        /^ContainerList +GET +\/containers\/json +1\.0 +containers +debug\* > simulator$/,
      )
      const json = JSON.parse((await runSwarmd(['operations', '--json'])).stdout) as {
        operation: string
        backends: object[]
      }[]
      expect(json.map(({ operation }) => operation)).to.deep.equal(operations.map(({ operation }) => operation))
      expect(json.find(({ operation }) => operation === 'ContainerList')?.backends).to.deep.equal([
        { backend: 'simulator', catchAll: false },
      ])
      expect(json.find(({ operation }) => operation === 'ImagePush')?.backends).to.deep.equal([])
    })

    it('the installed backends', async () => {
      const { code, stdout } = await runSwarmd(['plugins', 'list'])
      expect(code).to.equal(0)
      const rows = stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/ {2,}/).slice(0, 4))
      expect(rows[0]).to.deep.equal(['NAME', 'VERSION', 'API', 'STATUS'])
      const standard = standardBackends.map((name) => [name, 'standard'])
      expect(rows.slice(1).map(([name, , , status]) => [name, status])).to.deep.equal(standard)
      const json = JSON.parse((await runSwarmd(['plugins', 'list', '--json'])).stdout) as object[]
      const debug = { name: 'debug', package: 'libswarm-backend-debug', simulated: true }
      expect(json[standardBackends.indexOf('debug')]).to.include(debug)
    })

    it('its options and its version', async () => {
      const help = await runSwarmd(['--help'])
      expect(help.code).to.equal(0)
      for (const part of [
        '--backend',
        '--tlsverify',
        '--tlscacert',
        '--insecure-tcp',
        '--allow-origin',
        '--log-level',
        '--config',
        '--no-config',
        'swarmd config',
        'swarmd operations',
        'swarmd plugins list',
        'swarmd plugins inspect',
        'swarmd plugins doctor',
        'Examples:',
      ]) {
        expect(help.stdout).to.include(part)
      }
      expect((await runSwarmd(['plugins', 'list', '--help'])).stdout).to.include('--json')
      expect((await runSwarmd(['--version'])).stdout).to.match(/^\d+\.\d+\.\d+\n$/)
      expect((await runSwarmd(['--log-level', 'info', '--version'])).stdout).to.match(/^\d+\.\d+\.\d+\n$/)
    })
  })

  function fixture(name: string): string {
    return new URL(`../test/fixtures/${name}`, import.meta.url).pathname
  }

  async function waitFor(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
  }
})

import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, type Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { createLogger, type Runner } from 'libswarm-core'
import { Isolated } from '../dist/backend/isolate/isolated.js'
import { isolationLimits, type IsolationLimits } from '../dist/backend/isolate/limits.js'
import { until } from './support.js'

const entry = fileURLToPath(new URL('fixtures/misbehaving.js', import.meta.url))

describe('a backend in a process of its own', () => {
  let isolated: Isolated
  let lines: string[]

  const start = async (limits: Partial<IsolationLimits> = {}, next?: Runner, other: object = {}): Promise<void> => {
    lines = []
    isolated = new Isolated({
      backend: { entry, name: 'bad', version: '1.0.0', options: { secret: 's' }, listening: [], ...other },
      next,
      spawn: () => Promise.reject(new Error('not here')),
      log: createLogger('debug', (line) => lines.push(line)),
      limits: { ...isolationLimits, restart: { ...isolationLimits.restart, first: 50 }, ...limits },
      installLimit: 10_000,
    })
    await isolated.start()
  }
  afterEach(() => isolated.close())

  const info = async () => (await isolated.run({ operation: 'SystemInfo' })).json()
  const failure = (run: Promise<unknown>) =>
    run.then(
      () => 'no failure',
      (thrown: unknown) => `${(thrown as { kind: string }).kind}: ${(thrown as Error).message}`,
    )
  const restarted = (): Promise<void> => until(() => lines.some((line) => line === 'it has been started again'))

  it('answers as it would here: values, errors, streams, inputs, duplexes', async () => {
    await start()
    expect(await (await isolated.run({ operation: 'ContainerList' })).json()).to.deep.equal([
      { Id: 'c1', Names: ['/c1'] },
    ])
    expect(await failure(isolated.run({ operation: 'ContainerInspect', path: { id: 'x' } }))).to.equal(
      'NotFound: No such container: x',
    )
    const load = await isolated.run({ operation: 'ImageLoad', input: Readable.from([Buffer.alloc(9_000_000)]) })
    for await (const message of load.messages()) expect(message).to.deep.equal({ stream: '9000000' })
    const attached = (await isolated.run({ operation: 'ContainerAttach', path: { id: 'a' }, upgrade: 'tcp' }))
      .body as Duplex
    attached.end('echo')
    let text = ''
    for await (const chunk of attached) text += String(chunk)
    expect(text).to.equal('echo')
  })

  it('hears that its client has left', async () => {
    await start()
    const abort = new AbortController()
    const events = await isolated.run({ operation: 'SystemEvents', signal: abort.signal })
    for await (const message of events.messages()) {
      expect(message).to.deep.equal({ Action: 'start' })
      break
    }
    abort.abort()
    await until(() => lines.includes('the listener has left'))
  })

  it('sees a clean environment, its own options, no other descriptors (row 84)', async () => {
    process.env['SWARMD_TEST_SECRET'] = 'key'
    await start()
    delete process.env['SWARMD_TEST_SECRET']
    const { ID, Name, Labels } = await info()
    expect(Labels).to.include('PATH').and.not.include('SWARMD_TEST_SECRET')
    expect(Name).to.equal('{"secret":"s"}')
    const open = readdirSync(`/proc/${ID}/fd`).length
    const own = readdirSync(`/proc/${process.pid}/fd`).length
    expect(open).to.be.lessThan(own + 30)
  })

  const worst: Readonly<Record<string, { readonly operation: 'ImagePrune'; readonly reason: RegExp }>> = {
    'process.exit()': { operation: 'ImagePrune', reason: /exit code 0/ },
    'process.abort()': { operation: 'NetworkPrune' as never, reason: /signal SIGABRT/ },
    'a segmentation fault': { operation: 'ContainerKill' as never, reason: /signal SIGSEGV/ },
    'closing every descriptor': { operation: 'VolumePrune' as never, reason: /signal|exit/ },
    'a heap of 2 GB': { operation: 'ContainerRestart' as never, reason: /signal SIG(ABRT|SEGV|TRAP)|exit code/ },
  }
  for (const [what, { operation, reason }] of Object.entries(worst)) {
    it(`is started again after ${what} (rows 78, 79)`, async () => {
      await start({ memory: 256 })
      const before = (await info()).ID
      expect(await failure(isolated.run({ operation }))).to.equal(
        `Unreachable: the backend "bad" ended while it was answering ${operation}`,
      )
      await restarted()
      expect((await info()).ID).to.not.equal(before)
      expect(lines.find((line) => line.startsWith('its process has ended'))).to.match(reason)
    })
  }

  it('is killed and started again when it answers nothing any more (row 78)', async () => {
    await start({ ping: 50, hang: 300 })
    expect(await failure(isolated.run({ operation: 'ContainerPrune' }))).to.match(
      /^Unreachable: the backend "bad" ended/,
    )
    await restarted()
    expect(lines.find((line) => line.startsWith('its process has ended'))).to.match(/did not answer for 0.3 s/)
  })

  it('cannot have more memory than it may (row 79)', async () => {
    await start({ memory: 512 })
    const before = process.memoryUsage().rss
    expect(await failure(isolated.run({ operation: 'ContainerStart', path: { id: 'a' } }))).to.match(
      /Array buffer allocation failed|ended while it was answering/,
    )
    expect(process.memoryUsage().rss - before).to.be.lessThan(50 * 1024 * 1024)
  })

  it('survives what it throws outside of any call, and says so (row 78)', async () => {
    await start()
    const { ID } = await info()
    await isolated.run({ operation: 'ContainerPause', path: { id: 'a' } })
    await until(() => lines.filter((line) => line.startsWith('not caught: Error')).length === 2)
    expect((await info()).ID).to.equal(ID)
  })

  it('prints through the log, a line at a time, long ones cut (row 81)', async () => {
    await start()
    await isolated.run({ operation: 'ContainerUnpause', path: { id: 'a' } })
    await until(() => lines.length === 2)
    expect([...lines].sort().map((line) => line.length)).to.deep.equal([6, 8192 + ' (1040384 more bytes)'.length + 1])
  })

  it('stays down after five ends in a minute, with one line (row 78)', async () => {
    await start({ restart: { ...isolationLimits.restart, first: 1, longest: 1 } })
    for (let count = 0; count < 5; count++) {
      await until(() => lines.filter((line) => line === 'it has been started again').length === count)
      await failure(isolated.run({ operation: 'ImagePrune' }))
    }
    const down = 'the backend "bad" is down: it has ended 5 times in 60 s (exit code 0)'
    await until(() => lines.includes(`${down}; it is not started again`))
    expect(await failure(isolated.run({ operation: 'ContainerList' }))).to.equal(`Unavailable: ${down}`)
    expect(isolated.state).to.equal('down')
    expect(lines.filter((line) => line.includes('is down'))).to.have.length(1)
  })

  it('runs its closers, and leaves no process', async () => {
    await start()
    const { ID } = await info()
    await isolated.close()
    expect(lines).to.include('closed')
    await until(() => !isRunning(Number(ID)))
    expect(await failure(isolated.run({ operation: 'ContainerList' }))).to.match(/^Unavailable: .* has been closed/)
  })

  it('is not waited for when it is closed while it is being started again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'again-'))
    const own = join(folder, 'index.mjs')
    await writeFile(own, startsOnce)
    const file = join(folder, 'pids')
    await start({ restart: { ...isolationLimits.restart, first: 1 } }, undefined, { entry: own, options: { file } })
    await failure(isolated.run({ operation: 'ImagePrune' }))
    const pids = () => readFileSync(file, 'utf8').trim().split('\n').map(Number)
    await until(() => pids().length === 2)
    await isolated.close()
    expect(pids().filter(isRunning)).to.deep.equal([])
    await rm(folder, { recursive: true })
  })

  it('leaves nothing where it cannot be started', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'x'.repeat(100)))
    const before = process.env['TMPDIR']
    try {
      process.env['TMPDIR'] = folder
      expect(await failure(start())).to.match(
        /^Unavailable: its process cannot be started: .* is too long for a socket: TMPDIR has to be a shorter path$/,
      )
      expect(readdirSync(folder)).to.deep.equal([])
      process.env['TMPDIR'] = join(folder, 'nosuch')
      expect(await failure(start())).to.match(/^Unavailable: its process cannot be started: ENOENT/)
    } finally {
      if (before === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = before
      await rm(folder, { recursive: true })
    }
  })

  it('breaks what it was streaming off, when it ends', async () => {
    await start()
    const half = await isolated.run({ operation: 'ContainerExport', path: { id: 'a' } })
    void failure(isolated.run({ operation: 'ImagePrune' }))
    expect(await failure(half.bytes())).to.match(/broke off/)
  })
})

/** Installs the first time, and never again. */
const startsOnce = `
import { appendFileSync, existsSync } from 'node:fs'
export const install = async (engine, { file }) => {
  const before = existsSync(file)
  appendFileSync(file, process.pid + '\\n')
  if (before) for (;;);
  engine.register('ImagePrune', () => process.exit(0))
}`

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

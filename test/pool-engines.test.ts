import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { docker, dockerMissing } from './support/docker.js'
import { describeLong, describeNeeding } from './support/needs.js'
import { startEngines, poolMissing, type Engines } from './support/pool/engines.js'
import type { PooledEngine } from './support/pool/pooled-engine.js'
import { childrenOf } from './support/proc.js'
import { run, until } from './support/processes.js'

const missing = poolMissing() ?? dockerMissing()

describeNeeding(missing, 'a pool of real engines', function () {
  this.timeout(60_000)
  let pool: Engines<PooledEngine>
  before(async () => {
    pool = await startEngines(2, (index) => ({ words: ['--label', `rack=${'ab'[index]}`] }))
  })
  after(() => endsWithoutTraces(pool))

  it('has names, labels and ids of their own, and one image', async () => {
    const format = '{{.Name}} {{.Labels}} {{.Containers}}'
    const told = await Promise.all(pool.engines.map((engine) => ask(engine, 'info', '--format', format)))
    expect(told).to.deep.equal(['engine-1 [rack=a] 0', 'engine-2 [rack=b] 0'])
    expect(new Set(await Promise.all(pool.engines.map(idOf)))).to.have.property('size', 2)
    for (const engine of pool.engines)
      expect(await ask(engine, 'images', '--format', '{{.Repository}}')).to.equal('busybox')
  })

  it('publishes ports at the address of the engine', async () => {
    const [one] = pool.engines as [PooledEngine]
    const serve = 'echo here > /tmp/index.html; httpd -f -p 80 -h /tmp'
    await ask(one, 'run', '-d', '--name', 'web', '-p', '8080:80', 'busybox', 'sh', '-c', serve)
    await until('it serves', async () => {
      // Node's `fetch` may wait for ever for what is closed at once.
      const asked = fetch(`http://${one.host}:8080/`, { signal: AbortSignal.timeout(2000) })
      return (await asked.then((response) => response.text()).catch(() => undefined)) === 'here\n'
    })
    await ask(one, 'rm', '-f', 'web')
  })

  it('says why one cannot start, and leaves nothing', async () => {
    const before = await childrenOf(process.pid)
    const reasons = {
      'unknown flag: --nope': { words: ['--nope'] },
      'no machine: .*name too long': { name: 'n'.repeat(80) },
    }
    for (const [reason, options] of Object.entries(reasons)) {
      const thrown = await startEngines(2, (index) => (index === 1 ? options : {})).catch(
        (error: Error) => error.message,
      )
      expect(thrown).to.match(new RegExp(reason, 's'))
    }
    expect(await childrenOf(process.pid)).to.deep.equal(before)
  })

  it('leaves nothing when the process that started it is killed', async () => {
    const program = fileURLToPath(new URL('support/pool/start-and-tell.js', import.meta.url))
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const told = await new Promise<string>((resolve) =>
      child.stdout.once('data', (text: Buffer) => resolve(text.toString())),
    )
    const { number, socketPath, address } = JSON.parse(told) as { number: number; socketPath: string; address: string }
    await docker(address, ['run', '-d', 'busybox', 'sleep', '1000'])
    child.kill('SIGKILL')
    await isGone(number, socketPath)
  })
})

describeLong(missing, 'what happens to a real engine of a pool', function () {
  this.timeout(60_000)
  let pool: Engines<PooledEngine>
  let engine: PooledEngine
  before(async () => {
    pool = await startEngines(1)
    engine = pool.engines[0]!
  })
  after(() => endsWithoutTraces(pool))

  it('comes back with what it had when it was killed', async () => {
    await ask(engine, 'run', '-d', '--name', 'kept', '--stop-signal', 'KILL', 'busybox', 'sleep', '1000')
    const [id, pid] = [await idOf(engine), engine.pid()]
    await engine.kill()
    expect((await docker(engine.address, ['ps'])).stderr).to.match(/Cannot connect|refused/)
    await engine.start()
    expect([await idOf(engine), await names(engine)]).to.deep.equal([id, 'kept'])
    expect(engine.pid()).to.not.equal(pid)
  })

  it('is replaced by an empty one at the same address', async () => {
    await ask(engine, 'run', '-d', '--name', 'lost', 'busybox', 'sleep', '1000')
    const id = await idOf(engine)
    await engine.replace()
    expect(await idOf(engine)).to.not.equal(id)
    expect(await names(engine)).to.equal('')
    expect(await ask(engine, 'run', '--rm', 'busybox', 'echo', 'again')).to.equal('again')
  })

  it('says nothing while it is frozen', async () => {
    engine.freeze()
    const answer = ask(engine, 'version', '--format', '{{.Server.Os}}')
    const early = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 500, 'nothing'))])
    engine.thaw()
    expect([early, await answer]).to.deep.equal(['nothing', 'linux'])
  })

  describe('whose link', () => {
    const knock = (engine: PooledEngine) => connect({ host: engine.host, port: 2375 }).on('error', () => undefined)
    const hears = async (socket: ReturnType<typeof knock>, patience = 10_000) => {
      socket.write('GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n')
      return new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), patience)
        socket.once('data', () => {
          clearTimeout(timer)
          resolve(true)
        })
      })
    }
    // Whether a connection from before is heard on, and whether a new one is made.
    const fates = {
      cut: { goesOn: false, opens: false },
      lost: { goesOn: false, opens: false },
      silent: { goesOn: false, opens: true },
      unanswered: { goesOn: true, opens: false },
    } as const

    for (const [how, { goesOn, opens }] of Object.entries(fates)) {
      it(`is ${how}: ${goesOn ? 'open connections go on' : 'all are silent'}, ${opens ? 'new ones open' : 'no new one opens'}`, async () => {
        const open = knock(engine)
        expect(await hears(open)).to.equal(true)
        await engine.link.fail(how as keyof typeof fates)
        const late = knock(engine)
        let isOpen = false
        late.once('connect', () => (isOpen = true))
        if (opens) await until('it is open', () => isOpen)
        expect(await hears(open, goesOn ? 10_000 : 500)).to.equal(goesOn)
        expect(await hears(late, 500)).to.equal(false)
        expect(isOpen).to.equal(opens)
        await engine.link.mend(how as keyof typeof fates)
        for (const socket of [open, late]) socket.destroy()
        await until('it is mended', async () => {
          const again = knock(engine)
          return hears(again, 500).finally(() => again.destroy())
        })
      })
    }

    it('is slow: as many bytes a second as it is told', async () => {
      await engine.link.limit('8mbit')
      const began = performance.now()
      const bytes = await save(engine)
      const took = performance.now() - began
      await engine.link.limit(undefined)
      // In bits; a bucket's are through at once.
      expect(took).to.be.above(((bytes - 64_000) * 8) / 8000)
      expect(await save(engine)).to.equal(bytes)
    })
  })
})

async function ask(engine: PooledEngine, ...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await docker(engine.address, words)
  expect(code, stderr).to.equal(0)
  return stdout.trim()
}

const idOf = (engine: PooledEngine) => ask(engine, 'info', '--format', '{{.ID}}')
const names = (engine: PooledEngine) => ask(engine, 'ps', '--all', '--format', '{{.Names}}')

/** How many bytes an image is. */
async function save({ host }: PooledEngine): Promise<number> {
  const response = await fetch(`http://${host}:2375/images/busybox/get`)
  return (await response.arrayBuffer()).byteLength
}

async function isGone(number: number, socketPath: string): Promise<void> {
  const folder = socketPath.replace(/\/[^/]*$/, '')
  await until(`${folder} is gone`, () => !existsSync(folder))
  await until('its link is gone', () => !existsSync(`/sys/class/net/pool${number}a`))
  await until('its processes are gone', async () => !(await commandLines()).some((line) => line.includes(folder)))
  const { stdout } = await run('find', ['/sys/fs/cgroup', '-name', `swarmd-pool${number}`])
  expect(stdout.toString()).to.equal('')
}

async function commandLines(): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
}

async function endsWithoutTraces(pool: Engines<PooledEngine>): Promise<void> {
  await pool.close()
  for (const { link, socketPath } of pool.engines) await isGone(link.number, socketPath)
}

import { expect } from 'chai'
import { docker, dockerMissing } from './support/docker.js'
import { describeLong } from './support/needs.js'
import { poolMissing, startEngines, type Engines } from './support/pool/engines.js'
import { quickTimes, startEndpoint, type Endpoint } from './support/pool/matrix/endpoint.js'
import type { PooledEngine } from './support/pool/pooled-engine.js'
import { until } from './support/processes.js'

const optIn = 'com.docker.swarm.reschedule-policies=["on-node-failure"]'
const times = { ...quickTimes, rescheduleGrace: 2000, rescheduleRetry: 1000 }

describeLong(poolMissing() ?? dockerMissing(), 'containers of a real engine of a pool that fails', function () {
  this.timeout(80_000)
  let engines: Engines<PooledEngine>
  let pool: Endpoint

  const on = async (address: string, ...words: readonly string[]) => {
    const { code, stdout, stderr } = await docker(address, words)
    expect(code, `${words.join(' ')}: ${stderr}`).to.equal(0)
    return stdout.trim()
  }
  const prints = (...words: readonly string[]) => on(pool.address, ...words)
  const [a, b] = [0, 1].map((index) => (...words: readonly string[]) => {
    // Past the link, which may be cut.
    return on(`unix://${engines.engines[index]!.socketPath}`, ...words)
  }) as [typeof prints, typeof prints]
  const lines = async (listed: Promise<string>) => (await listed).split('\n').filter((line) => line !== '')
  const state = (name: string) => prints('node', 'ls', '--filter', `name=${name}`, '--format', '{{.Status}}')
  const statesOn = (engine: typeof prints) => engine('ps', '--all', '--format', '{{.Names}} {{.State}}')

  /** Runs one on the first engine, with a volume that nobody has named. */
  const run = async (name: string, ...words: readonly string[]) => {
    const own = ['--name', name, '--label', optIn, '--restart', 'always', '--stop-timeout', '1', '--volume', '/kept']
    await prints('node', 'update', '--availability', 'pause', 'b')
    const command = 'echo $HOSTNAME > /kept/who; exec sleep 1000'
    const id = await prints('run', '--detach', ...own, ...words, 'busybox', 'sh', '-c', command)
    await prints('node', 'update', '--availability', 'active', 'b')
    expect(await prints('inspect', '--format', '{{.Node.Name}}', name)).to.equal('a')
    return id
  }
  const runs = async (engine: typeof prints) => (await lines(engine('ps', '--quiet'))).length

  const start = async (given: typeof times) => {
    const [one, two] = engines.engines as [PooledEngine, PooledEngine]
    pool = await startEndpoint({ a: one.address, b: two.address }, given, { reschedule: 'on-node-failure' })
  }

  beforeEach(async () => {
    engines = await startEngines(2)
    await start(times)
  })
  afterEach(async () => {
    await pool?.[Symbol.asyncDispose]()
    await engines?.close()
  })

  it('run elsewhere after it was killed; when it is back, they are set aside there, and their volumes are kept', async () => {
    const id = await run('web', '--hostname', 'web.local')
    await prints('run', '--detach', '--name', 'stays', '--env', 'constraint:node==a', 'busybox', 'sleep', '1000')
    const [victim] = engines.engines
    const volumes = await a('volume', 'ls', '--quiet')
    await victim!.kill()
    await until('it runs elsewhere', async () => (await statesOn(b)) === 'web running', 40_000)
    await until('its name means it', async () => (await prints('inspect', '--format', '{{.Node.Name}}', 'web')) === 'b')
    expect(await prints('exec', 'web', 'hostname')).to.equal('web.local')
    await victim!.start()
    await until('the node is back', async () => (await state('a')) === 'Ready', 30_000)
    const aside = `web-a-${id.slice(0, 12)}`
    await until('the old one is set aside', async () => (await statesOn(a)).includes(`${aside} exited`), 30_000)
    // It comes back after that only if something is wrong.
    for (let round = 0; round < 10; round++) {
      expect([await statesOn(b), await runs(b)]).to.deep.equal(['web running', 1])
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    expect(await a('inspect', '--format', '{{.State.Status}} {{.HostConfig.RestartPolicy.Name}}', aside)).to.equal(
      'exited no',
    )
    expect(await a('volume', 'ls', '--quiet')).to.equal(volumes)
    expect(await a('cp', `${aside}:/kept/who`, '-')).to.include('web.local')
    const told = `a/${aside} was created anew as b/web and is there again: it is kept`
    expect(await prints('info', '--format', '{{json .Warnings}}')).to.include(told)
    expect(pool.log()).to.include(told)
    expect(await lines(prints('ps', '--filter', 'name=web', '--format', '{{.Names}}'))).to.deep.equal(['web'])
  })

  it('run on both sides of a link that is cut, and the old one is stopped when it is mended', async () => {
    const id = await run('web')
    const [victim] = engines.engines
    await victim!.link.fail('cut')
    await until('it runs elsewhere', async () => (await statesOn(b)) === 'web running', 40_000)
    expect(await statesOn(a)).to.equal('web running')
    await victim!.link.mend('cut')
    await until('one of them runs', async () => (await runs(a)) === 0, 40_000)
    expect([await statesOn(a), await statesOn(b)]).to.deep.equal([`web-a-${id.slice(0, 12)} exited`, 'web running'])
    await until(
      'the name means the new one',
      async () => (await docker(pool.address, ['exec', 'web', 'true'])).code === 0,
    )
    expect(await prints('inspect', '--format', '{{.Node.Name}}', 'web')).to.equal('b')
    expect(await prints('rm', '--force', `a/web-a-${id.slice(0, 12)}`)).to.include('web-a-')
    await until('nothing is told any more', async () => {
      return !(await prints('info', '--format', '{{json .Warnings}}')).includes('created anew')
    })
  })

  it('stay where the node is back within the grace', async () => {
    await pool[Symbol.asyncDispose]()
    const rescheduleGrace = 8000
    await start({ ...times, rescheduleGrace })
    await run('web')
    const [victim] = engines.engines
    victim!.freeze()
    await until('the node is down', async () => (await state('a')) === 'Down', 30_000)
    victim!.thaw()
    await until('the node is back', async () => (await state('a')) === 'Ready', 30_000)
    await new Promise((resolve) => setTimeout(resolve, rescheduleGrace + 1000))
    expect([await statesOn(a), await statesOn(b)]).to.deep.equal(['web running', ''])
  })
})

import { existsSync } from 'node:fs'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { startSimulators, type PooledSimulator } from './support/pool/simulators.js'
import { isRunning } from './support/proc.js'
import { until } from './support/processes.js'

interface Info {
  readonly ID: string
  readonly Name: string
  readonly Labels: readonly string[]
  readonly NCPU: number
  readonly MemTotal: number
  readonly SystemTime: string
}

const at = ({ socketPath }: PooledSimulator) => ({ socketPath, port: undefined })
const infoOf = async (engine: PooledSimulator) => (await call(at(engine), 'GET /info')).json<Info>()
const refuses = (engine: PooledSimulator) =>
  call(at(engine), 'GET /_ping').then(
    () => false,
    () => true,
  )

describe('a pool of simulators', function () {
  this.timeout(60_000)

  it('has names, ids, labels, sizes, clocks and containers of their own', async () => {
    await using pool = await startSimulators(3, {
      spec: (index) => ({
        labels: [`rack=${'abc'[index]}`],
        cpus: index + 1,
        memory: 1024 ** 3 * (index + 1),
        ...(index === 2 ? { name: 'late', id: 'SAME', ahead: 3_600_000 } : {}),
        options: { name: [`web-${index}`] },
      }),
    })
    const told = await Promise.all(pool.engines.map(infoOf))
    expect(told.map(({ Name, Labels, NCPU, MemTotal }) => [Name, Labels, NCPU, MemTotal])).to.deep.equal([
      ['engine-1', ['rack=a'], 1, 1024 ** 3],
      ['engine-2', ['rack=b'], 2, 2 * 1024 ** 3],
      ['late', ['rack=c'], 3, 3 * 1024 ** 3],
    ])
    expect(told[0]!.ID).to.match(/^([A-Z2-7]{4}:){11}[A-Z2-7]{4}$/)
    expect(new Set(told.map(({ ID }) => ID))).to.have.property('size', 3)
    expect(told[2]!.ID).to.equal('SAME')
    const aheads = told.map(({ SystemTime }) => Math.round(Math.abs(Date.parse(SystemTime) - Date.now()) / 600_000))
    expect(aheads).to.deep.equal([0, 0, 6])
    const named = (await call(at(pool.engines[1]!), 'GET /containers/json')).json<{ Names: string[] }[]>()
    expect(named.map(({ Names }) => Names)).to.deep.equal([['/web-1']])
  })

  it('ends and starts one, kills one with its process, replaces it, and freezes one', async () => {
    await using pool = await startSimulators(3)
    const [one, two, three] = pool.engines as [PooledSimulator, PooledSimulator, PooledSimulator]
    await call(at(one), 'POST /containers/create?name=gone', { body: { Image: 'busybox' } })
    await one.stop()
    expect(await refuses(one)).to.equal(true)
    await one.start()
    expect((await call(at(one), 'GET /containers/json?all=1')).text.trim()).to.equal('[]')
    const [pid, { ID }] = [two.pid(), await infoOf(two)]
    await two.kill()
    expect([await refuses(two), isRunning(pid)]).to.deep.equal([true, false])
    await two.start()
    expect([(await infoOf(two)).ID, two.pid() === pid]).to.deep.equal([ID, false])
    await two.replace()
    expect((await infoOf(two)).ID).to.not.equal(ID)
    three.freeze()
    const answer = infoOf(three)
    const early = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 200, 'nothing'))])
    three.thaw()
    expect([early, (await answer).Name]).to.deep.equal(['nothing', 'engine-3'])
  })

  it('has a hundred in four processes, and leaves nothing', async () => {
    const pool = await startSimulators(100)
    const told = await Promise.all(pool.engines.map(infoOf))
    expect(new Set(told.map(({ ID }) => ID))).to.have.property('size', 100)
    expect(new Set(pool.engines.map(({ pid }) => pid()))).to.have.property('size', 4)
    await pool.close()
    const pids = pool.engines.map(({ pid }) => pid())
    for (const [index, { socketPath }] of pool.engines.entries()) {
      const pid = pids[index]!
      await until('its process is gone', () => !isRunning(pid))
      expect(existsSync(socketPath)).to.equal(false)
    }
  })

  it('says why one cannot start, and leaves nothing', async () => {
    await startSimulators(2, { spec: () => ({ options: { api: '9.9' } }) }).then(
      () => expect.fail('they have started'),
      (thrown: Error) => expect(thrown.message).to.contain('9.9'),
    )
  })
})

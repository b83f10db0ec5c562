import { expect } from 'chai'
import { call, startFaultProxy } from 'libswarm-core/testing'
import { startSimulators } from './support/pool/simulators.js'
import { compareHeard, startWitness } from './support/pool/witness.js'
import { until } from './support/processes.js'

const cycle = ['start', 'kill', 'die', 'stop']
const heardAs = (container: string, ...actions: readonly string[]) => actions.map((action) => ({ container, action }))

describe('a witness of the events of a pool', function () {
  this.timeout(60_000)

  it('hears everything once and in its order, where nothing is wrong', async () => {
    await using pool = await startSimulators(1)
    const [{ address, socketPath }] = pool.engines as [(typeof pool.engines)[number]]
    const at = { socketPath, port: undefined }
    await using witness = await startWitness(address, 'seen=yes')
    const body = { Image: 'busybox', Cmd: ['sleep', '1000'], StopSignal: 'KILL', Labels: { seen: 'yes' } }
    const { Id } = (await call(at, 'POST /containers/create', { body })).json<{ Id: string }>()
    await call(at, 'POST /containers/create', { body: { Image: 'busybox' } })
    for (let round = 0; round < 50; round++) {
      for (const action of ['start', 'stop'])
        expect((await call(at, `POST /containers/${Id}/${action}`)).status).to.equal(204)
    }
    await witness.hears(201, 20_000)
    const happened = new Map([[Id, ['create', ...Array.from({ length: 50 }, () => cycle).flat()]]])
    expect(compareHeard(witness.heard, happened)).to.deep.equal({ missing: 0, doubled: 0, disordered: [] })
    expect(witness.isOver()).to.equal(false)
  })

  it('notices that the stream ends, and that there is none', async () => {
    await using pool = await startSimulators(1)
    await using proxy = await startFaultProxy({ to: pool.engines[0]!.address })
    await using witness = await startWitness(proxy.address, 'seen=yes')
    proxy.breakOff('reset')
    await until('it is over', () => witness.isOver())
    await proxy.set({ down: true })
    const thrown = await startWitness(proxy.address, 'seen=yes').catch((error: Error) => error.message)
    expect(thrown).to.equal('there is no stream of events')
  })

  const happened = new Map([['a', cycle]])
  const cases = {
    'what is missing': { heard: heardAs('a', 'start', 'kill', 'stop'), missing: 1, doubled: 0, disordered: [] },
    'what is doubled': { heard: heardAs('a', ...cycle, 'stop'), missing: 0, doubled: 1, disordered: [] },
    'what nobody expects': {
      heard: [...heardAs('a', ...cycle), ...heardAs('b', 'die')],
      missing: 0,
      doubled: 1,
      disordered: [],
    },
    'another order': { heard: heardAs('a', 'start', 'die', 'kill', 'stop'), missing: 0, doubled: 0, disordered: ['a'] },
  }
  for (const [title, { heard, ...expected }] of Object.entries(cases)) {
    it(`counts ${title}`, () => expect(compareHeard(heard, happened)).to.deep.equal(expected))
  }
})

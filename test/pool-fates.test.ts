import { expect } from 'chai'
import { call, startFaultProxy, type FaultProxy } from 'libswarm-core/testing'
import { dockerMissing } from './support/docker.js'
import { describeLong } from './support/needs.js'
import { poolMissing, startEngines, type Engines } from './support/pool/engines.js'
import { fates, type Victim } from './support/pool/fates.js'
import { startSimulators } from './support/pool/simulators.js'
import { until } from './support/processes.js'

interface Pooled extends Victim {
  readonly address: string
}

const kinds = [
  {
    title: 'a simulator',
    missing: undefined,
    isReal: false,
    start: (): Promise<Engines<Pooled>> => startSimulators(1),
  },
  {
    title: 'a real engine',
    missing: poolMissing() ?? dockerMissing(),
    isReal: true,
    start: (): Promise<Engines<Pooled>> => startEngines(1),
  },
]

for (const { title, missing, isReal, start } of kinds) {
  describeLong(missing, `what becomes of ${title} of a pool`, function () {
    this.timeout(60_000)
    let pool: Engines<Pooled>
    let proxy: FaultProxy
    before(async () => {
      pool = await start()
      proxy = await startFaultProxy({ to: pool.engines[0]!.address })
    })
    after(async () => {
      await proxy?.close()
      await pool?.close()
    })

    /** The id that is told in a whole and right answer; undefined where there is none within so many ms. */
    const answers = (patience: number): Promise<string | undefined> => {
      const asked = call(proxy, 'GET /info').then(
        (answer) => idIn(answer),
        () => undefined,
      )
      return Promise.race([asked, new Promise<undefined>((resolve) => setTimeout(resolve, patience, undefined))])
    }

    for (const { row, title: what, meanwhile, begin } of fates.filter((fate) => isReal || fate.real !== true)) {
      it(`${row}: it ${what}`, async () => {
        const [victim] = pool.engines as [Pooled]
        const before = await answers(20_000)
        const end = await begin(victim, proxy)
        const came = await answers(meanwhile === 'nothing' ? 400 : 20_000)
        if (meanwhile === 'empty') expect(came).to.be.a('string').and.not.equal(before)
        else if (meanwhile !== 'any') expect(came).to.equal(meanwhile === 'all' ? before : undefined)
        await end()
        proxy.breakOff('reset')
        await until('it answers again', async () => (await answers(2000)) !== undefined)
      })
    }
  })
}

/** The id of the engine in a whole and right answer. */
function idIn({ text }: { readonly text: string }): string | undefined {
  try {
    const { Name, ID } = JSON.parse(text) as { readonly Name?: string; readonly ID?: string }
    return Name === 'engine-1' ? ID : undefined
  } catch {
    return undefined
  }
}

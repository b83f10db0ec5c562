import { createHash } from 'node:crypto'
import { expect } from 'chai'
import type { DirectionFaults, FaultProxy } from 'libswarm-core/testing'
import { docker, dockerMissing, type DockerResult } from './support/docker.js'
import { describeLong } from './support/needs.js'
import { ask, placeOf } from './support/pool/load/ask.js'
import { quickTimes, startEndpoint, type Endpoint } from './support/pool/matrix/endpoint.js'
import { startProxies, type Proxies } from './support/pool/proxies.js'
import { startSimulators, type PooledSimulator } from './support/pool/simulators.js'
import type { Engines } from './support/pool/engines.js'
import { until } from './support/processes.js'

/** What the client is asked for: all of it is one engine's, or the engine has a part in it. */
const commands: readonly (readonly string[])[] = [
  ['inspect', 'talks'],
  ['logs', 'talks'],
  ['cp', 'talks:/data', '-'],
  ['export', 'talks'],
  ['diff', 'talks'],
  ['ps', '--all', '--no-trunc', '--filter', 'name=talks', '--format', '{{.ID}} {{.Names}}'],
  ['images', '--no-trunc', '--quiet', 'busybox'],
  ['volume', 'ls', '--format', '{{.Name}}'],
  ['create', '--env', 'constraint:node==odd', 'busybox', 'true'],
  ['wait', 'talks'],
]

/** How the engine breaks off. */
const ways = ['reset', 'cut', 'halfClose'] as const

/** After how many bytes of an answer's connection, in turn: within a head, a body, a long one, and behind all. */
const places = [40, 150, 400, 700, 1500, 5000, 20_000, 80_000, 150_000, 10_000_000]

describeLong(
  dockerMissing(),
  'aggregate: A8: docker, of a pool that is strict, one of whose engines breaks off',
  function () {
    this.timeout(150_000)
    let engines: Engines<PooledSimulator>
    let proxies: Proxies
    let pool: Endpoint
    let right: ReadonlyMap<readonly string[], string>

    const odd = (): FaultProxy => proxies.proxies[1]!
    const at = () => placeOf(engines.engines[1]!.address)
    const isWhole = async () => {
      const { status, text } = await ask(placeOf(pool.address), 'GET /nodes', 10_000)
      return status === 200 && !text.includes('"down"')
    }
    const mend = async () => {
      await odd().clear()
      odd().breakOff('reset')
      await until('all are up', isWhole)
    }

    before(async () => {
      engines = await startSimulators(2, { together: 2 })
      proxies = await startProxies(engines.engines)
      const [one, two] = proxies.proxies as [FaultProxy, FaultProxy]
      const body = { Image: 'busybox', Cmd: ['sh', '-c', 'seq 1 20000 > /data; cat /data'] }
      await ask(at(), 'POST /containers/create?name=talks', 10_000, body)
      await ask(at(), 'POST /containers/talks/start', 10_000)
      await ask(at(), 'POST /containers/talks/wait', 20_000)
      pool = await startEndpoint({ well: one.address, odd: two.address }, quickTimes, { strict: true })
      const told = new Map<readonly string[], string>()
      for (const words of commands) told.set(words, digest(await docker(pool.address, words)))
      right = told
    })
    after(async () => {
      await pool?.[Symbol.asyncDispose]()
      await proxies?.close()
      await engines?.close()
    })

    it('fails with a sentence, or has all of it, in 100 of 100: never half of it as if it were all', async () => {
      const failed = new Map<string, number>()
      for (let count = 0; count < 100; count++) {
        const words = commands[count % commands.length]!
        const fault: DirectionFaults = { [ways[count % 3]!]: places[Math.floor(count / commands.length)]! }
        await odd().set({ toClient: fault })
        odd().breakOff('reset')
        const result = await docker(pool.address, words)
        const what = `${words.join(' ')}, ${JSON.stringify(fault)}: ${result.code} ${result.stderr}`
        if (result.code !== 0) {
          expect(result.stderr.trim(), what).to.match(/[a-z]{3,} /i)
          failed.set(words[0]!, (failed.get(words[0]!) ?? 0) + 1)
        } else if (words[0] === 'create') {
          const { status } = await ask(at(), `GET /containers/${result.stdout.trim()}/json`, 10_000)
          expect(status, what).to.equal(200)
        } else expect(digest(result), what).to.equal(right.get(words))
        await mend()
      }
      for (const name of ['inspect', 'logs', 'cp', 'export', 'create']) expect(failed.get(name), name).to.be.above(1)
    })
  },
)

/** What tells one output from another. */
const digest = ({ stdout }: DockerResult) => createHash('sha256').update(stdout).digest('hex')

import { expect } from 'chai'
import fc from 'fast-check'
import { compose, isSwarmError, type AnyJob, type Chain, type Reply } from 'libswarm-core'
import { install } from 'libswarm-backend-simulator'
import { lastExec, oddCall, type OddCall } from './odd-calls.js'

const options = { name: ['web', 'db'], image: ['redis:7'], seed: 'fuzz', ports: 'off' }

// What dockerd answers 500 to as well: there is no port, no address left. And what nobody is told, as the client has gone.
const internal = [
  / was aborted: /,
  /all ports are allocated/,
  /port is already allocated/,
  /address already in use/,
  /no available IPv/,
]

/** A client that asks, looks at what comes for a moment, and leaves. */
class Hasty {
  readonly #chain: Chain
  #exec = ''
  /** The failures that no engine may have. */
  readonly failures: string[] = []

  constructor(chain: Chain) {
    this.#chain = chain
  }

  async ask({ operation, path, ...init }: OddCall): Promise<void> {
    const gone = new AbortController()
    const named = Object.entries(path).map(([key, value]) => [key, value === lastExec ? this.#exec : value])
    const job = { ...init, operation, path: Object.fromEntries(named) as object, signal: gone.signal }
    const asked = this.#chain.run(job as unknown as AnyJob)
    const settled = asked
      .then((reply) => this.#take(operation, reply))
      .catch((thrown: unknown) => this.#note(operation, thrown))
    await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, 5))])
    gone.abort()
  }

  async #take(operation: string, reply: Reply): Promise<void> {
    if (operation === 'ContainerExec') this.#exec = ((await reply.json()) as { Id: string }).Id
    else if (typeof reply.body === 'object' && 'destroy' in reply.body) reply.body.destroy()
  }

  #note(operation: string, thrown: unknown): void {
    const known =
      isSwarmError(thrown) && (thrown.kind !== 'Internal' || internal.some((told) => told.test(thrown.message)))
    const { cause } = thrown as Error
    if (!known) this.failures.push(`${operation}: ${String(thrown)} ${cause instanceof Error ? cause.stack : ''}`)
  }
}

/** That lists and inspects tell the same, and that containers, networks, volumes and images agree about each other. */
async function checkAgreement(chain: Chain): Promise<void> {
  const containers = await (await chain.run({ operation: 'ContainerList', query: { all: true } })).json()
  const networks = await (await chain.run({ operation: 'NetworkList' })).json()
  const images = await (await chain.run({ operation: 'ImageList' })).json()
  const volumes = (await (await chain.run({ operation: 'VolumeList' })).json()).Volumes!.map(({ Name }) => Name)
  expect(new Set(containers.flatMap(({ Names }) => Names!)).size).to.equal(containers.length)
  for (const { Id, Names, State } of containers) {
    const inspected = await (await chain.run({ operation: 'ContainerInspect', path: { id: Names![0]! } })).json()
    expect([inspected.Id, inspected.State!.Status]).to.deep.equal([Id, State])
    const mounted = inspected.Mounts!.filter(({ Type }) => Type === 'volume').map(({ Name }) => Name!)
    expect(volumes).to.include.members(mounted)
  }
  const running = containers.filter(({ State }) => ['running', 'paused'].includes(State!)).map(({ Id }) => Id!)
  for (const { Id } of networks) {
    const { Containers } = await (await chain.run({ operation: 'NetworkInspect', path: { id: Id! } })).json()
    expect(running).to.include.members(Object.keys(Containers!))
    const addresses = Object.values(Containers!).flatMap(({ IPv4Address }) => IPv4Address || [])
    expect(new Set(addresses).size).to.equal(addresses.length)
  }
  for (const { Id } of images) await chain.run({ operation: 'ImageInspect', path: { name: Id } })
  const df = await (await chain.run({ operation: 'SystemDataUsage', version: '1.41' })).json()
  const counted = [df.Containers, df.Images, df.Volumes].map((items) => items?.length)
  expect(counted).to.deep.equal([containers.length, images.length, volumes.length])
}

describe('whatever the simulated engine is asked', function () {
  this.timeout(60_000)
  const notCaught: unknown[] = []
  const note = (thrown: unknown): void => void notCaught.push(thrown)
  before(() => process.on('uncaughtExceptionMonitor', note))
  after(() => process.off('uncaughtExceptionMonitor', note))

  it('answers or refuses, never with a failure of its own, and what it says of itself agrees after it', async () => {
    const property = fc.asyncProperty(fc.array(oddCall, { minLength: 5, maxLength: 50 }), async (calls) => {
      const chain = await compose([{ name: 'simulator', install, options, simulated: true }])
      const client = new Hasty(chain)
      for (const one of calls) await client.ask(one)
      expect(client.failures.join('\n')).to.equal('')
      await checkAgreement(chain)
      await chain.close()
      expect([...client.failures, ...notCaught].map(String).join('\n')).to.equal('')
    })
    await fc.assert(property, { numRuns: 200, interruptAfterTimeLimit: 8000 })
  })
})

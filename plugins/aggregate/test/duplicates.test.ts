import { expect } from 'chai'
import type { Child, Reply } from 'libswarm-core'
import { swarmError } from 'libswarm-core'
import { Pool } from '../dist/nodes/pool.js'
import { usualTimes } from '../dist/times.js'
import { quick } from './support/running-pool.js'
import { until } from './support/until.js'

/** A pool of engines that are no more than what they tell of themselves. */
class Engines {
  readonly pool: Pool
  /** What was logged. */
  readonly said: string[] = []
  /** Which nodes have turned, and what to. */
  readonly turns: string[] = []
  /** How often each engine has been asked what it is, by the spec of its child. */
  readonly asked = new Map<string, number>()
  readonly #ids = new Map<string, string>()

  constructor() {
    const say = (sentence: string) => void this.said.push(sentence)
    const log = { debug: () => undefined, info: say, warn: say, error: say } as never
    const spawn = async (spec: string) => this.#child(spec)
    this.pool = new Pool({ spawn, times: { ...usualTimes, ...quick }, fail: swarmError, log, strict: false })
    this.pool.listen({ changed: ({ name, state }) => void this.turns.push(`${name} ${state}`) })
  }

  async add(name: string, id: string): Promise<void> {
    this.#ids.set(name, id)
    await this.pool.add([{ name, spec: name, labels: new Map() }])
  }

  is(name: string, id: string): void {
    this.#ids.set(name, id)
  }

  /** Resolves when an engine has been asked what it is so many times more. */
  async refreshed(name: string, times: number): Promise<void> {
    const before = this.#count(name)
    await until(`${name} is refreshed`, () => this.#count(name) >= before + times)
  }

  #count(name: string): number {
    return this.asked.get(name) ?? 0
  }

  #child(name: string): Child {
    const answers: Readonly<Record<string, () => unknown>> = {
      SystemInfo: () => {
        this.asked.set(name, this.#count(name) + 1)
        return { ID: this.#ids.get(name) }
      },
      SystemVersion: () => ({}),
      ContainerList: () => [{ Id: `${name}1`, Names: [`/${this.#ids.get(name)}-web`] }],
    }
    const run = async ({ operation, signal }: { operation: string; signal?: AbortSignal }) => ({
      status: 200,
      headers: [],
      body: Buffer.from(JSON.stringify(answers[operation]?.() ?? null)),
      bytes: async () => new Uint8Array(),
      messages: () => silence(signal!),
    })
    return { run: run as unknown as Child['run'], close: async () => undefined }
  }
}

async function* silence(signal: AbortSignal): AsyncGenerator<Reply> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  yield* []
}

describe('aggregate: two nodes that are one engine', () => {
  let engines: Engines
  beforeEach(async () => {
    engines = new Engines()
    await engines.add('a', 'one')
    await engines.add('b', 'one')
  })
  afterEach(() => engines.pool.close())

  const stateOf = (name: string) => engines.pool.get(name)?.state

  it('says so once, and stays so at every refresh, with no containers of the second', async () => {
    await engines.refreshed('b', 3)
    expect(engines.turns).to.deep.equal(['a pending', 'a healthy', 'b pending', 'b duplicate'])
    const sentence = 'the node "b" is duplicate: its engine has the ID one, as that of the node "a"'
    expect(engines.said).to.deep.equal(['the node "a" is healthy', sentence])
    expect(engines.pool.get('b')!.view.containers.size).to.equal(0)
    expect(engines.pool.owners.of('one-web')).to.equal(1)
  })

  it('uses the second when the first has left', async () => {
    await engines.pool.remove('a')
    await until('b is healthy', () => stateOf('b') === 'healthy')
    await until('b has its containers', () => engines.pool.owners.of('one-web') === 1)
  })

  it('uses the second when it is another engine', async () => {
    engines.is('b', 'two')
    await until('b is healthy', () => stateOf('b') === 'healthy')
    await until('b has its containers', () => engines.pool.owners.of('two-web') === 1)
    expect(engines.said.slice(2)).to.deep.equal([
      'the node "b" is another engine now: its ID was one and is two',
      'the node "b" is healthy',
    ])
  })

  it('asks an engine nothing more when its node has left', async () => {
    await engines.pool.remove('b')
    const before = engines.asked.get('b')
    await engines.refreshed('a', 3)
    expect(engines.asked.get('b')).to.equal(before)
  })
})

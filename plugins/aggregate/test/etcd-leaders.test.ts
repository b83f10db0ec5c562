import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { describeEtcd, describeEtcdLong, EtcdServer } from './support/etcd-server.js'
import { Candidate } from './support/standing.js'
import { until } from './support/until.js'

const ttl = 2
// What an etcd may take to see that a lease has run out, and a machine that is busy to be told of it, in ms.
const margin = 8000

/** Processes that stand for one key, and write to one ledger what they do as leaders. */
class Processes {
  readonly #server: EtcdServer
  readonly #folder: string
  readonly #children = new Map<string, ChildProcess>()

  private constructor(server: EtcdServer, folder: string) {
    this.#server = server
    this.#folder = folder
  }

  static async start(): Promise<Processes> {
    const folder = await mkdtemp(join(tmpdir(), 'leaders-'))
    await writeFile(join(folder, 'ledger'), '')
    return new Processes(await EtcdServer.start(), folder)
  }

  stand(name: string): void {
    const program = new URL('./support/candidate.js', import.meta.url).pathname
    const words = [program, `${this.#server.address}/leader`, name, String(ttl), join(this.#folder, 'ledger')]
    this.#children.set(name, spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] }))
  }

  signal(name: string, signal: NodeJS.Signals): void {
    this.#children.get(name)!.kill(signal)
  }

  /** Waits until one has ended. */
  ended(name: string): Promise<void> {
    return until(`${name} has ended`, () => this.#children.get(name)!.exitCode === 0)
  }

  /** What was done, in order: the term, and who did it. */
  get acts(): readonly (readonly [token: string, name: string])[] {
    const lines = readFileSync(join(this.#folder, 'ledger'), 'utf8').split('\n').slice(0, -1)
    return lines.map((line) => line.split(' ') as [string, string])
  }

  get actor(): string | undefined {
    return this.acts.at(-1)?.[1]
  }

  /** Waits until one acts. */
  actsBy(name: string): Promise<void> {
    return until(`${name} acts`, () => this.actor === name, ttl * 1000 + margin)
  }

  /** Waits until as much was done again. */
  more(count: number): Promise<void> {
    const before = this.acts.length
    return until('more is done', () => this.acts.length > before + count, 30_000)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#children.values()].map(kill))
    await this.#server.close()
    await rm(this.#folder, { recursive: true })
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

/** No term follows a later one, and each is of one alone. */
function expectFenced(acts: Processes['acts']): void {
  const tokens = acts.map(([token]) => BigInt(token))
  expect(tokens.findIndex((token, index) => index > 0 && token < tokens[index - 1]!)).to.equal(-1)
  const terms = new Set(acts.map(([token]) => token))
  expect(new Set(acts.map((act) => act.join(' '))).size).to.equal(terms.size)
}

/** Stops who is leader, and lets it go on once the other has followed, some times. */
async function stopInTurn(processes: Processes, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const stopped = processes.actor!
    processes.signal(stopped, 'SIGSTOP')
    await processes.actsBy(stopped === 'a' ? 'b' : 'a')
    processes.signal(stopped, 'SIGCONT')
    await processes.more(100)
  }
}

describeEtcd('leaders that are processes', () => {
  let processes: Processes

  beforeEach(async function () {
    this.timeout(60_000)
    processes = await Processes.start()
    processes.stand('a')
    await processes.actsBy('a')
    processes.stand('b')
  })
  afterEach(() => processes.close())

  it('are followed by another when they are killed', async () => {
    processes.signal('a', 'SIGKILL')
    await processes.actsBy('b')
    expectFenced(processes.acts)
  }).timeout(60_000)

  it('are followed by another when they end, and leave nothing open that would keep them', async () => {
    processes.signal('a', 'SIGTERM')
    await processes.ended('a')
    await processes.actsBy('b')
    expectFenced(processes.acts)
  }).timeout(60_000)

  it('do nothing any more when they were stopped, and go on', async () => {
    await stopInTurn(processes, 1)
    expectFenced(processes.acts)
  }).timeout(60_000)

  describeEtcdLong('for long', () => {
    it('do nothing any more, however often they were stopped', async () => {
      await stopInTurn(processes, 8)
      expectFenced(processes.acts)
      expect(new Set(processes.acts.map(([token]) => token)).size).to.be.greaterThan(8)
    }).timeout(120_000)
  })
})

describeEtcdLong('a leader whose etcd is killed', () => {
  it('is none, and is one again when that is back', async () => {
    const server = await EtcdServer.start()
    const one = new Candidate(server.address, '/leader', 'a', { ttl })
    await until('it is leader', () => one.election.isLeader)
    const token = one.election.token!
    await server.kill()
    await until('it gives up', () => !one.election.isLeader)
    await server.start()
    await until('it is leader again', () => one.election.isLeader, 30_000)
    expect(one.election.token! > token).to.equal(true)
    await one.end()
    await server.close()
  }).timeout(120_000)
})

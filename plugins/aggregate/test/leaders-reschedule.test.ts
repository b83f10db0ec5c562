import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { call, startDaemon, startFaultProxy, type FaultProxy, type TestDaemon } from 'libswarm-core/testing'
import { describeEtcd, describeEtcdLong, EtcdServer } from './support/etcd-server.js'
import { until } from './support/until.js'

const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))
const program = fileURLToPath(new URL('./support/pool-process.js', import.meta.url))
const optIn = { 'com.docker.swarm.reschedule-policies': '["on-node-failure"]' }
const names = Array.from({ length: 6 }, (_, index) => `job-${index}`)

interface Running {
  readonly child: ChildProcess
  readonly at: Pick<TestDaemon, 'socketPath' | 'port'>
  heard(): string
}

interface Listed {
  readonly Names: readonly string[]
  readonly State: string
}

describeEtcd('aggregate: a leader that reschedules', () => {
  let etcd: EtcdServer
  let engines: readonly TestDaemon[]
  let proxies: readonly FaultProxy[]
  const started: Running[] = []

  beforeEach(async function () {
    this.timeout(60_000)
    etcd = await EtcdServer.start()
    const ids = ['A', 'B', 'C']
    const start = (id: string) => startDaemon({ backends: [`simulator --id ${id}`], standard: [simulator] })
    engines = await Promise.all(ids.map(start))
    proxies = await Promise.all(engines.map(({ address }) => startFaultProxy({ to: address })))
  })
  afterEach(async () => {
    await Promise.all(started.splice(0).map(({ child }) => end(child)))
    await Promise.all(proxies.map((proxy) => proxy.close()))
    await Promise.all(engines.map((engine) => engine.close()))
    await etcd.close()
  })

  async function startOne(): Promise<Running> {
    const children = proxies.map(({ address }, index) => `${'abc'[index]}=forward ${address}`)
    const words = [`etcd:${etcd.address}/leader`, ...children]
    const child = fork(program, words, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
    let heard = ''
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk: Buffer) => void (heard += String(chunk)))
    const [at] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])])) as [Running['at']?]
    if (at === undefined) throw new Error(`it has ended: ${heard}`)
    const running = { child, at, heard: () => heard }
    started.push(running)
    return running
  }

  const own = async (index: number) => {
    const listed = (await call(engines[index]!, 'GET /containers/json?all=1')).json<Listed[]>()
    return listed.map(({ Names, State }) => `${Names[0]!.slice(1)} ${State}`)
  }
  const others = async () => [...(await own(1)), ...(await own(2))].sort()
  const wanted = names.map((name) => `${name} running`)

  async function runAll(): Promise<void> {
    await call(engines[0]!, 'POST /images/create?fromImage=busybox&tag=latest')
    for (const name of names) {
      const body = { Image: 'busybox', Cmd: ['sleep', 'infinity'], Labels: optIn }
      await call(engines[0]!, `POST /containers/create?name=${name}`, { body })
      expect((await call(engines[0]!, `POST /containers/${name}/start`)).status).to.equal(204)
    }
  }
  const fail = async () => {
    await proxies[0]!.set({ down: true })
    proxies[0]!.breakOff('cut')
  }

  /** Ends the leader, or stops it for a while, when its node has failed and so many copies are there. */
  async function followed(copies: number, signal: 'SIGKILL' | 'SIGSTOP'): Promise<void> {
    await runAll()
    const leader = await startOne()
    const follower = await startOne()
    for (const { at } of [leader, follower]) {
      await until('they are seen', async () => (await call(at, `GET /containers/${names.at(-1)}/json`)).status === 200)
    }
    await fail()
    if (copies > 0) await until('some are there', async () => (await others()).length >= copies, 20_000)
    leader.child.kill(signal)
    await until('all run elsewhere', async () => (await others()).join() === wanted.join(), 40_000).catch(async () => {
      expect(await others(), follower.heard()).to.deep.equal(wanted)
    })
    if (signal === 'SIGSTOP') leader.child.kill('SIGCONT')
    await new Promise((resolve) => setTimeout(resolve, 2000))
    expect(await others()).to.deep.equal(wanted)
    const answers = await Promise.all(names.map((name) => call(follower.at, `GET /containers/${name}/json`)))
    expect(answers.map(({ status }) => status)).to.deep.equal(names.map(() => 200))
  }

  it('is followed by another when it is killed amid its work: there is one copy of each', () =>
    followed(1, 'SIGKILL')).timeout(90_000)

  describeEtcdLong('for long', () => {
    for (const copies of [0, 3]) {
      it(`is followed by another when it is killed with ${copies} copies there`, () =>
        followed(copies, 'SIGKILL')).timeout(90_000)
    }
    for (const copies of [0, 1, 3]) {
      it(`is followed by another when it is stopped with ${copies} copies there, and makes none when it goes on`, () =>
        followed(copies, 'SIGSTOP')).timeout(90_000)
    }

    it('does nothing beside the other while both live: each is created once', async () => {
      await runAll()
      const both = [await startOne(), await startOne()]
      for (const { at } of both) {
        await until(
          'they are seen',
          async () => (await call(at, `GET /containers/${names.at(-1)}/json`)).status === 200,
        )
      }
      await fail()
      await until('all run elsewhere', async () => (await others()).join() === wanted.join(), 20_000)
      await new Promise((resolve) => setTimeout(resolve, 1500))
      expect(await others()).to.deep.equal(wanted)
      await proxies[0]!.clear()
      const aside = async () => (await own(0)).every((line) => /^job-\d-a-[0-9a-f]{12} exited$/.test(line))
      await until('all that came back are set aside', aside, 20_000)
      expect(await own(0)).to.have.length(names.length)
      expect(await others()).to.deep.equal(wanted)
    }).timeout(90_000)
  })
})

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

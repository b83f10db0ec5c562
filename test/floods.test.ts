import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { startAttacked, type Attacked } from './support/attacked.js'
import { describeNeeding } from './support/needs.js'
import { memory, mostDescriptors, openDescriptors } from './support/proc.js'
import { until } from './support/processes.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import { get, json, post, Wire, type Target } from './support/wire.js'

const missing = process.platform === 'linux' ? undefined : 'what a process uses is looked up in /proc'

describeNeeding(missing, 'a simulator that is flooded', function () {
  this.timeout(60_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let swarmd: Swarmd
  let target: Target

  before(async () => {
    folder = await temporaryFolder()
    swarmd = await startSwarmd(['--backend', 'simulator web', 'unix://a.sock'], { cwd: folder.path })
    target = { socketPath: join(folder.path, 'a.sock'), port: undefined }
  })
  after(async () => {
    await swarmd?.stop()
    await folder?.remove()
  })
  afterEach('the next client is served', async () => expect((await call(target, 'GET /_ping')).status).to.equal(200))

  /** How many MiB of memory it has more at most while `work` goes on. */
  const growth = async (work: () => Promise<void>): Promise<number> => {
    const before = await memory(swarmd.child.pid!)
    let most = before
    let isOver = false
    const watching = (async () => {
      while (!isOver) {
        most = Math.max(most, await memory(swarmd.child.pid!))
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })()
    await work()
    isOver = true
    await watching
    return most - before
  }

  it('by 20,000 requests on one connection answers all of them, in order (row 67)', async () => {
    const many = 20_000
    const missing = (at: number) => get(`/containers/none-${at}/json`)
    const answered = async (count: number) => {
      const wire = new Wire(target).write(Array.from({ length: count }, (_, at) => missing(at)).join(''))
      const heard = await wire.until((text) => text.endsWith(`none-${count - 1}"}\n`))
      wire.close()
      return [...heard.matchAll(/No such container: none-(\d+)/g)].map(([, at]) => Number(at))
    }
    // What is needed for many is there afterwards.
    await answered(many / 10)
    let order: readonly number[] = []
    expect(await growth(async () => void (order = await answered(many)))).to.be.lessThan(50)
    expect(order).to.deep.equal(Array.from({ length: many }, (_, at) => at))
  })

  it('by requests behind a call that does not end keeps a bounded number of them (row 67)', async () => {
    const wires: Wire[] = []
    const more = await growth(async () => {
      for (let count = 0; count < 30; count++) {
        const wire = new Wire(target).write(get('/events') + get('/_ping').repeat(20_000))
        wires.push(wire)
        await until('the events are there, or the connection is gone', () => wire.over || /^HTTP/.test(wire.heard))
      }
      expect((await call(target, 'GET /_ping')).status).to.equal(200)
    })
    expect(wires.filter((wire) => wire.over)).to.have.length.greaterThan(0)
    for (const wire of wires) {
      expect(wire.heard.match(/HTTP\/1\.1 /g) ?? []).to.have.length.at.most(1)
      wire.close()
    }
    expect(more).to.be.lessThan(300)
  })

  it('by readers of events that never read drops those, and everybody else gets all (row 70)', async () => {
    const readers = Array.from({ length: 3 }, () => new Wire(target).write(get('/events')))
    for (const wire of readers) await wire.until(/\r\n\r\n/)
    const stuck = Array.from({ length: 20 }, () => new Wire(target).write(get('/events')))
    for (const wire of stuck) {
      await wire.until(/\r\n\r\n/)
      wire.socket.pause()
    }
    const before = await openDescriptors(swarmd.child.pid!)
    // Long events: the 1 MiB that may wait for each is full after a few thousand, however large the system's buffers.
    const body = { Image: 'busybox', Labels: { long: 'x'.repeat(10_000) } }
    let made = 0
    const more = await growth(async () => {
      const isOver = async () => (await openDescriptors(swarmd.child.pid!)) <= before - stuck.length
      while (!(await isOver())) {
        if (made > 2000) throw new Error('nobody is dropped after 20 MB of events')
        const made10 = Array.from({ length: 10 }, async () => {
          const { Id } = (await call(target, 'POST /containers/create', { body })).json<{ readonly Id: string }>()
          await call(target, `DELETE /containers/${Id}`)
        })
        await Promise.all(made10)
        made += 10
      }
    })
    expect(more).to.be.lessThan(100)
    for (const wire of readers) {
      const destroyed = () => wire.heard.match(/"Action":"destroy"/g)?.length ?? 0
      await until('a reader has all of them', () => destroyed() === made)
      expect(wire.over).to.equal(false)
      wire.close()
    }
    for (const wire of stuck) wire.close()
  })

  it('by readers of a long list that never read keeps no more than what is on its way', async () => {
    for (let at = 0; at < 300; at++) {
      await call(target, 'POST /containers/create', { body: { Image: 'busybox', Labels: { long: 'x'.repeat(3000) } } })
    }
    const wires: Wire[] = []
    const more = await growth(async () => {
      for (let count = 0; count < 200; count++) {
        const wire = new Wire(target).write(get('/containers/json?all=1').repeat(50))
        wires.push(wire)
        await wire.until(/\r\n\r\n/)
        wire.socket.pause()
      }
      expect((await call(target, 'GET /_ping')).status).to.equal(200)
    })
    for (const wire of wires) wire.close()
    await call(target, 'POST /containers/prune')
    // 10,000 answers of a megabyte were asked for.
    expect(more).to.be.lessThan(100)
  })
})

describeNeeding(missing, 'an upload that is announced to be a terabyte', () => {
  let attacked: Attacked
  before(async () => void (attacked = await startAttacked()))
  after(() => attacked.close())

  it('is passed on as it comes, and costs no memory (row 61)', async () => {
    const megabyte = Buffer.alloc(1024 * 1024)
    const wire = new Wire(attacked.unix).write(post('/images/load', ['Content-Length: 1000000000000']))
    const send = async (count: number) => {
      const whole = attacked.engine.readBytes() + count * megabyte.length
      for (let sent = 0; sent < count; sent++) {
        if (!wire.socket.write(megabyte)) await new Promise((resolve) => wire.socket.once('drain', resolve))
      }
      await until('the engine has all of it', () => attacked.engine.readBytes() === whole)
    }
    await send(64)
    const before = await memory(attacked.swarmd.child.pid!)
    await send(512)
    expect((await memory(attacked.swarmd.child.pid!)) - before).to.be.lessThan(50)
    wire.close()
    // While an upload is open, forward looks after the engine.
    const taken = () => attacked.engine.taken().filter(({ line }) => line !== 'GET /_ping')
    await until('the engine has heard of nothing whole', () => taken().length === 0)
    await attacked.isFine()
  })

  it('is refused where JSON belongs, and what comes of it is read no further (row 61)', async () => {
    const wire = new Wire(attacked.unix).write(post('/containers/create', [json, 'Content-Length: 1000000000000'], '{'))
    expect(await wire.answer()).to.include({ status: 413 })
    wire.close()
    expect(attacked.engine.taken()).to.deep.equal([])
  })
})

describeNeeding(missing, 'connections that do nothing', function () {
  this.timeout(60_000)
  // As many as that, or as the descriptors of both processes allow: the daemon leaves half of them for backends.
  const many = 10_000

  it('cost little, and the calls of others take no longer for them (row 69)', async () => {
    const folder = await temporaryFolder()
    const swarmd = await startSwarmd(['--backend', 'simulator web', 'unix://a.sock'], { cwd: folder.path })
    const target: Target = { socketPath: join(folder.path, 'a.sock'), port: undefined }
    const idle: Wire[] = []
    const room = (await mostDescriptors(swarmd.child.pid!)) / 2
    const count = Math.min(many, Math.floor(room) - 50)
    while (idle.length < count) {
      const some = Array.from({ length: Math.min(100, count - idle.length) }, () =>
        new Wire(target).write(get('/_ping')),
      )
      for (const wire of some) await wire.until(/\r\n\r\n/)
      idle.push(...some)
    }
    expect(await openDescriptors(swarmd.child.pid!)).to.be.greaterThan(count)
    const normal = new Wire(target)
    const p99 = async () => {
      const times: number[] = []
      for (let asked = 0; asked < 200; asked++) {
        const [before, start] = [normal.heard.length, performance.now()]
        normal.write(get('/containers/json'))
        await normal.until((heard) => heard.length > before && heard.endsWith('}]\n'))
        times.push(performance.now() - start)
      }
      return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)]!
    }
    await until('the slowest of a hundred calls takes less than 50 ms', async () => (await p99()) < 50)
    expect(await memory(swarmd.child.pid!)).to.be.lessThan(200)
    expect(idle.filter((wire) => wire.over)).to.deep.equal([])
    for (const wire of [...idle, normal]) wire.close()
    await swarmd.stop()
    await folder.remove()
  })
})

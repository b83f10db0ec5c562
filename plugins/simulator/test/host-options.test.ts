import { expect } from 'chai'
import { swarmError } from 'libswarm-core'
import { call } from 'libswarm-core/testing'
import { readSettings, type SimulatorOptions } from '../dist/options.js'
import { standardHost } from '../dist/system/host.js'
import { exec, follow, run, sentence, startWith } from './support.js'

const read = (options: SimulatorOptions) => readSettings(options, swarmError)
const mebibyte = 1024 ** 2

describe('the options of the host of a simulated engine', () => {
  it('are those of every simulator where none is given', () => {
    const { host, clockOffset } = read({})
    expect({ ...host, id: standardHost.id, clockOffset }).to.deep.equal({ ...standardHost, clockOffset: 0 })
  })

  it('have an ID by chance, or by the seed', () => {
    const idOf = (options: SimulatorOptions): string => read(options).host.id
    expect(idOf({})).to.match(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(idOf({})).not.to.equal(idOf({}))
    expect(idOf({ seed: 1 })).to.equal(idOf({ seed: 1 }))
    expect(idOf({ seed: 1 })).not.to.equal(idOf({ seed: 2 }))
  })

  const memories: readonly [string | number, number][] = [
    ['8GB', 8192 * mebibyte],
    ['8g', 8192 * mebibyte],
    ['1.5 GiB', 1536 * mebibyte],
    ['512m', 512 * mebibyte],
    [6 * mebibyte, 6 * mebibyte],
    ['64TB', 64 * 1024 ** 2 * mebibyte],
  ]
  for (const [memory, bytes] of memories) {
    it(`take --memory ${memory} as ${bytes} bytes`, () => expect(read({ memory }).host.memory).to.equal(bytes))
  }

  const offsets: readonly [string, number][] = [
    ['+1h', 3_600_000_000],
    ['-30m', -1_800_000_000],
    ['1h30m', 5_400_000_000],
    ['-0.5s', -500_000],
    ['1m0.000001s', 60_000_001],
    ['-0s', 0],
    ['87600h', 315_360_000_000_000],
  ]
  for (const [clock, offset] of offsets) {
    it(`take --clock ${clock} as ${offset} microseconds`, () => expect(read({ clock }).clockOffset).to.equal(offset))
  }

  it('take a label twice, and labels with signs in their values', () => {
    const label = ['disk=ssd', 'disk=ssd', 'rack=', '__proto__=a=b c']
    expect(read({ label }).host.labels).to.deep.equal(['disk=ssd', 'rack=', '__proto__=a=b c'])
  })

  const wrongCpus = 'is no number of CPUs: write 1 to 1024, such as --cpus 8'
  const wrongMemory = 'is no amount of memory: write 6MB to 64TB, such as --memory 8GB'
  const wrongName = 'is no name of a host: write up to 64 letters, digits, - and ., such as --engine-name node-1'
  const wrongId = 'is no ID of an engine: write letters, digits and -, such as --id engine-1'
  const wrongClock =
    'is no offset of a clock: write how far it is off, such as --clock +1h, --clock -30m or --clock 1h30m, 10 years at most'
  const wrong: readonly [SimulatorOptions, string][] = [
    [{ label: ['disk'] }, '"disk" is no label: write --label disk=ssd'],
    [{ label: ['=ssd'] }, '"=ssd" is no label: write --label disk=ssd'],
    [{ label: ['a b=c'] }, '"a b=c" is no label: write --label disk=ssd'],
    [{ label: ['disk=ssd', 'disk=hdd'] }, 'the labels "disk=ssd" and "disk=hdd" conflict: write one value for disk'],
    [{ cpus: '0' }, `"0" ${wrongCpus}`],
    [{ cpus: 1025 }, `"1025" ${wrongCpus}`],
    [{ cpus: '1.5' }, `"1.5" ${wrongCpus}`],
    [{ cpus: 'many' }, `"many" ${wrongCpus}`],
    [{ memory: '1MB' }, `"1MB" ${wrongMemory}`],
    [{ memory: '65TB' }, `"65TB" ${wrongMemory}`],
    [{ memory: '8 bytes' }, `"8 bytes" ${wrongMemory}`],
    [{ memory: '' }, `"" ${wrongMemory}`],
    [{ 'engine-name': '' }, `"" ${wrongName}`],
    [{ 'engine-name': 'a b' }, `"a b" ${wrongName}`],
    [{ 'engine-name': '-a' }, `"-a" ${wrongName}`],
    [{ 'engine-name': 'a'.repeat(65) }, wrongName],
    [{ id: '' }, `"" ${wrongId}`],
    [{ id: 'a b' }, `"a b" ${wrongId}`],
    [{ clock: 'late' }, `"late" ${wrongClock}`],
    [{ clock: '+' }, `"+" ${wrongClock}`],
    [{ clock: '1' }, `"1" ${wrongClock}`],
    [{ clock: '1m1h' }, `"1m1h" ${wrongClock}`],
    [{ clock: '-87601h' }, `"-87601h" ${wrongClock}`],
  ]
  for (const [options, words] of wrong) {
    it(`refuse ${JSON.stringify(options)}`, () => expect(() => read(options)).to.throw(words))
  }
})

describe('an engine that was told its host', () => {
  const options: SimulatorOptions = {
    image: ['busybox'],
    label: ['disk=ssd', 'rack=a'],
    'engine-name': 'node-7',
    id: 'SAME:SAME',
    cpus: '2',
    memory: '2GB',
  }
  let daemon: Awaited<ReturnType<typeof startWith>>
  before(async () => (daemon = await startWith(options)))
  after(() => daemon.close())

  it('says so in its info', async () => {
    const info = (await call(daemon, 'GET /info')).json<object>()
    expect(info).to.deep.include({
      ID: 'SAME:SAME',
      Name: 'node-7',
      Labels: ['disk=ssd', 'rack=a'],
      NCPU: 2,
      MemTotal: 2 * 1024 ** 3,
    })
  })

  it('refuses more CPUs than it has', async () => {
    const create = (host: object) =>
      call(daemon, 'POST /containers/create', { body: { Image: 'busybox', HostConfig: host } })
    const range = 'Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available'
    expect(sentence(await create({ NanoCpus: 3e9 }))).to.deep.equal([400, range])
    const set = 'Requested CPUs are not available - requested 2, available: 0-1'
    expect(sentence(await create({ CpusetCpus: '2' }))).to.deep.equal([400, set])
    expect((await create({ NanoCpus: 2e9, Memory: 4 * 1024 ** 3 })).status).to.equal(201)
  })

  it('refuses them in an update', async () => {
    const id = await run(daemon, 'updated')
    const answer = await call(daemon, `POST /containers/${id}/update`, { body: { NanoCpus: 3e9 } })
    expect(sentence(answer)[0]).to.equal(400)
  })

  it('shows them to its containers', async () => {
    await run(daemon, 'inside', { HostConfig: { NetworkMode: 'host', Tmpfs: { '/t': '' } } })
    expect(await exec(daemon, 'inside', 'hostname; nproc; grep MemTotal /proc/meminfo; grep node /etc/hosts')).to.equal(
      'node-7\r\n2\r\nMemTotal:        2097152 kB\r\n127.0.1.1\tnode-7\r\n',
    )
    expect(await exec(daemon, 'inside', 'df -k /t | tail -n1')).to.match(/ 1048576 /)
    const stats = (await call(daemon, 'GET /containers/inside/stats?stream=0')).json<{
      cpu_stats: { online_cpus: number }
      memory_stats: { limit: number }
    }>()
    expect([stats.cpu_stats.online_cpus, stats.memory_stats.limit]).to.deep.equal([2, 2 * 1024 ** 3])
  })
})

describe('an engine whose clock is wrong', () => {
  const hour = 3_600_000
  for (const [clock, offset] of [
    ['+1h', hour],
    ['-30m', -hour / 2],
  ] as const) {
    describe(`by ${clock}`, () => {
      let daemon: Awaited<ReturnType<typeof startWith>>
      let began: number
      before(async () => {
        began = Date.now()
        daemon = await startWith({ image: ['busybox'], clock })
      })
      after(() => daemon.close())

      /** What was told since the engine began is between that and now, on its own clock. */
      const expectTime = (milliseconds: number): void => {
        expect(milliseconds - offset)
          .to.be.at.least(began - 1100)
          .and.at.most(Date.now() + 100)
      }

      it('tells its own time everywhere', async () => {
        const id = await run(daemon, 'late', { Cmd: ['sh', '-c', 'date +%s'] })
        await call(daemon, `POST /containers/${id}/wait`)
        const info = (await call(daemon, 'GET /info')).json<{ SystemTime: string }>()
        expectTime(Date.parse(info.SystemTime))
        const inspect = (await call(daemon, `GET /containers/${id}/json`)).json<{
          Created: string
          State: { StartedAt: string; FinishedAt: string }
        }>()
        for (const text of [inspect.Created, inspect.State.StartedAt, inspect.State.FinishedAt]) {
          expectTime(Date.parse(text))
        }
        const [listed] = (await call(daemon, 'GET /containers/json?all=1')).json<
          { Created: number; Status: string }[]
        >()
        expectTime(listed!.Created * 1000)
        expect(listed!.Status).to.match(/^Exited \(0\) (Less than a|\d+) seconds? ago$/)
        const log = (await call(daemon, `GET /containers/${id}/logs?stdout=1&timestamps=1`)).text.slice(8)
        const [stamp = '', inside = ''] = log.trim().split(' ')
        expectTime(Date.parse(stamp))
        expectTime(Number(inside) * 1000)
      })

      it('counts events, since and until by it', async () => {
        await run(daemon, 'told')
        const own = (offset + Date.now()) / 1000
        const between = `since=${Math.floor(own - 60)}&until=${Math.ceil(own)}`
        const events = await follow<{ time: number; timeNano: number }>(daemon, `GET /events?${between}`)
        const told = await events.rest()
        expect(told).to.not.deep.equal([])
        for (const { time, timeNano } of told) {
          expectTime(time * 1000)
          expectTime(timeNano / 1e6)
        }
        const earlier = `since=${Math.floor(own - 600)}&until=${Math.floor(own - 300)}`
        const none = await follow(daemon, `GET /events?${earlier}`)
        expect(await none.rest()).to.deep.equal([])
      })

      it('waits no longer and no shorter', async () => {
        const id = await run(daemon, 'short', { Cmd: ['sleep', '0.2'] })
        const waited = await call(daemon, `POST /containers/${id}/wait`)
        expect(waited.json()).to.deep.include({ StatusCode: 0 })
      })
    })
  }
})

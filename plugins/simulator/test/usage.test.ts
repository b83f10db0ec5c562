import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { act, create, eventually, exec, follow, run, startSimulator } from './support.js'

interface Sample {
  readonly read: string
  readonly preread: string
  readonly cpu_stats: { cpu_usage: { total_usage: number }; system_cpu_usage?: number }
  readonly precpu_stats: { cpu_usage: { total_usage: number }; system_cpu_usage?: number }
  readonly memory_stats: { usage?: number; limit?: number; stats?: Record<string, number> }
  readonly blkio_stats: { io_service_bytes_recursive: { op: string; value: number }[] | null }
  readonly pids_stats: { current?: number }
}

const never = '0001-01-01T00:00:00Z'

describe('what a container uses', () => {
  let daemon: TestDaemon

  before(async () => {
    daemon = await startSimulator('web')
    await run(daemon, 'small', { Cmd: ['sleep', 'infinity'], HostConfig: { Memory: 6_291_456 } })
  })

  after(() => daemon.close())

  const one = async (name: string, more = ''): Promise<Sample> =>
    (await call(daemon, `GET /containers/${name}/stats?stream=false${more}`)).json()

  it('is a sample with the one before it', async () => {
    const { cpu_stats, precpu_stats, memory_stats, preread, pids_stats } = await one('small')
    expect(cpu_stats.cpu_usage.total_usage).to.be.at.least(precpu_stats.cpu_usage.total_usage)
    expect(cpu_stats.system_cpu_usage! - precpu_stats.system_cpu_usage!).to.equal(4_000_000_000)
    expect(memory_stats.limit).to.equal(6_291_456)
    expect(memory_stats.usage).to.be.within(1, 6_291_456)
    expect(pids_stats.current).to.equal(1)
    expect(preread).not.to.equal(never)
    expect((await one('small', '&one-shot=true')).preread).to.equal(never)
  })

  it('goes on as a stream, a second apart', async () => {
    await run(daemon, 'busy', { Cmd: ['sh', '-c', 'while :; do :; done'] })
    const stream = await follow<Sample>(daemon, 'GET /containers/busy/stats')
    const [first, second] = [await stream.next(), await stream.next()]
    stream.leave()
    expect(first!.preread).to.equal(never)
    expect(second!.preread).to.equal(first!.read)
    expect(second!.precpu_stats).to.deep.equal(first!.cpu_stats)
    expect(second!.cpu_stats.cpu_usage.total_usage).to.be.greaterThan(first!.cpu_stats.cpu_usage.total_usage)
    const { cpu_stats, precpu_stats } = await one('busy')
    expect(cpu_stats.cpu_usage.total_usage).to.be.greaterThan(precpu_stats.cpu_usage.total_usage)
    await call(daemon, 'POST /containers/busy/kill')
  })

  it('is nothing of a CPU where it has nothing to do', async () => {
    const used = async (): Promise<number> => (await one('web')).cpu_stats.cpu_usage.total_usage
    const before = await used()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await used()).to.equal(before)
  })

  it('follows what it does', async () => {
    const before = await one('web')
    await exec(daemon, 'web', 'sleep 100 & dd if=/dev/zero of=/dev/shm/x bs=1M count=4; echo 12345 >/f; sync')
    const after = await one('web')
    expect(after.pids_stats.current! - before.pids_stats.current!).to.equal(1)
    expect(after.memory_stats.stats!['shmem']! - before.memory_stats.stats!['shmem']!).to.equal(4 * 2 ** 20)
    expect(after.memory_stats.usage! - before.memory_stats.usage!).to.be.within(4 * 2 ** 20, 5 * 2 ** 20)
    expect(after.blkio_stats.io_service_bytes_recursive!.find(({ op }) => op === 'write')!.value).to.equal(6)
    const [cgroup, shown] = [await exec(daemon, 'web', 'cat /sys/fs/cgroup/memory.current'), await one('web')]
    expect(Number(cgroup)).to.be.within(shown.memory_stats.usage!, shown.memory_stats.usage! + 2 ** 20)
  })

  it('is nothing where it does not run, and ends with it', async () => {
    const id = await create(daemon, 'idle')
    const { read, cpu_stats, memory_stats } = await one('idle')
    expect([read, cpu_stats.cpu_usage.total_usage, memory_stats]).to.deep.equal([never, 0, {}])
    const stream = await follow<Sample>(daemon, 'GET /containers/idle/stats')
    await stream.next()
    await call(daemon, `DELETE /containers/${id}`)
    await stream.rest()
    expect(await act(daemon, 'GET /containers/web/stats?one-shot=1')).to.deep.equal([
      400,
      'cannot have stream=true and one-shot=true',
    ])
  })
})

describe('the processes of a container', () => {
  let daemon: TestDaemon

  before(async () => {
    daemon = await startSimulator('web')
  })

  after(() => daemon.close())

  const top = async (args: string): Promise<{ Titles: string[]; Processes: string[][] }> =>
    (await call(daemon, `GET /containers/web/top?ps_args=${encodeURIComponent(args)}`)).json()

  it('are listed as ps does', async () => {
    const { Titles, Processes } = await top('')
    expect(Titles).to.deep.equal(['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'])
    expect(Processes.map(([uid, , , c, , tty, time, cmd]) => [uid, c, tty, time, cmd])).to.deep.equal([
      ['root', '0', '?', '00:00:00', 'sleep infinity'],
    ])
    expect((await top('aux')).Titles.join(' ')).to.equal('USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND')
    expect((await top('-eo pid,comm')).Processes.map(([, name]) => name)).to.deep.equal(['sleep'])
    expect((await top('-o pid=PID -o cmd=WHAT')).Titles).to.deep.equal(['PID', 'WHAT'])
  })

  it('have the time and the memory that they use', async () => {
    await run(daemon, 'burner', {
      Cmd: ['sh', '-c', 'x=0123456789; for i in 1 2 3 4 5 6; do x=$x$x$x$x$x; done; while :; do :; done'],
    })
    const ask = async (): Promise<string[]> => {
      const args = encodeURIComponent('-o pid,time,bsdtime,pcpu,rss')
      const answer = await call(daemon, `GET /containers/burner/top?ps_args=${args}`)
      return answer.json<{ Processes: string[][] }>().Processes[0]!
    }
    await eventually(async () => (await ask())[1] === '00:00:01')
    const [, , short, share, resident] = await ask()
    expect(short).to.match(/^0:0\d$/)
    expect(Number(share)).to.be.within(0.1, 99.9)
    expect(Number(resident)).to.be.within(1380 + 153, 1380 + 400)
    await call(daemon, 'POST /containers/burner/kill')
  })

  for (const [args, why] of [
    ['-o user', "Couldn't find PID field in ps output"],
    ['--nosuch', 'ps: error: unknown gnu long option'],
    ['-Z', 'ps: error: unsupported SysV option'],
    ['-o pid,nosuch', 'ps: error: unknown user-defined format specifier "nosuch"'],
  ] as const) {
    it(`are not listed by ps ${args}`, async () => {
      expect(await act(daemon, `GET /containers/web/top?ps_args=${encodeURIComponent(args)}`)).to.deep.equal([400, why])
    })
  }

  it('are none where it does not run', async () => {
    const id = await create(daemon, 'idle')
    expect(await act(daemon, 'GET /containers/idle/top')).to.deep.equal([409, `Container ${id} is not running`])
  })
})

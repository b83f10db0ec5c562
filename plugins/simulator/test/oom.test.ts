import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { create, eventually, run, startWith } from './support.js'

interface State {
  readonly Status: string
  readonly OOMKilled: boolean
  readonly ExitCode: number
}
interface Event {
  readonly Action: string
}

const double = 'x=a; while :; do x=$x$x; done'
const limit = { HostConfig: { Memory: 20 * 2 ** 20 } }

// As dockerd 20.10 and what moby's `daemon/monitor.go` is since 23.0.
for (const [api, isOld] of [
  ['1.24-1.41', true],
  ['1.24-1.51', false],
] as const) {
  describe(`a container that is out of memory, in an engine of API ${api}`, () => {
    let daemon: TestDaemon
    before(async () => (daemon = await startWith({ image: ['busybox'], api })))
    after(() => daemon.close())

    const state = async (name: string): Promise<State> =>
      (await call(daemon, `GET /containers/${name}/json`)).json<{ State: State }>().State
    const told = async (name: string): Promise<readonly (string | number | boolean)[]> => {
      const { Status, OOMKilled, ExitCode } = await state(name)
      return [Status, OOMKilled, ExitCode]
    }
    const eventsOf = async (name: string): Promise<string[]> => {
      const filters = encodeURIComponent(JSON.stringify({ container: [name] }))
      const { text } = await call(daemon, `GET /events?since=0&until=${Date.now() / 1000 + 1}&filters=${filters}`)
      return text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as Event).Action.split(' ')[0]!)
    }
    const ended = (name: string) => call(daemon, `POST /containers/${name}/wait`)
    const exec = async (name: string, script: string): Promise<number> => {
      const made = await call(daemon, `POST /containers/${name}/exec`, { body: { Cmd: ['sh', '-c', script] } })
      const { Id } = made.json<{ Id: string }>()
      await call(daemon, `POST /exec/${Id}/start`, { body: {} })
      const { ExitCode } = (await call(daemon, `GET /exec/${Id}/json`)).json<{ ExitCode: number }>()
      return ExitCode
    }

    it('is killed where its first process is, which is told before it dies', async () => {
      await run(daemon, 'first', { Cmd: ['sh', '-c', double], ...limit })
      await ended('first')
      expect(await told('first')).to.deep.equal(['exited', true, 137])
      expect(await eventsOf('first')).to.deep.equal(['create', 'start', 'oom', 'die'])
    })

    it('is killed where a child is, whatever the first process makes of that', async () => {
      await run(daemon, 'parent', { Cmd: ['sh', '-c', `sh -c '${double}'; [ $? = 137 ] && exit 3`], ...limit })
      await ended('parent')
      expect(await told('parent')).to.deep.equal(['exited', true, 3])
    })

    it('goes on where an exec is, and is another one when it is started again', async () => {
      await run(daemon, 'shell', limit)
      expect(await exec('shell', double)).to.equal(137)
      expect(await told('shell')).to.deep.equal(['running', !isOld, 0])
      expect((await eventsOf('shell')).slice(-2)).to.deep.equal(['oom', 'exec_die'])
      await call(daemon, 'POST /containers/shell/restart?t=0')
      expect(await told('shell')).to.deep.equal(['running', isOld, 0])
      await call(daemon, 'POST /containers/shell/stop?t=0')
      expect((await state('shell')).OOMKilled).to.equal(false)
    })

    it('is started again by its restart policy', async () => {
      const HostConfig = { ...limit.HostConfig, RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 1 } }
      await run(daemon, 'again', { Cmd: ['sh', '-c', double], HostConfig })
      await eventually(async () => (await state('again')).Status === 'exited')
      expect(await told('again')).to.deep.equal(['exited', true, 137])
      expect(await eventsOf('again')).to.deep.equal(['create', 'start', 'oom', 'die', 'start', 'oom', 'die'])
    })

    it('has its files in memory in what it may have', async () => {
      const script = 'dd if=/dev/zero of=/dev/shm/x bs=1M count=50; [ $? = 137 ] && exit 3'
      await run(daemon, 'files', { Cmd: ['sh', '-c', script], ...limit })
      await ended('files')
      expect(await told('files')).to.deep.equal(['exited', true, 3])
    })

    it('may have more, and less, while it runs', async () => {
      await run(daemon, 'other', { Cmd: ['sleep', 'infinity'], HostConfig: { Memory: 2 ** 23, MemorySwap: -1 } })
      const ten = 'x=0123456789; for i in 1 2 3 4 5 6; do x=$x$x$x$x$x$x$x$x$x$x; done; echo ${#x}'
      expect(await exec('other', ten)).to.equal(137)
      await call(daemon, 'POST /containers/other/update', { body: { Memory: 2 ** 26 } })
      expect(await exec('other', ten)).to.equal(0)
      expect(await exec('other', '[ $(cat /sys/fs/cgroup/memory.max) = 67108864 ]')).to.equal(0)
      await call(daemon, 'POST /containers/other/update', { body: { Memory: 2 ** 23 } })
      expect(await exec('other', ten)).to.equal(137)
    })

    it('has as many processes as it may, and execs besides', async () => {
      await run(daemon, 'few', { Cmd: ['sh', '-c', 'sleep 1000 & sleep 1000'], HostConfig: { PidsLimit: 2 } })
      expect(await exec('few', 'echo')).to.equal(0)
      expect(await exec('few', 'ls; echo no')).to.equal(2)
      await call(daemon, 'POST /containers/few/update', { body: { PidsLimit: 5 } })
      expect(await exec('few', 'ls; [ $(cat /sys/fs/cgroup/pids.max) = 5 ]')).to.equal(0)
    })
  })
}

describe('a container that is out of room', () => {
  let daemon: TestDaemon
  before(async () => (daemon = await startWith({ image: ['busybox'] })))
  after(() => daemon.close())

  const cases: readonly (readonly [string, object, string, string])[] = [
    ['of /dev/shm', { ShmSize: 2 ** 20 }, 'yes >/dev/shm/y; stat -c %s /dev/shm/y', '1048576'],
    ['of a tmpfs', { Tmpfs: { '/t': 'size=1m' } }, 'yes >/t/y; stat -c %s /t/y', '1048576'],
    [
      'of a mount',
      { Mounts: [{ Type: 'tmpfs', Target: '/t', TmpfsOptions: { SizeBytes: 2 ** 21, Mode: 0o1770 } }] },
      'yes >/t/y; stat -c %s /t/y; stat -c %a /t; grep " /t " /proc/mounts | cut -d" " -f4',
      '2097152\n1770\nrw,nosuid,nodev,noexec,relatime,size=2048k,mode=1770',
    ],
    ['of its layer', {}, 'yes >/y; stat -c %s /y', String(64 * 2 ** 20)],
    ['of its layer, which is no memory', { Memory: 8 * 2 ** 20 }, 'yes >/y; stat -c %s /y', String(64 * 2 ** 20)],
  ]
  for (const [what, HostConfig, script, said] of cases) {
    it(`says so ${what}`, async () => {
      const id = await create(daemon, '', { Tty: true, Cmd: ['sh', '-c', script], HostConfig })
      await call(daemon, `POST /containers/${id}/start`)
      await call(daemon, `POST /containers/${id}/wait`)
      const { text } = await call(daemon, `GET /containers/${id}/logs?stdout=1&stderr=1`)
      const lines = text.replaceAll('\r', '').trim().split('\n')
      expect(lines[0]).to.match(/No space left on device$/)
      expect(lines.slice(1).join('\n')).to.equal(said)
    })
  }
})

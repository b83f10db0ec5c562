import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { create, startWith } from './support.js'

type Case = readonly [image: string, script: string, code: number, said?: string]

/** What asks for too much, and how it ends: 137 is a SIGKILL for want of memory. */
const cases: readonly Case[] = [
  ['busybox', 'yes $(printf %0200d 0) | sort', 137],
  ['busybox', 'cat /dev/zero | tail', 137],
  ['busybox', 'cat /dev/zero | uniq', 137],
  ['busybox', 'cat /dev/zero | awk 1', 137],
  ['busybox', `cat /dev/zero | awk 'BEGIN { RS = "" } 1'`, 137],
  ['busybox', `awk 'BEGIN { while (1) a[i++] = sprintf("%2000d", i) }'`, 137],
  ['busybox', 'grep x /dev/zero', 137],
  ['debian', 'cat /dev/zero | sed s/a/b/', 137],
  ['debian', 'yes | tac', 137],
  ['busybox', `cat /dev/zero | tr '\\0' a | strings`, 137],
  ['busybox', 'x=$(cat /dev/zero)', 137],
  ['debian', 'x=$(yes)', 137],
  ['busybox', 'yes >/f', 1, 'yes: (null): No space left on device'],
  ['debian', 'yes >/f', 1, 'yes: standard output: No space left on device'],
  [
    'busybox',
    'dd if=/dev/zero of=/f bs=1M count=10000',
    1,
    `dd: error writing '/f': No space left on device\r\n65+0 records in\r\n64+0 records out`,
  ],
]

/** A file each until there is room for no more; half of the processor time of all of this, so `--all` has it. */
const manyFiles: Case = [
  'busybox',
  'mkdir /d; i=0; while true 2>/dev/null >/d/$i; do i=$((i + 1)); done; echo $((i > 60000)); true >/d/more',
  1,
  `1\r\nsh: can't create /d/more: No space left on device`,
]

const chosen = process.env['LIBSWARM_TEST_SHORT'] === undefined ? [...cases, manyFiles] : cases

describe('containers that ask for too much', () => {
  let daemon: TestDaemon
  let isOver = false
  let pings: Promise<number>
  before(async () => {
    daemon = await startWith({ image: ['busybox', 'debian'] })
    pings = (async () => {
      let answered = 0
      for (; !isOver; answered++) {
        if ((await call(daemon, 'GET /_ping')).text !== 'OK') throw new Error('no answer')
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return answered
    })()
  })
  after(() => daemon.close())

  for (const [Image, script, code, said = ''] of chosen) {
    it(`end: ${script}`, async () => {
      const id = await create(daemon, '', {
        Image,
        Cmd: [Image === 'busybox' ? 'sh' : 'bash', '-c', script],
        Tty: true,
        HostConfig: code === 137 ? { Memory: 2 ** 24 } : {},
      })
      await call(daemon, `POST /containers/${id}/start`)
      const { StatusCode } = (await call(daemon, `POST /containers/${id}/wait`)).json<{ StatusCode: number }>()
      const { State } = (await call(daemon, `GET /containers/${id}/json`)).json<{ State: { OOMKilled: boolean } }>()
      const { text } = await call(daemon, `GET /containers/${id}/logs?stdout=1&stderr=1`)
      expect([StatusCode, State.OOMKilled]).to.deep.equal([code, code === 137])
      expect(text).to.include(said)
      await call(daemon, `DELETE /containers/${id}`)
    }).timeout(120_000)
  }

  it('leave others their answers, and a fork bomb does', async () => {
    const bomb = 'sh -c "b() { b | b & }; b; sleep 1000" 2>/dev/null'
    const id = await create(daemon, '', { Image: 'busybox', Cmd: ['sh', '-c', bomb], HostConfig: { PidsLimit: 500 } })
    await call(daemon, `POST /containers/${id}/start`)
    const { text } = await call(daemon, `GET /containers/${id}/stats?stream=false`)
    expect((JSON.parse(text) as { pids_stats: { current: number } }).pids_stats.current).to.be.within(1, 500)
    expect((await call(daemon, `POST /containers/${id}/kill`)).status).to.equal(204)
    isOver = true
    expect(await pings).to.be.greaterThan(20)
  })
})

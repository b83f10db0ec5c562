import { createHash, randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { install } from 'libswarm-backend-simulator'
import { startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'

const mebibyte = 2 ** 20
const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

describeNeeding(dockerMissing(), 'streams of docker run and exec on a simulated engine', function () {
  this.timeout(60_000)
  let daemon: TestDaemon

  before(async () => {
    const backend = { name: 'simulator', install, options: { name: ['web'] }, simulated: true }
    daemon = await startTestDaemon({ backends: [backend] })
  })

  after(() => daemon?.close())

  const line = 'a line of no great length that is said again and again\n'
  const saidIn = (size: number): string => line.repeat(Math.ceil(size / line.length)).slice(0, size)
  const saying = (size: number): string => `yes '${line.trimEnd()}' | head -c ${size}`

  it('take 50 MiB out, byte for byte, with the exit code', async () => {
    const script = `${saying(50 * mebibyte)}; exit 7`
    const { code, stdout } = await docker(daemon.address, ['run', '--rm', 'busybox', 'sh', '-c', script])
    expect([code, stdout.length, hashOf(stdout)]).to.deep.equal([7, 50 * mebibyte, hashOf(saidIn(50 * mebibyte))])
  })

  it('take 5 MiB to the errors, beside what goes out', async () => {
    const both = ['exec', 'web', 'sh', '-c', `echo out; ${saying(5 * mebibyte)} >&2; echo over; exit 8`]
    const { code, stdout, stderr } = await docker(daemon.address, both)
    expect([code, stdout, hashOf(stderr)]).to.deep.equal([8, 'out\nover\n', hashOf(saidIn(5 * mebibyte))])
  })

  const input = randomBytes(20 * mebibyte)
  for (const words of [
    ['run', '--rm', '-i', 'busybox'],
    ['exec', '-i', 'web'],
  ]) {
    it(`take 20 MiB in, byte for byte, with the exit code: docker ${words.join(' ')}`, async () => {
      const script = 'cat > /tmp/in; sha256sum < /tmp/in; wc -c < /tmp/in; rm /tmp/in; exit 9'
      const { code, stdout } = await docker(daemon.address, [...words, 'sh', '-c', script], { input })
      expect([code, stdout]).to.deep.equal([9, `${hashOf(input)}  -\n${input.length}\n`])
    })
  }

  it('end with the process, whatever more the client has to say', async () => {
    const input = saidIn(20 * mebibyte)
    const head = ['run', '--rm', '-i', 'busybox', 'sh', '-c', 'head -c 5; exit 3']
    const { code, stdout, stderr } = await docker(daemon.address, head, { input })
    expect([code, stdout, stderr]).to.deep.equal([3, input.slice(0, 5), ''])
  })
})

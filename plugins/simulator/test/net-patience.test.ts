import { expect } from 'chai'
import type { Proc } from '../dist/machine/kernel/proc.js'
import { signalNumbers } from '../dist/machine/kernel/signals.js'
import { NetworkStack } from '../dist/machine/network/stack.js'
import { noWires } from '../dist/machine/network/wires.js'
import { realClock } from '../dist/world.js'
import { runLine, type LineSetting, type Outcome } from './run-line.js'

const eth0 = { name: 'eth0', index: 2, mtu: 1500, mac: '02:42:0a:00:00:02', addresses: ['10.0.0.2/24'], gateways: [] }

/** A network where `10.0.0.9` is behind a wall. */
const walled = (): NetworkStack =>
  new NetworkStack({
    ...noWires,
    interfaces: () => [eth0],
    route: (to) => (to === '10.0.0.9' ? 'dropped' : 'EHOSTUNREACH'),
  })

/** Takes connections on port 80 and never says a word. */
async function mute(proc: Proc): Promise<number> {
  const listener = proc.sockets.listen({ address: '127.0.0.1', port: 80 })
  for (;;) await proc.sockets.accept(listener)
}

const size = 66 * 2 ** 20

/** Sends that many bytes to whoever asks on port 81. */
async function generous(proc: Proc): Promise<number> {
  const listener = proc.sockets.listen({ address: '127.0.0.1', port: 81 })
  for (;;) {
    const fd = await proc.sockets.accept(listener)
    proc.fork(async (child) => {
      child.handle(signalNumbers.PIPE, 'ignore')
      await child.read(fd)
      await child.write(fd, `HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`)
      for (let left = size; left > 0; left -= 65_536) await child.write(fd, new Uint8Array(65_536))
      return 0
    })
    proc.close(fd)
  }
}

const run = (line: string, flavor: LineSetting['flavor']): Promise<Outcome> =>
  runLine(line, {
    flavor,
    files: {},
    shell: flavor === 'gnu' ? 'bash' : 'sh',
    network: walled(),
    beside: [mute, generous],
    clock: realClock(),
  })

describe('programs about networks that wait', function () {
  this.timeout(20_000)

  const lines: readonly (readonly [flavor: LineSetting['flavor'], line: string, code: number, stderr: RegExp])[] = [
    ['busybox', 'wget -q -T 1 -O - http://127.0.0.1/', 1, /^wget: download timed out\n$/],
    ['busybox', 'wget -q -T 1 -O - http://10.0.0.9/', 1, /^wget: download timed out\n$/],
    ['busybox', 'nc -v -w 1 10.0.0.9 80', 1, /^nc: 10\.0\.0\.9 \(10\.0\.0\.9:80\): Connection timed out\n$/],
    ['busybox', 'nc -w 1 127.0.0.1 80', 0, /^$/],
    ['busybox', 'ping -c 1 -W 1 10.0.0.9', 1, /^$/],
    ['busybox', 'timeout 1 wget -q http://127.0.0.1/', 143, /^/],
    [
      'gnu',
      'curl -sS -m 1 http://127.0.0.1/',
      28,
      /^curl: \(28\) Operation timed out after 1\d{3} milliseconds with 0 bytes/,
    ],
    [
      'gnu',
      'curl -sS --connect-timeout 1 http://10.0.0.9/',
      28,
      /^curl: \(28\) Connection timed out after 1\d{3} milli/,
    ],
    ['gnu', 'curl -sS -m 1 --retry 1 --retry-delay 1 http://127.0.0.1/', 28, /^(curl: \(28\) [^\n]*\n){2}$/],
    ['gnu', 'wget -q -t 1 -T 1 http://10.0.0.9/', 4, /^$/],
    [
      'gnu',
      'nc -zv -w 1 10.0.0.9 80',
      1,
      /^nc: connect to 10\.0\.0\.9 port 80 \(tcp\) failed: Connection timed out\n$/,
    ],
    ['gnu', 'ping -c 1 -W 1 10.0.0.9', 1, /^$/],
    ['gnu', "timeout 1 bash -c ': > /dev/tcp/10.0.0.9/80'", 124, /^/],
  ]
  it('stop waiting when they were told to', async () => {
    const got = await Promise.all(lines.map(async ([flavor, line]) => ({ line, ...(await run(line, flavor)) })))
    for (const [index, [, line, code, stderr]] of lines.entries()) {
      expect(got[index]!.code, line).to.equal(code)
      expect(got[index]!.stderr, line).to.match(stderr)
    }
  })

  it('tell of what was lost', async () => {
    const { stdout } = await run('ping -c 1 -W 1 10.0.0.9', 'busybox')
    expect(stdout).to.match(/1 packets transmitted, 0 packets received, 100% packet loss\n$/)
  })

  it('take more than a container may keep', async () => {
    const { stdout, stderr } = await run('wget -q -O - http://127.0.0.1:81/ | wc -c', 'busybox')
    expect([stdout, stderr]).to.eql([`${size}\n`, ''])
  })
})

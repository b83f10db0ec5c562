import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect } from 'chai'
import { Doors } from '../dist/ports/doors.js'
import { loopbackOf } from '../dist/ports/loopback.js'
import { reasonOf } from '../dist/ports/reason.js'
import { NetworkStack } from '../dist/machine/network/stack.js'
import { noWires } from '../dist/machine/network/wires.js'
import type { HeldPort } from '../dist/networks/host-ports.js'
import { ManualClock } from './manual-clock.js'
import { dial, freePort, heard, listens } from './published-support.js'
import { eventually } from './support.js'

const held = (protocol: string, port: number, hostPort: number, ip = '127.0.0.1'): HeldPort => {
  const wanted = { port: `${port}/${protocol}`, protocol, ip, from: hostPort, to: hostPort }
  return { port: wanted.port, protocol, ip, hostPort, wanted }
}

describe('the doors of an engine', () => {
  let clock: ManualClock
  let host: NetworkStack
  let doors: Doors
  beforeEach(() => {
    clock = new ManualClock()
    host = new NetworkStack(noWires)
    doors = new Doors({ on: true, clock, host, addressOf: () => '127.0.0.1' })
  })
  afterEach(() => doors.closeAll())

  it('try again where too many wait inside, as Linux does, and give up after two minutes', async () => {
    const listener = host.listen({ address: '127.0.0.1', port: 80 }, 0)
    const port = await freePort()
    await doors.open('web', [held('tcp', 80, port)])
    const first = await dial(port)
    await eventually(async () => listener.isFull)
    const [second, third] = [await dial(port), await dial(port)]
    await eventually(async () => clock.waiting === 2)
    listener.tryAccept()!.release()
    expect(await heard(first)).to.equal('')
    await clock.ring()
    await eventually(async () => listener.isFull)
    expect(clock.waiting).to.equal(1)
    const given = Promise.race([second, third].map((socket) => heard(socket)))
    await clock.advance(130)
    expect([await given, clock.waiting]).to.deep.equal(['', 0])
    for (const socket of [first, second, third]) socket.destroy()
  })

  it('forget a client of UDP that has had no answer for 90 seconds', async () => {
    const inner = host.datagrams({ address: '127.0.0.1', port: 53 })
    const port = await freePort()
    await doors.open('web', [held('udp', 53, port)])
    const client = createSocket('udp4')
    const send = async (): Promise<void> => {
      client.send('x', port, '127.0.0.1')
      await eventually(async () => host.sockets().length === 2)
    }
    await send()
    await clock.advance(80)
    const answered = once(client, 'message')
    inner.send(inner.tryReceive()!.from, Buffer.from('y'))
    await answered
    await clock.advance(80)
    expect(host.sockets()).to.have.length(2)
    await clock.advance(11)
    expect(host.sockets()).to.have.length(1)
    await send()
    client.close()
  })

  it('are not open where their container has gone, or the engine was closed, meanwhile', async () => {
    const port = await freePort()
    const opening = doors.open('web', [held('tcp', 80, port)])
    doors.close('web')
    await opening
    expect(await listens(port)).to.equal(false)
    const late = doors.open('web', [held('tcp', 80, port)])
    doors.closeAll()
    await late
    await doors.open('db', [held('tcp', 80, port)])
    expect(await listens(port)).to.equal(false)
  })

  it('are none where they are off, for other protocols, and for addresses that are not of loopback', () => {
    const off = new Doors({ on: false, clock, host, addressOf: () => undefined })
    const some = [held('tcp', 80, 1), held('udp', 80, 1), held('sctp', 80, 1), held('tcp', 80, 1, '10.0.0.1')]
    expect(some.map((one) => [off.has(one), doors.has(one)])).to.deep.equal([
      [false, true],
      [false, true],
      [false, false],
      [false, false],
    ])
  })

  const addresses: readonly [string, string | undefined][] = [
    ['0.0.0.0', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1'],
    ['127.8.9.10', '127.8.9.10'],
    ['::', '::1'],
    ['0:0:0:0:0:0:0:0', '::1'],
    ['::1', '::1'],
    ['0::0:1', '::1'],
    ['192.168.1.1', undefined],
    ['128.0.0.1', undefined],
    ['fe80::1', undefined],
    ['::ffff:127.0.0.1', undefined],
    ['', undefined],
  ]
  for (const [asked, listened] of addresses) {
    it(`are at ${listened ?? 'no address'} for ${asked === '' ? 'none' : asked}`, () => {
      expect(loopbackOf(asked)).to.equal(listened)
    })
  }

  const reasons: readonly [HeldPort, string, string][] = [
    [held('tcp', 80, 80, '0.0.0.0'), 'EACCES', 'listen tcp4 0.0.0.0:80: bind: permission denied'],
    [held('udp', 53, 53, '::'), 'EADDRINUSE', 'listen udp6 [::]:53: bind: address already in use'],
    [held('tcp', 80, 80, '::1'), 'EADDRNOTAVAIL', 'listen tcp6 [::1]:80: bind: cannot assign requested address'],
    [held('tcp', 80, 80), 'EMFILE', 'listen tcp4 127.0.0.1:80: bind: too many open files'],
    [held('tcp', 80, 80), 'EODD', 'listen tcp4 127.0.0.1:80: bind: EODD'],
  ]
  for (const [port, code, reason] of reasons) {
    it(`say ${code} in Go’s words`, () => {
      expect(reasonOf(port, code)).to.equal(`Error starting userland proxy: ${reason}`)
    })
  }
})

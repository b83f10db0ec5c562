import { expect } from 'chai'
import { NetworkStack } from '../dist/machine/network/stack.js'
import { Traffic } from '../dist/machine/network/traffic.js'
import type { Wires } from '../dist/machine/network/wires.js'
import { noWires } from '../dist/machine/network/wires.js'

/** Two stacks, joined to each other. */
function pair(): readonly [NetworkStack, NetworkStack] {
  const wires = (own: string, other: () => NetworkStack): Wires<NetworkStack> => ({
    ...noWires,
    interfaces: () => [{ index: 2, name: 'eth0', mtu: 1500, mac: '', addresses: [`${own}/16`], gateways: [] }],
    route: () => ({ to: other(), from: own }),
  })
  const one: NetworkStack = new NetworkStack(wires('10.0.0.1', () => other))
  const other: NetworkStack = new NetworkStack(wires('10.0.0.2', () => one))
  return [one, other]
}

const told = (stack: NetworkStack) => stack.traffic().map(([name, { received, sent }]) => ({ name, received, sent }))
const nothing = { bytes: 0, packets: 0 }

describe('what goes through the interfaces of a container', () => {
  it('is nothing at first, and nothing of what stays inside', () => {
    const [one] = pair()
    one.listen({ address: '127.0.0.1', port: 80 }, 1)
    const end = one.connect({ address: '127.0.0.1', port: 80 })
    if (end !== 'dropped') end.tryWrite(new Uint8Array(100))
    expect(told(one)).to.deep.equal([{ name: 'eth0', received: nothing, sent: nothing }])
  })

  it('is what connections carry, with the heads of packets and the answers to them', () => {
    const [one, other] = pair()
    const listener = other.listen({ address: '0.0.0.0', port: 80 }, 1)
    const calling = one.connect({ address: '10.0.0.2', port: 80 })
    const called = listener.tryAccept()
    if (calling === 'dropped' || called === undefined) throw new Error('no connection')
    const opened = { bytes: 66, packets: 1 }
    expect(told(one)).to.deep.equal([{ name: 'eth0', received: opened, sent: opened }])
    calling.tryWrite(new Uint8Array(3000))
    const data = { bytes: 66 + 3000 + 3 * 66, packets: 1 + 3 }
    const answers = { bytes: 2 * 66, packets: 2 }
    expect(told(one)).to.deep.equal([{ name: 'eth0', received: answers, sent: data }])
    expect(told(other)).to.deep.equal([{ name: 'eth0', received: data, sent: answers }])
    called.tryWrite(new Uint8Array(1))
    expect(told(one)[0]!.received).to.deep.equal({ bytes: 2 * 66 + 67, packets: 3 })
  })

  it('is datagrams, taken or not, and echoes', () => {
    const [one, other] = pair()
    const socket = one.datagrams({ address: '0.0.0.0', port: 0 })
    socket.send({ address: '10.0.0.2', port: 53 }, new Uint8Array(20))
    expect(told(one)).to.deep.equal([{ name: 'eth0', received: nothing, sent: { bytes: 62, packets: 1 } }])
    one.echo('10.0.0.2')
    const both = { received: { bytes: 98, packets: 1 }, sent: { bytes: 160, packets: 2 } }
    expect(told(one)).to.deep.equal([{ name: 'eth0', ...both }])
    expect(told(other)).to.deep.equal([{ name: 'eth0', received: both.sent, sent: both.received }])
  })

  it('is that of all addresses of an interface', () => {
    const traffic = new Traffic()
    traffic.send('10.0.0.1', 'udp', 8)
    traffic.send('fd00::1', 'udp', 8)
    traffic.send('10.0.0.9', 'udp', 8)
    expect(traffic.of(['10.0.0.1', 'fd00::1', '10.1.0.1'])).to.deep.equal({
      received: nothing,
      sent: { bytes: 100, packets: 2 },
    })
  })
})

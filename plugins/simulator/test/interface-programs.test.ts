import { expect } from 'chai'
import type { NetworkInterface } from '../dist/machine/network/host-network.js'
import { NetworkStack } from '../dist/machine/network/stack.js'
import { noWires } from '../dist/machine/network/wires.js'
import { write } from './machine-files-support.js'
import { runLine, type Outcome } from './run-line.js'

const eth0: NetworkInterface = {
  name: 'eth0',
  index: 31,
  pair: 32,
  mtu: 1500,
  mac: '02:42:ac:11:00:02',
  addresses: ['172.17.0.2/16'],
  gateways: ['172.17.0.1'],
}
const six: NetworkInterface = {
  name: 'eth0',
  index: 35,
  pair: 36,
  mtu: 1500,
  mac: '02:42:ac:14:00:02',
  addresses: ['172.20.0.2/16', 'fd00:1::2/64'],
  gateways: ['172.20.0.1', 'fd00:1::1'],
}
const second: NetworkInterface = { ...eth0, name: 'eth1', index: 37, pair: 38, gateways: [] }

const names: Readonly<Record<string, readonly string[]>> = {
  web: ['172.17.0.3'],
  both: ['172.20.0.3', 'fd00:1::3'],
  many: ['172.17.0.4', '172.17.0.5'],
}
const hosts = '127.0.0.1\tlocalhost\n172.17.0.2\tbox.dom.ain box\n::1\tlocalhost ip6-localhost\n'

const stackOf = (interfaces: readonly NetworkInterface[]): NetworkStack =>
  new NetworkStack({
    ...noWires,
    interfaces: () => interfaces,
    lookup: (name) => names[name] ?? [],
    reverse: (address) => (address === '172.17.0.3' ? 'web.n1' : undefined),
  })

async function outcome(line: string, network: NetworkStack, flavor: 'busybox' | 'gnu' = 'busybox'): Promise<Outcome> {
  return runLine(line, { flavor, files: {}, network, prepare: (files) => write(files, '/etc/hosts', hosts) })
}

/** What busybox 1.35 has printed in containers with these interfaces, but for `::1`, which newer engines give to all. */
const lines: readonly (readonly [line: string, text: string])[] = [
  [
    'ip a s eth0',
    '31: eth0@if32: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue \n' +
      '    link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff\n' +
      '    inet 172.17.0.2/16 brd 172.17.255.255 scope global eth0\n' +
      '       valid_lft forever preferred_lft forever\n',
  ],
  [
    'ip -4 addr',
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n' +
      '    inet 127.0.0.1/8 scope host lo\n' +
      '       valid_lft forever preferred_lft forever\n' +
      '31: eth0@if32: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue \n' +
      '    inet 172.17.0.2/16 brd 172.17.255.255 scope global eth0\n' +
      '       valid_lft forever preferred_lft forever\n',
  ],
  [
    'ip address list dev lo',
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n' +
      '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n' +
      '    inet 127.0.0.1/8 scope host lo\n' +
      '       valid_lft forever preferred_lft forever\n' +
      '    inet6 ::1/128 scope host \n' +
      '       valid_lft forever preferred_lft forever\n',
  ],
  [
    'ip -o -4 addr show dev eth0',
    '31: eth0    inet 172.17.0.2/16 brd 172.17.255.255 scope global eth0\\       valid_lft forever preferred_lft forever\n',
  ],
  [
    'ip -4 -o a s scope global',
    '31: eth0    inet 172.17.0.2/16 brd 172.17.255.255 scope global eth0\\       valid_lft forever preferred_lft forever\n',
  ],
  [
    'ip link',
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n' +
      '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n' +
      '31: eth0@if32: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue \n' +
      '    link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff\n',
  ],
  [
    'ip -o link | tail -n 1',
    '31: eth0@if32: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue \\    link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff\n',
  ],
  ['ip route', 'default via 172.17.0.1 dev eth0 \n172.17.0.0/16 dev eth0 scope link  src 172.17.0.2 \n'],
  ['ip route list 172.17.0.0/16', '172.17.0.0/16 dev eth0 scope link  src 172.17.0.2 \n'],
  ['ip r get 172.17.0.1', '172.17.0.1 dev eth0  src 172.17.0.2 \n'],
  ['ip route get 8.8.8.8', '8.8.8.8 via 172.17.0.1 dev eth0  src 172.17.0.2 \n'],
  ['ip route get 172.17.0.2', 'local 172.17.0.2 dev lo  src 172.17.0.2 \n'],
  ['ip -6 route', ''],
  ['ip neigh', ''],
  ['ip rule', '0:\tfrom all lookup local \n32766:\tfrom all lookup main \n32767:\tfrom all lookup default \n'],
  [
    'ifconfig eth0',
    'eth0      Link encap:Ethernet  HWaddr 02:42:AC:11:00:02  \n' +
      '          inet addr:172.17.0.2  Bcast:172.17.255.255  Mask:255.255.0.0\n' +
      '          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n' +
      '          RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n' +
      '          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0\n' +
      '          collisions:0 txqueuelen:0 \n' +
      '          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)\n\n',
  ],
  ['ifconfig | grep -c Link', '2\n'],
  [
    'route',
    'Kernel IP routing table\n' +
      'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n' +
      'default         172.17.0.1      0.0.0.0         UG    0      0        0 eth0\n' +
      '172.17.0.0      *               255.255.0.0     U     0      0        0 eth0\n',
  ],
  [
    'route -n',
    'Kernel IP routing table\n' +
      'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n' +
      '0.0.0.0         172.17.0.1      0.0.0.0         UG    0      0        0 eth0\n' +
      '172.17.0.0      0.0.0.0         255.255.0.0     U     0      0        0 eth0\n',
  ],
  [
    'netstat -r',
    'Kernel IP routing table\n' +
      'Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n' +
      'default         172.17.0.1      0.0.0.0         UG        0 0          0 eth0\n' +
      '172.17.0.0      *               255.255.0.0     U         0 0          0 eth0\n',
  ],
  ['hostname -i', '172.17.0.2\n'],
  ['hostname -f', 'box.dom.ain\n'],
  ['hostname -d', 'dom.ain\n'],
  ['hostname -s', 'box\n'],
  ['hostname', 'box\n'],
]

/** The same in a container that is on a network with IPv6, and on another one. */
const ofSix: typeof lines = [
  [
    'ip -6 addr',
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qlen 1000\n' +
      '    inet6 ::1/128 scope host \n' +
      '       valid_lft forever preferred_lft forever\n' +
      '35: eth0@if36: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 \n' +
      '    inet6 fd00:1::2/64 scope global flags 02 \n' +
      '       valid_lft forever preferred_lft forever\n',
  ],
  ['ip route get fd00:1::7', 'fd00:1::7 from :: dev eth0  src fd00:1::2  metric 256 \n'],
  ['ip -6 route get 2001:db8::1', '2001:db8::1 from :: via fd00:1::1 dev eth0  src fd00:1::2  metric 1024 \n'],
  ['ip -6 route', 'fd00:1::/64 dev eth0  metric 256 \ndefault via fd00:1::1 dev eth0  metric 1024 \n'],
  ['ip route show dev eth1', '172.17.0.0/16 dev eth1 scope link  src 172.17.0.2 \n'],
  [
    'ip route',
    'default via 172.20.0.1 dev eth0 \n' +
      '172.17.0.0/16 dev eth1 scope link  src 172.17.0.2 \n' +
      '172.20.0.0/16 dev eth0 scope link  src 172.20.0.2 \n',
  ],
  ['ifconfig eth0 | grep inet6', '          inet6 addr: fd00:1::2/64 Scope:Global\n'],
  ['ifconfig lo | grep inet6', '          inet6 addr: ::1/128 Scope:Host\n'],
]

/** What is refused, and by which exit code. */
const refusals: readonly (readonly [line: string, stderr: string, code: number])[] = [
  ['ip addr add 1.2.3.4/24 dev eth0', 'ip: RTNETLINK answers: Operation not permitted\n', 2],
  ['ip route add default via 1.2.3.4', 'ip: RTNETLINK answers: Operation not permitted\n', 2],
  ['ip addr flush dev eth0', "ip: can't send flush request: Operation not permitted\n", 1],
  ['ip link set eth0 down', 'ip: SIOCSIFFLAGS: Operation not permitted\n', 2],
  ['ip link set eth9 up', 'ip: SIOCGIFFLAGS: No such device\n', 2],
  ['ip addr show dev eth9', "ip: can't find device 'eth9'\n", 1],
  ['ip link show type veth', 'ip: either "dev" is duplicate, or "veth" is garbage\n', 2],
  ['ip route get nosuch', 'ip: need at least destination address\n', 1],
  ['ifconfig eth9', 'ifconfig: eth9: error fetching interface information: Device not found\n', 1],
  ['ifconfig eth0 down', 'ifconfig: SIOCSIFFLAGS: Operation not permitted\n', 1],
  ['ifconfig eth0 1.2.3.4', 'ifconfig: SIOCSIFADDR: Operation not permitted\n', 1],
  ['route add default gw 1.2.3.4', 'route: SIOCADDRT: Operation not permitted\n', 1],
]

describe('programs that show interfaces', () => {
  for (const [line, text] of lines) {
    it(`${line} is as that of busybox`, async () => {
      const { code, stdout, stderr } = await outcome(line, stackOf([eth0]))
      expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: text, stderr: '' })
    })
  }
  for (const [line, text] of ofSix) {
    it(`${line} is as that of busybox where there is IPv6`, async () => {
      expect((await outcome(line, stackOf([six, second]))).stdout).to.equal(text)
    })
  }
  for (const [line, stderr, code] of refusals) {
    it(`${line} is refused`, async () => {
      const { stdout, ...got } = await outcome(line, stackOf([eth0]))
      expect({ stdout, code: got.code, stderr: got.stderr }).to.deep.equal({ stdout: '', code, stderr })
    })
  }
  for (const line of ['ip', 'ip nonsense', 'ip -s link', 'ip addr nonsense']) {
    it(`${line} is no command`, async () => {
      const { code, stdout, stderr } = await outcome(line, stackOf([eth0]))
      expect([code, stdout, stderr.startsWith('Usage: ip ')]).to.deep.equal([1, '', true])
    })
  }
})

describe('netstat', () => {
  const head = (which: string): string =>
    `Active Internet connections (${which})\n` +
    'Proto Recv-Q Send-Q Local Address           Foreign Address         State       \n'
  const unix = (which: string): string =>
    `Active UNIX domain sockets (${which})\nProto RefCnt Flags       Type       State         I-Node Path\n`
  const listening =
    'tcp        0      0 127.0.0.11:40735        0.0.0.0:*               LISTEN      \n' +
    'tcp        0      0 :::8080                 :::*                    LISTEN      \n'
  const udp = 'udp        0      0 127.0.0.11:53114        0.0.0.0:*                           \n'
  const connections = (a: string, b: string): string =>
    `tcp        0      3 ${a} ${b} ESTABLISHED \ntcp        3      0 ${b} ${a} CLOSE_WAIT  \n`
  const named = connections('localhost:32768        ', 'localhost:8081         ')
  const numbers = connections('127.0.0.1:32768        ', '127.0.0.1:8081         ')
  const all = [
    ['netstat', head('w/o servers') + named + unix('w/o servers')],
    ['netstat -t', head('w/o servers') + named],
    ['netstat -tn', head('w/o servers') + numbers],
    ['netstat -ltn', head('only servers') + listening],
    ['netstat -lun', head('only servers') + udp],
    ['netstat -x', unix('w/o servers')],
    ['netstat -l', head('only servers') + listening + udp + unix('only servers')],
    ['netstat -lnt | grep -c LISTEN', '2\n'],
  ] as const
  for (const [line, text] of all) {
    it(`${line} is as that of busybox`, async () => {
      const network = stackOf([eth0])
      network.listen({ address: '127.0.0.11', port: 40_735 }, 1)
      network.listen({ address: '::', port: 8080 }, 1)
      network.datagrams({ address: '127.0.0.11', port: 53_114 })
      const listener = network.listen({ address: '127.0.0.1', port: 8081 }, 1)
      const near = network.connect({ address: '127.0.0.1', port: 8081 })
      if (near === 'dropped') throw new Error(near)
      near.tryWrite(Buffer.from('abc'))
      const far = listener.tryAccept()!
      listener.release()
      near.shutdown('write')
      expect(far.state).to.equal('close-wait')
      const { code, stdout, stderr } = await outcome(line, network)
      const wanted = text.replace('ESTABLISHED ', 'FIN_WAIT2   ')
      expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: wanted, stderr: '' })
    })
  }
})

describe('getent and hostname', () => {
  const asked: readonly (readonly [flavor: 'busybox' | 'gnu', line: string, stdout: string, code: number])[] = [
    ['gnu', 'getent hosts web', '172.17.0.3      web\n', 0],
    ['gnu', 'getent hosts many', '172.17.0.4      many\n172.17.0.5      many\n', 0],
    ['gnu', 'getent hosts both', 'fd00:1::3       both\n', 0],
    ['gnu', 'getent hosts 172.17.0.3', '172.17.0.3      web.n1\n', 0],
    ['gnu', 'getent hosts 172.17.0.2', '172.17.0.2      box.dom.ain box\n', 0],
    ['gnu', 'getent hosts localhost', '::1             localhost ip6-localhost\n', 0],
    ['gnu', 'getent hosts nobody', '', 2],
    ['gnu', 'getent ahosts web', '172.17.0.3      STREAM web\n172.17.0.3      DGRAM  \n172.17.0.3      RAW    \n', 0],
    ['gnu', 'getent ahostsv4 both | wc -l', '3\n', 0],
    ['gnu', 'getent ahostsv6 web | head -n 1', '::ffff:172.17.0.3 STREAM web\n', 0],
    ['gnu', 'getent ahosts nobody', '', 2],
    ['busybox', 'getent hosts web', '172.17.0.3        web  web\n', 0],
    ['busybox', 'getent hosts box', '172.17.0.2        box.dom.ain  box.dom.ain box\n', 0],
    ['gnu', 'hostname -I', '172.20.0.2 fd00:1::2 172.17.0.2 \n', 0],
    ['gnu', 'hostname -i', '172.17.0.2\n', 0],
  ]
  for (const [flavor, line, stdout, code] of asked) {
    it(`${line} of ${flavor} is ${JSON.stringify(stdout)}`, async () => {
      const got = await outcome(line, stackOf([six, second]), flavor)
      expect({ stdout: got.stdout, code: got.code }).to.deep.equal({ stdout, code })
    })
  }
})

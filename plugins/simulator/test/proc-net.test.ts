import { expect } from 'chai'
import { heads } from '../dist/machine/files/proc/network.js'
import { networkText } from '../dist/machine/network/proc-texts.js'
import { newNetwork } from './network-support.js'

/** The numbers of sockets are those of this process: they and the addresses made of them are put aside. */
const plain = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/ 0 \d{5} (\d) [0-9a-f]{16} /, ' 0 INODE $1 ADDRESS '))

describe('the files of /proc/net', () => {
  it('show sockets as Linux does, the words of addresses with their lowest byte first', () => {
    const { here, there } = newNetwork({ here: 1, there: 2 })
    here.listen({ address: '127.0.0.11', port: 40_735 }, 1)
    there.listen({ address: '::', port: 8080 }, 1)
    there.listen({ address: '0.0.0.0', port: 80 }, 1)
    const connection = here.connect({ address: '10.0.0.2', port: 80 })
    here.connect({ address: 'fd00::2', port: 8080 })
    if (connection === 'dropped') throw new Error(connection)
    connection.tryWrite(new Uint8Array(300))
    expect(plain(networkText(here, 'tcp')).map((line) => line.trimEnd())).to.deep.equal([
      '   0: 0B00007F:9F1F 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 INODE 1 ADDRESS 100 0 0 10 0',
      '   1: 0100000A:8000 0200000A:0050 01 0000012C:00000000 00:00000000 00000000     0        0 INODE 1 ADDRESS 20 4 30 10 -1',
    ])
    expect(plain(networkText(there, 'tcp'))[1]).to.match(/^ {3}1: 0200000A:0050 0100000A:8000 01 00000000:0000012C /)
    expect(plain(networkText(there, 'tcp6'))).to.deep.equal([
      '   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000001 00:00000000 00000000     0        0 INODE 1 ADDRESS 100 0 0 10 0',
      '   1: 000000FD000000000000000002000000:1F90 000000FD000000000000000001000000:8001 01 00000000:00000000 00:00000000 00000000     0        0 INODE 1 ADDRESS 20 4 30 10 -1',
    ])
  })

  const states = [
    ['01', () => undefined],
    ['05', (near: Ends['near']) => near.shutdown('write')],
    ['08', (_: unknown, far: Ends['far']) => far.release()],
    [undefined, (near: Ends['near'], far: Ends['far']) => (far.release(), near.shutdown('write'))],
  ] as const
  for (const [state, change] of states) {
    it(`have ${state ?? 'nothing of a connection that is over'}${state === undefined ? '' : ' for its state'}`, () => {
      const { here, there } = newNetwork({ here: 1, there: 2 })
      const listener = there.listen({ address: '0.0.0.0', port: 80 }, 1)
      const near = here.connect({ address: '10.0.0.2', port: 80 }) as Ends['near']
      change(near, listener.tryAccept()!)
      expect(plain(networkText(here, 'tcp'))[0]?.split(' ').filter(Boolean)[3]).to.equal(state)
    })
  }

  it('show datagram sockets, those of IPv4 and those of IPv6', () => {
    const { here } = newNetwork({ here: 1 })
    here.datagrams({ address: '127.0.0.11', port: 53_114 })
    here.datagrams({ address: '::', port: 53 })
    const rest = '00000000:00000000 00:00000000 00000000     0        0 INODE 2 ADDRESS 0'
    expect(plain(networkText(here, 'udp')).map((line) => line.trimEnd())).to.deep.equal([
      `53114: 0B00007F:CF7A 00000000:0000 07 ${rest}`,
    ])
    expect(plain(networkText(here, 'udp6'))).to.deep.equal([
      `   53: 00000000000000000000000000000000:0035 00000000000000000000000000000000:0000 07 ${rest}`,
    ])
  })

  it('have lines of the widths that Linux gives them', () => {
    const { here } = newNetwork({ here: 1 })
    here.listen({ address: '0.0.0.0', port: 80 }, 1)
    here.datagrams({ address: '0.0.0.0', port: 53 })
    const widths = (name: string): number[] => [
      ...new Set(
        (networkText(here, name) ?? '')
          .split('\n')
          .slice(0, -1)
          .map((line) => line.length),
      ),
    ]
    expect(widths('tcp')).to.deep.equal([149])
    expect(widths('udp')).to.deep.equal([127])
    expect(widths('route').at(-1)).to.equal(127)
  })

  it('show interfaces, routes and addresses of IPv6', () => {
    const { here } = newNetwork({ here: 1 })
    expect(networkText(here, 'dev')).to.equal(
      [
        heads.dev.trimEnd(),
        '    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0',
        '  eth0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0',
        '',
      ].join('\n'),
    )
    expect(plain(networkText(here, 'route')).map((line) => line.trimEnd())).to.deep.equal([
      'eth0\t00000000\tFE00000A\t0003\t0\t0\t0\t00000000\t0\t0\t0',
      'eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    ])
    expect(networkText(here, 'if_inet6')).to.equal(
      [
        '00000000000000000000000000000001 01 80 10 80       lo',
        'fd000000000000000000000000000001 02 40 00 82     eth0',
        '',
      ].join('\n'),
    )
    expect(networkText(here, 'unix')).to.equal(undefined)
    expect(networkText(undefined, 'tcp')).to.equal(undefined)
  })
})

type Connection = Exclude<ReturnType<ReturnType<typeof newNetwork>['x']['connect']>, 'dropped'>
interface Ends {
  readonly near: Connection
  readonly far: Connection
}

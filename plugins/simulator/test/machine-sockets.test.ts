import { expect } from 'chai'
import { fromBytes } from '../dist/machine/byte-string.js'
import { Errno } from '../dist/machine/errno.js'
import type { Proc, Program } from '../dist/machine/kernel/proc.js'
import type { NetworkStack } from '../dist/machine/network/stack.js'
import { newKernel, start, type Ran } from './machine-support.js'
import { ManualClock } from './manual-clock.js'
import { newNetwork } from './network-support.js'

const server = { address: '10.0.0.2', port: 80 }
const anywhere = { address: '0.0.0.0', port: 80 }

const code = (thrown: unknown): unknown => (thrown instanceof Errno ? thrown.code : thrown)
const outcome = async (call: () => unknown): Promise<unknown> => {
  try {
    const got = await call()
    return got instanceof Uint8Array ? fromBytes(got) : got
  } catch (thrown) {
    return code(thrown)
  }
}

async function readAll(proc: Proc, fd: number): Promise<string> {
  let text = ''
  for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) text += fromBytes(chunk)
  return text
}

/** Runs a program on a machine of its own at a network; its output is what it says. */
const at = (network: NetworkStack, program: Program): Ran => start(newKernel({ network }), program, { stdin: '' })

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

/** Both ends of a connection, each held by a process that does what it is told. */
async function connected(each: (client: Proc, at: number, server: Proc, accepted: number) => Promise<void>) {
  const { here, there } = newNetwork({ here: 1, there: 2 })
  let proc: Proc | undefined
  let accepted = -1
  const done = new Promise<void>((resolve, reject) => {
    at(there, async (server) => {
      accepted = await server.sockets.accept(server.sockets.listen(anywhere))
      proc = server
      await server.sleep(Infinity)
      return 0
    })
    at(here, async (client) => {
      const fd = await client.sockets.connect(server)
      while (proc === undefined) await client.sleep(0)
      await each(client, fd, proc, accepted).then(resolve, reject)
      return 0
    })
  })
  await done
  return { here, there }
}

describe('connections between containers', () => {
  it('carry bytes both ways, and each end its end', async () => {
    const { here, there } = newNetwork({ here: 1, there: 2 })
    const serving = at(there, async (proc) => {
      const fd = await proc.sockets.accept(proc.sockets.listen(anywhere))
      await proc.write(1, `${proc.sockets.nameOf(fd).address} ${proc.sockets.peerOf(fd).address}\n`)
      // It answers only when all of it has come: the other end has said that it has ended, and reads still.
      const said = await readAll(proc, fd)
      await proc.write(fd, said.toUpperCase())
      return 0
    })
    const asking = at(here, async (proc) => {
      const fd = await proc.sockets.connect(server)
      await proc.write(fd, 'hello')
      proc.sockets.shutdown(fd, 'write')
      await proc.write(1, await readAll(proc, fd))
      return 0
    })
    expect(await Promise.all([serving.code, asking.code])).to.deep.equal([0, 0])
    expect(asking.stdout()).to.equal('HELLO')
    expect(serving.stdout()).to.equal('10.0.0.2 10.0.0.1\n')
    expect([here.sockets(), there.sockets()]).to.deep.equal([[], []])
  })

  it('take what the reader has room for, and no more', async () => {
    const { here, there } = newNetwork({ here: 1, there: 2 })
    const size = 5_000_000
    let sent = 0
    let goOn = false
    const serving = at(there, async (proc) => {
      const fd = await proc.sockets.accept(proc.sockets.listen(anywhere))
      while (!goOn) await proc.sleep(1000)
      await proc.write(1, String((await readAll(proc, fd)).length))
      return 0
    })
    const asking = at(here, async (proc) => {
      const fd = await proc.sockets.connect(server)
      for (; sent < size; sent += 50_000) await proc.write(fd, new Uint8Array(50_000))
      return 0
    })
    await until(() => sent > 0)
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(sent).to.be.at.most(200_000)
    expect(there.waiting).to.be.at.most(200_000)
    goOn = true
    expect(await Promise.all([serving.code, asking.code])).to.deep.equal([0, 0])
    expect(serving.stdout()).to.equal(String(size))
    expect([here.waiting, there.waiting]).to.deep.equal([0, 0])
  })

  it('are between small pieces as between large ones', async () => {
    await connected(async (client, fd, server, accepted) => {
      for (let count = 0; count < 10_000; count++) await client.write(fd, 'ab')
      client.close(fd)
      expect(await readAll(server, accepted)).to.equal('ab'.repeat(10_000))
    })
  })

  it('are ended by the kill of either process', async () => {
    const { here, there } = newNetwork({ here: 1, there: 2 })
    const serving = at(there, async (proc) => {
      const fd = await proc.sockets.accept(proc.sockets.listen(anywhere))
      await proc.write(1, 'accepted')
      await proc.write(1, ` ${JSON.stringify(await readAll(proc, fd))}`)
      return 0
    })
    const asking = at(here, async (proc) => {
      await proc.write(await proc.sockets.connect(server), 'last words')
      await proc.sleep(Infinity)
      return 0
    })
    await until(() => serving.stdout() === 'accepted')
    asking.process.die(9)
    expect(await serving.code).to.equal(0)
    expect(serving.stdout()).to.equal('accepted "last words"')
    expect([here.sockets(), there.sockets()]).to.deep.equal([[], []])
  })

  it('are shared by children, and end with the last who has them', async () => {
    const { here, there } = newNetwork({ here: 1, there: 2 })
    const serving = at(there, async (proc) => {
      const listener = proc.sockets.listen(anywhere)
      const children = [1, 2].map(() =>
        proc.fork(async (child) => {
          const fd = await child.sockets.accept(listener)
          const grandchild = child.fork(async (other) => {
            await other.sleep(1000)
            await other.write(fd, ' grandchild')
            return 0
          })
          await child.write(fd, 'child')
          child.close(fd)
          await child.wait(grandchild)
          return 0
        }),
      )
      proc.close(listener)
      for (const child of children) await proc.wait(child)
      return 0
    })
    const asking = at(here, async (proc) => {
      for (let count = 0; count < 2; count++) {
        await proc.write(1, `${await readAll(proc, await proc.sockets.connect(server))}\n`)
      }
      await proc.write(1, String(await outcome(() => proc.sockets.connect(server))))
      return 0
    })
    expect(await Promise.all([serving.code, asking.code])).to.deep.equal([0, 0])
    expect(asking.stdout()).to.equal('child grandchild\nchild grandchild\nECONNREFUSED')
  })

  it('are reset where an end closes with something that it has not read', async () => {
    await connected(async (client, fd, server, accepted) => {
      await server.write(accepted, 'answer')
      await client.write(fd, 'unread')
      server.close(accepted)
      expect(await outcome(() => client.read(fd))).to.equal('answer')
      expect(await outcome(() => client.read(fd))).to.equal('ECONNRESET')
      expect(await outcome(() => client.read(fd))).to.equal(null)
    })
  })

  it('wake who waits to read or to write when they are reset', async () => {
    await connected(async (client, fd, server, accepted) => {
      const write = outcome(() => client.write(fd, new Uint8Array(300_000)))
      const read = outcome(() => client.read(fd))
      server.close(accepted)
      expect([await write, await read].sort()).to.deep.equal(['ECONNRESET', null])
    })
  })

  it('tell that nobody reads by the answer to what was sent', async () => {
    await connected(async (client, fd, server, accepted) => {
      client.handle(13, 'ignore')
      server.close(accepted)
      expect(await outcome(() => client.read(fd))).to.equal(null)
      expect(await outcome(() => client.write(fd, 'one'))).to.equal(undefined)
      expect(await outcome(() => client.write(fd, 'two'))).to.equal('EPIPE')
    })
  })

  it('are SIGPIPE for who writes on', async () => {
    const { here, there } = newNetwork({ here: 1, there: 2 })
    at(there, async (proc) => {
      await proc.sockets.accept(proc.sockets.listen(anywhere))
      return 0
    })
    const asking = start(newKernel({ network: here }), async (first) => {
      const child = first.fork(async (proc) => {
        const fd = await proc.sockets.connect(server)
        // The first may be told of a reset.
        for (;;) await outcome(() => proc.write(fd, 'y\n'))
      })
      const ended = await first.wait(child)
      return ended !== undefined && 'signal' in ended ? ended.signal : 0
    })
    expect(await asking.code).to.equal(13)
  })

  it('take what comes after the reading was ended, and say nothing of it', async () => {
    await connected(async (client, fd, server, accepted) => {
      server.sockets.shutdown(accepted, 'read')
      expect(await outcome(() => server.read(accepted))).to.equal(null)
      expect(await outcome(() => client.write(fd, 'one'))).to.equal(undefined)
      expect(await outcome(() => server.read(accepted))).to.equal('one')
      expect(await outcome(() => server.read(accepted))).to.equal(null)
    })
  })

  it('are shown in the state that they are in', async () => {
    const { here, there } = await connected(async (client, fd, server, accepted) => {
      client.sockets.shutdown(fd, 'write')
      await server.write(accepted, 'abc')
    })
    expect(here.sockets().map(({ state, waiting }) => [state, waiting.incoming])).to.deep.equal([['fin-wait', 3]])
    expect(there.sockets().map(({ state, waiting }) => [state, waiting.outgoing])).to.deep.equal([
      ['listening', 0],
      ['close-wait', 3],
    ])
  })
})

describe('what a connection is refused by', () => {
  const ways = [
    { to: '10.0.0.2', why: 'ECONNREFUSED', means: 'where nobody listens' },
    { to: '127.0.0.1', why: 'ECONNREFUSED', means: 'where nobody listens on its own loopback' },
    { to: '0.0.0.0', why: 'ECONNREFUSED', means: 'which the wildcard is' },
    { to: '::1', why: 'ECONNREFUSED', means: 'of IPv6, too' },
    { to: 'fd00::2', why: 'ECONNREFUSED', means: 'at its address of IPv6' },
    { to: '10.0.0.9', why: 'EHOSTUNREACH', means: 'after three seconds where no one has the address', after: 3 },
    { to: '192.0.2.1', why: 'ENETUNREACH', means: 'where no network leads to' },
    { to: '10.9.0.1', why: 'ETIMEDOUT', means: 'after two minutes where nothing comes back', after: 127 },
    { to: 'nonsense', why: 'EINVAL', means: 'for what is no address' },
  ]
  for (const { to, why, means, after = 0 } of ways) {
    it(`${to} is ${why} ${means}`, async () => {
      const clock = new ManualClock()
      const { here } = newNetwork({ here: 1, there: 2 })
      const begun = clock.now()
      const asking = start(newKernel({ network: here, clock }), async (proc) => {
        await proc.write(1, String(await outcome(() => proc.sockets.connect({ address: to, port: 80 }))))
        return 0
      })
      while (asking.stdout() === '') {
        await clock.ring()
        await new Promise((resolve) => setImmediate(resolve))
      }
      expect(asking.stdout()).to.equal(why)
      expect(Math.floor((clock.now() - begun) / 1_000_000)).to.equal(after)
    })
  }

  it('ETIMEDOUT where more wait than the listener takes', () => {
    const { here, there } = newNetwork({ here: 1, there: 2 })
    there.listen(anywhere, 1)
    const many = [1, 2, 3].map(() => here.connect(server))
    expect(many.map((one) => typeof one)).to.deep.equal(['object', 'object', 'string'])
  })

  it('those who wait are reset with the listener', async () => {
    const { here, there } = newNetwork({ here: 1, there: 2 })
    const listener = there.listen(anywhere, 10)
    const asking = at(here, async (proc) => {
      const fd = await proc.sockets.connect(server)
      await proc.write(1, 'waits ')
      await proc.write(1, String(await outcome(() => proc.read(fd))))
      return 0
    })
    await until(() => asking.stdout() !== '')
    listener.release()
    await asking.code
    expect(asking.stdout()).to.equal('waits ECONNRESET')
  })
})

describe('the addresses of sockets', () => {
  const listen = (network: NetworkStack, address: string, port: number): unknown => {
    try {
      return network.listen({ address, port }, 1).local.port
    } catch (thrown) {
      return code(thrown)
    }
  }
  const pairs = [
    ['0.0.0.0', '0.0.0.0', 'EADDRINUSE'],
    ['0.0.0.0', '127.0.0.1', 'EADDRINUSE'],
    ['127.0.0.1', '0.0.0.0', 'EADDRINUSE'],
    ['127.0.0.1', '10.0.0.1', 80],
    ['127.0.0.1', '127.0.0.2', 80],
    ['::', '0.0.0.0', 'EADDRINUSE'],
    ['::1', '127.0.0.1', 80],
    ['::1', '0.0.0.0', 80],
    ['127.0.0.1', '10.0.0.2', 'EADDRNOTAVAIL'],
    ['127.0.0.1', '8.8.8.8', 'EADDRNOTAVAIL'],
  ] as const
  for (const [first, second, what] of pairs) {
    it(`${second} after ${first} on one port is ${what}`, () => {
      const { here } = newNetwork({ here: 1, there: 2 })
      expect(listen(here, first, 80)).to.equal(80)
      expect(listen(here, second, 80)).to.equal(what)
    })
  }

  it('are free again when the listener is closed, and any that is free for port 0', () => {
    const { here } = newNetwork({ here: 1 })
    const ports = [0, 0, 80].map((port) => here.listen({ address: '0.0.0.0', port }, 1))
    expect(new Set(ports.map(({ local }) => local.port)).size).to.equal(3)
    expect(ports[0]!.local.port).to.be.within(32_768, 60_999)
    for (const one of ports) one.release()
    expect(listen(here, '0.0.0.0', 80)).to.equal(80)
    expect(here.sockets()).to.have.length(1)
  })

  it('are those of IPv6 where one listens on all of both', async () => {
    const { here } = newNetwork({ here: 1 })
    const listener = here.listen({ address: '::', port: 80 }, 1)
    here.connect({ address: '127.0.0.1', port: 80 })
    const called = listener.tryAccept()!
    expect([called.local.address, called.peer.address]).to.deep.equal(['::ffff:127.0.0.1', '::ffff:127.0.0.1'])
  })

  it('are as many as there are ports, and no two connections have the same', () => {
    const { here } = newNetwork({ here: 1 })
    here.listen({ address: '127.0.0.1', port: 80 }, 50_000)
    const ports = new Set<number>()
    let refused: unknown
    try {
      for (;;) ports.add((here.connect({ address: '127.0.0.1', port: 80 }) as { local: { port: number } }).local.port)
    } catch (thrown) {
      refused = code(thrown)
    }
    // A stack has no more than that, whatever the ports.
    expect(refused).to.equal('ENFILE')
    expect(ports.size).to.equal(8192)
  })
})

describe('what waits in sockets', () => {
  it('is bounded for all of a container, and little goes on still', () => {
    const { here, there } = newNetwork({ here: 1, there: 2 })
    there.listen(anywhere, 1000)
    const block = new Uint8Array(64 * 1024)
    const sent = Array.from({ length: 600 }, () => {
      const connection = here.connect(server)
      return connection === 'dropped' ? 0 : connection.tryWrite(block)
    })
    expect(sent.slice(0, 256)).to.deep.equal(Array(256).fill(block.length))
    expect(new Set(sent.slice(256))).to.deep.equal(new Set([4096]))
    expect(there.waiting).to.equal(16 * 2 ** 20 + 344 * 4096)
  })

  it('is given back when it is read, and when it is dropped', () => {
    const { here, there } = newNetwork({ here: 1, there: 2 })
    const listener = there.listen(anywhere, 10)
    for (const end of ['read', 'drop'] as const) {
      const connection = here.connect(server)
      if (connection === 'dropped') throw new Error('dropped')
      connection.tryWrite(new Uint8Array(1000))
      const called = listener.tryAccept()!
      if (end === 'read') called.tryRead(1000)
      expect(there.waiting).to.equal(end === 'read' ? 0 : 1000)
      called.release()
      connection.release()
    }
    expect([here.waiting, there.waiting]).to.deep.equal([0, 0])
  })

  it('is no more than so many datagrams, empty ones too', () => {
    const { here, there } = newNetwork({ here: 1, there: 2 })
    const socket = there.datagrams({ address: '0.0.0.0', port: 53 })
    const from = here.datagrams({ address: '0.0.0.0', port: 0 })
    for (let count = 0; count < 1000; count++) from.send({ address: '10.0.0.2', port: 53 }, new Uint8Array(0))
    let got = 0
    while (socket.tryReceive() !== undefined) got++
    expect(got).to.equal(277)
  })
})

describe('datagrams', () => {
  it('come with the address that they are from, and can be answered', async () => {
    const { here, there } = newNetwork({ here: 1, there: 2 })
    const serving = at(there, async (proc) => {
      const fd = proc.sockets.datagrams({ address: '0.0.0.0', port: 53 })
      const { from, bytes } = await proc.sockets.receive(fd)
      proc.sockets.send(fd, from, Buffer.from(fromBytes(bytes).toUpperCase()))
      await proc.write(1, from.address)
      return 0
    })
    const asking = at(here, async (proc) => {
      await proc.sleep(1000)
      const fd = proc.sockets.datagrams(undefined, { address: '10.0.0.2', port: 53 })
      await proc.write(fd, 'ask')
      await proc.write(1, (await proc.read(fd))!)
      return 0
    })
    expect(await Promise.all([serving.code, asking.code])).to.deep.equal([0, 0])
    expect([serving.stdout(), asking.stdout()]).to.deep.equal(['10.0.0.1', 'ASK'])
    expect([here.sockets(), there.sockets()]).to.deep.equal([[], []])
  })

  it('are refused, to who has a peer, by the call after one that nobody took', async () => {
    const { here } = newNetwork({ here: 1, there: 2 })
    const asking = at(here, async (proc) => {
      const open = proc.sockets.datagrams()
      const joined = proc.sockets.datagrams(undefined, { address: '10.0.0.2', port: 53 })
      const said = [
        await outcome(() => proc.sockets.send(open, { address: '10.0.0.2', port: 53 }, new Uint8Array(1))),
        await outcome(() => proc.sockets.send(open, { address: '10.0.0.2', port: 53 }, new Uint8Array(1))),
        await outcome(() => proc.write(open, 'x')),
        await outcome(() => proc.write(joined, 'x')),
        await outcome(() => proc.read(joined)),
        await outcome(() => proc.write(joined, 'x')),
        await outcome(() => proc.write(joined, 'x')),
        await outcome(() => proc.write(joined, new Uint8Array(65_508))),
        await outcome(() => proc.sockets.send(open, { address: '192.0.2.1', port: 53 }, new Uint8Array(1))),
        await outcome(() => proc.sockets.datagrams(undefined, { address: '192.0.2.1', port: 53 })),
      ]
      await proc.write(1, said.map(String).join(' '))
      return 0
    })
    await asking.code
    expect(asking.stdout()).to.equal(
      'undefined undefined EDESTADDRREQ undefined ECONNREFUSED undefined ECONNREFUSED EMSGSIZE ENETUNREACH ENETUNREACH',
    )
  })

  it('of others do not come to who has a peer', () => {
    const { here, there, third } = newNetwork({ here: 1, there: 2, third: 3 })
    const asked = there.datagrams({ address: '0.0.0.0', port: 53 })
    const socket = here.datagrams({ address: '0.0.0.0', port: 5353 }, { address: '10.0.0.2', port: 53 })
    const to = { address: '10.0.0.1', port: 5353 }
    third.datagrams({ address: '0.0.0.0', port: 53 }).send(to, Buffer.from('no'))
    asked.send(to, Buffer.from('yes'))
    expect(fromBytes(socket.tryReceive()!.bytes)).to.equal('yes')
    expect(socket.tryReceive()).to.equal(undefined)
  })
})

describe('descriptors that are no sockets', () => {
  it('are ENOTSOCK, and what is not open EBADF', async () => {
    const { here } = newNetwork({ here: 1 })
    const asking = at(here, async (proc) => {
      const listener = proc.sockets.listen(anywhere)
      const said = [
        await outcome(() => proc.sockets.accept(1)),
        await outcome(() => proc.sockets.accept(99)),
        await outcome(() => proc.sockets.accept(proc.sockets.datagrams())),
        await outcome(() => proc.sockets.peerOf(listener)),
        await outcome(() => proc.sockets.shutdown(listener, 'both')),
        await outcome(() => proc.read(listener)),
      ]
      await proc.write(1, said.map(String).join(' '))
      return 0
    })
    await asking.code
    expect(asking.stdout()).to.equal('ENOTSOCK EBADF EINVAL ENOTCONN ENOTCONN ENOTCONN')
  })
})

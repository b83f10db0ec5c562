import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { expect } from 'chai'
import { startFaultProxy, type Faults } from 'libswarm-core/testing'
import { until } from './support.js'
import { End, startTwoEnds, type TwoEnds } from './two-ends.js'

const letters = Buffer.from(Array.from({ length: 1000 }, (_, index) => 97 + (index % 26)))
const tick = () => new Promise((resolve) => setTimeout(resolve, 20))

for (const kind of ['tcp', 'unix'] as const) {
  describe(`the fault proxy on ${kind}`, () => {
    let ends: TwoEnds
    beforeEach(async () => void (ends = await startTwoEnds(kind)))
    afterEach(() => ends.close())

    // What a broken connection looks like to who reads it.
    const broken = kind === 'tcp' ? 'ECONNRESET' : 'end'

    it('passes bytes on both ways, and each end by itself', async () => {
      const { client, server } = await ends.join()
      client.socket.end(letters)
      expect(await server.end()).to.equal(String(letters))
      server.socket.write(letters)
      await client.heard(1000)
      expect([client.ended, ends.proxy.open()]).to.deep.equal([false, 1])
      server.socket.end('bye')
      expect(await client.end()).to.equal(`${String(letters)}bye`)
      expect([await client.close(), await server.close()]).to.deep.equal(['end', 'end'])
      await until(() => ends.proxy.open() === 0)
    })

    if (kind === 'tcp') {
      it('passes a reset on as a reset', async () => {
        const { client, server } = await ends.join()
        client.socket.resetAndDestroy()
        expect(await server.close()).to.equal('ECONNRESET')
      })
    }

    it('lets a sender wait for a reader', async () => {
      const { client, server } = await ends.join()
      server.socket.pause()
      const sent = 64 * 1024 * 1024
      client.socket.write(Buffer.alloc(sent))
      await tick()
      let written = -1
      // Buffers of sockets grow for a while.
      await until(() => written === (written = client.socket.bytesWritten - client.socket.writableLength))
      expect(client.socket.writableLength).to.be.greaterThan(0)
      server.socket.resume()
      await server.heard(sent)
    })

    for (const heading of ['toServer', 'toClient'] as const) {
      const joined = async (faults: Faults[typeof heading] = {}) => {
        const { client, server } = await ends.join()
        await ends.proxy.set({ [heading]: faults })
        return heading === 'toServer' ? ([client, server] as const) : ([server, client] as const)
      }

      describe(heading, () => {
        it('cuts behind so many bytes: an end for both sides, and nothing after it', async () => {
          const [from, to] = await joined({ cut: 300 })
          to.socket.write('before')
          await from.heard(6)
          from.socket.write(letters)
          expect(await to.end()).to.equal(String(letters.subarray(0, 300)))
          expect(await from.end()).to.equal('before')
          from.socket.end()
          to.socket.end('lost')
          expect([await from.close(), await to.close()]).to.deep.equal(['end', 'end'])
          expect(from.text).to.equal('before')
        })

        it('resets behind so many bytes', async () => {
          const [from, to] = await joined({ reset: 300 })
          from.socket.write(letters)
          await until(() => from.failed !== undefined || from.ended)
          await until(() => to.failed !== undefined || to.ended)
          expect(to.length).to.be.at.most(300)
          // What is on its way when a reset comes may be lost with it.
          if (kind === 'unix') expect(to.length).to.equal(300)
          from.socket.end()
          to.socket.end()
          expect(await to.close()).to.equal(broken)
          await until(() => ends.proxy.open() === 0)
        })

        it('half-closes behind so many bytes, and the other direction goes on', async () => {
          const [from, to] = await joined({ halfClose: 300 })
          from.socket.end(letters)
          expect(await to.end()).to.equal(String(letters.subarray(0, 300)))
          to.socket.write(letters)
          await from.heard(1000)
          to.socket.end()
          expect([await from.close(), await to.close()]).to.deep.equal(['end', 'end'])
        })

        it('ends what has passed as much already at once, and a new connection before its first byte', async () => {
          const [from, to] = await joined()
          from.socket.write(letters)
          await to.heard(1000)
          await ends.proxy.set({ [heading]: { cut: 1000 } })
          await Promise.all([from.end(), to.end()])
          await ends.proxy.set({ [heading]: { reset: 0 } })
          const late = ends.knock()
          await until(() => late.failed !== undefined || late.ended)
          expect(late.length).to.equal(0)
        })

        it('delays all, keeps the order, and loses nothing', async () => {
          const [from, to] = await joined({ delay: 100 })
          const start = performance.now()
          from.socket.write(letters)
          await tick()
          from.socket.end('end')
          await to.heard(1)
          expect(performance.now() - start).to.be.at.least(99)
          expect(await to.end()).to.equal(`${String(letters)}end`)
        })

        it('slices', async () => {
          const [from, to] = await joined({ slice: { bytes: 50, every: 2 } })
          const start = performance.now()
          from.socket.end(letters)
          expect(await to.end()).to.equal(String(letters))
          expect(performance.now() - start).to.be.at.least(19 * 2)
          expect(to.pieces).to.be.at.least(10)
        })

        it('slices to single bytes without a pause', async () => {
          const [from, to] = await joined({ slice: { bytes: 1, every: 0 } })
          from.socket.end(letters)
          expect(await to.end()).to.equal(String(letters))
          expect(to.pieces).to.be.at.least(100)
        })

        it('keeps to a rate', async () => {
          const [from, to] = await joined({ rate: 10_000 })
          const start = performance.now()
          from.socket.end(letters)
          await to.end()
          expect(performance.now() - start).to.be.at.least(80)
        })

        it('corrupts one byte', async () => {
          const [from, to] = await joined({ corrupt: { at: 500 } })
          from.socket.write(letters.subarray(0, 499))
          from.socket.end(letters.subarray(499))
          await to.end()
          const wrong = [...letters].flatMap((byte, index) => (to.bytes[index] === byte ? [] : [index]))
          expect([wrong, to.length]).to.deep.equal([[500], 1000])
        })

        it('corrupts by a seed, the same bytes each time', async () => {
          const wrongs: string[] = []
          for (const seed of ['a', 'a', 'b']) {
            const own = await startTwoEnds(kind, { [heading]: { corrupt: { probability: 0.05, seed } } })
            const { client, server } = await own.join()
            const [from, to] = heading === 'toServer' ? [client, server] : [server, client]
            from.socket.end(letters)
            await to.end()
            wrongs.push(to.text)
            await own.close()
          }
          const count = [...letters].filter((byte, index) => wrongs[0]!.charCodeAt(index) !== byte).length
          expect(count).to.be.within(20, 100)
          expect(wrongs[0]).to.equal(wrongs[1]).and.not.equal(wrongs[2])
        })
      })
    }

    it('holds all in a black hole, and lets it go when that is over', async () => {
      const { client, server } = await ends.join()
      await ends.proxy.set({ blackHole: true })
      client.socket.write(letters)
      server.socket.end('bye')
      const late = ends.knock()
      late.socket.write('late')
      await tick()
      expect([server.length, client.length, client.ended, late.ended, late.failed]).to.deep.equal([
        0,
        0,
        false,
        false,
        undefined,
      ])
      await ends.proxy.clear()
      expect([await client.end(), await server.heard(1000)]).to.deep.equal(['bye', String(letters)])
      expect(await (await ends.accept()).heard(4)).to.equal('late')
    })

    it('is down and up again, at the same address, and keeps what is open', async () => {
      const { client, server } = await ends.join()
      for (let time = 0; time < 2; time++) {
        await ends.proxy.set({ down: true })
        expect(await ends.knock().close()).to.equal('ECONNREFUSED')
        await ends.proxy.clear()
        const again = await ends.join()
        again.client.socket.end('again')
        expect(await again.server.end()).to.equal('again')
      }
      client.socket.end('still')
      expect(await server.end()).to.equal('still')
    })

    it('breaks off what is open, and not what comes then', async () => {
      const open = [await ends.join(), await ends.join()]
      ends.proxy.breakOff('cut')
      for (const { client, server } of open) await Promise.all([client.end(), server.end()])
      const { client } = await ends.join()
      ends.proxy.breakOff('reset')
      await until(() => client.ended || client.failed !== undefined)
      const { server, ...last } = await ends.join()
      last.client.socket.end('on')
      expect(await server.end()).to.equal('on')
    })

    it('resets a client whose server is not there', async () => {
      const gone = await startTwoEnds(kind)
      const proxy = await startFaultProxy({ to: gone.proxy.address, listen: 'tcp://127.0.0.1:0' })
      await gone.close()
      const { port = 0 } = proxy
      expect(await new End(connect(port, '127.0.0.1')).close()).to.equal('ECONNRESET')
      await proxy.close()
    })

    it('leaves nothing when it is closed', async () => {
      const { client, server } = await ends.join()
      await ends.proxy.close()
      await Promise.all([until(() => client.ended), until(() => server.ended)])
      await until(() => ends.proxy.open() === 0)
      const { socketPath } = ends.proxy
      if (socketPath !== undefined) expect(existsSync(socketPath)).to.equal(false)
    })
  })
}

describe('the faults of a fault proxy', () => {
  const wrong: readonly [unknown, string][] = [
    [{ toServer: { dellay: 3 } }, 'faults.toServer.dellay is no fault, did you mean delay?'],
    [{ toBackend: {} }, 'faults.toBackend is no fault'],
    [{ toClient: { cut: -1 } }, 'faults.toClient.cut has to be a number from 0'],
    [{ toClient: { rate: 0 } }, 'faults.toClient.rate has to be a number above 0'],
    [{ toClient: { slice: { bytes: 0, every: 1 } } }, 'faults.toClient.slice.bytes has to be a number from 1'],
    [{ toClient: { slice: { bytes: 1 } } }, 'faults.toClient.slice.every has to be there'],
    [{ toClient: { corrupt: { probability: 'x' } } }, 'faults.toClient.corrupt.probability has to be a number from 0'],
    [{ down: 1 }, 'faults.down has to be true or false'],
    [{ toClient: 3 }, 'faults.toClient has to be an object'],
  ]
  for (const [faults, sentence] of wrong) {
    it(`are not ${JSON.stringify(faults)}`, async () => {
      const started = startFaultProxy({ to: 'tcp://127.0.0.1:1', faults: faults as Faults })
      const thrown = await started.then(
        () => 'nothing',
        (error: Error) => error.message,
      )
      expect(thrown.startsWith(sentence), thrown).to.equal(true)
    })
  }
})

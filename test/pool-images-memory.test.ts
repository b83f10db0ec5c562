import { request } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { startDaemon, type TestDaemon } from 'libswarm-core/testing'
import { heapOf, withHeap } from './support/heap.js'
import { describeLong } from './support/needs.js'
import { ownGroup, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

const size = 2 ** 30
const piece = Buffer.alloc(2 ** 20, 'x')
const simulator = fileURLToPath(new URL('.', import.meta.resolve('libswarm-backend-simulator/package.json')))

describeLong(undefined, 'docker load of 1 GiB into three engines behind aggregate', function () {
  this.timeout(300_000)
  const taken = new Map<string, number>()
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let engines: readonly TestDaemon[]
  let swarmd: Swarmd

  /** An engine that counts what it is sent, a slow one with a pause behind each piece. */
  const start = (name: string, pause: number) =>
    startDaemon({
      standard: [simulator],
      backends: [
        {
          name: 'counting',
          install: (engine) =>
            engine.register('ImageLoad', async function* ({ input }) {
              yield { status: 'begun' }
              let pieces = 0
              for await (const chunk of input! as AsyncIterable<Buffer>) {
                taken.set(name, (taken.get(name) ?? 0) + chunk.length)
                if (pieces++ % 64 === 0 && pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
              }
              yield { stream: 'Loaded image: x\n' }
            }),
        },
        'simulator',
      ],
    })

  before(async () => {
    folder = await temporaryFolder()
    engines = await Promise.all(['a', 'b', 'c'].map((name, index) => start(name, index === 2 ? 1 : 0)))
    const children = engines.map(({ address }, index) => `${'abc'[index]}='forward ${address}'`)
    const address = `unix://${join(folder.path, 'pool.sock')}`
    const words = [...ownGroup, '--backend', `aggregate ${children.join(' ')}`, address]
    swarmd = await startSwarmd(words, { env: withHeap })
  })
  after(async () => {
    await swarmd?.stop()
    await Promise.all((engines ?? []).map((engine) => engine.close()))
    await folder?.remove()
  })

  it('holds less than 20 MiB of it at any time, and gives each the whole', async () => {
    const before = await heapOf(swarmd)
    let most = 0
    async function* content() {
      for (let sent = 0; sent < size; sent += piece.length) {
        if (sent % (64 * piece.length) === 0) most = Math.max(most, (await heapOf(swarmd)) - before)
        yield piece
      }
    }
    const text = await load(join(folder.path, 'pool.sock'), Readable.from(content()))
    expect(text).to.not.include('error')
    expect(Object.fromEntries(taken)).to.deep.equal({ a: size, b: size, c: size })
    expect(most).to.be.below(20)
  })
})

function load(socketPath: string, content: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/x-tar' }
    const sent = request({ socketPath, method: 'POST', path: '/images/load', headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.once('end', () => resolve(text))
    })
    sent.once('error', reject)
    content.pipe(sent)
  })
}

import { expect } from 'chai'
import { memory } from '../proc.js'
import { until } from '../processes.js'
import type { Side } from '../side.js'
import { get, post } from '../wire.js'
import { head, takeHead } from './answers.js'
import type { Way } from './way.js'

/** Why it cannot be told here what the daemon holds; undefined when it can. */
export const missing = process.platform === 'linux' ? undefined : 'what a process uses is looked up in /proc'

const gigabyte = 1024 ** 3
const piece = 'x'.repeat(64 * 1024)

/** What the daemon may take meanwhile, in MiB, and what the system may in buffers. */
const most = { growth: 20, onItsWay: 64 * 1024 ** 2 }

/** Says as much as the other side takes. Resolves to how much that was, once it is no more. */
async function pour({ socket }: Side): Promise<number> {
  let taken = 0
  const more = () => {
    while (taken < gigabyte && !socket.destroyed) {
      taken += piece.length
      if (!socket.write(piece, 'latin1')) return void socket.once('drain', more)
    }
  }
  more()
  let before = -1
  let looks = 0
  await until('no more is taken', () => {
    looks = taken === before ? looks + 1 : 0
    before = taken
    return looks >= 10
  })
  return taken
}

/** Who pours is stopped while nobody reads, and the daemon holds no more than what is on its way; then it goes on. */
async function isStopped(from: Side, to: Side, { swarmd }: Way): Promise<void> {
  const used = () => memory(swarmd.child.pid!)
  to.socket.pause()
  const before = await used()
  expect(await pour(from)).to.be.lessThan(most.onItsWay)
  expect((await used()) - before).to.be.lessThan(most.growth)
  to.socket.resume()
  const length = 16 * 1024 ** 2
  expect((await to.take(length)) === 'x'.repeat(length)).to.equal(true)
}

export async function stopsWithItsReader(way: Way): Promise<void> {
  const { client, engine } = await way.ask(get('/v1.41/images/a/get'))
  engine.say(head([`Content-Length: ${gigabyte}`]))
  await takeHead(client)
  await isStopped(engine, client, way)
}

export async function stopsWithItsEngine(way: Way): Promise<void> {
  const { client, engine } = await way.ask(post('/v1.41/images/load', [`Content-Length: ${gigabyte}`]))
  await isStopped(client, engine, way)
}

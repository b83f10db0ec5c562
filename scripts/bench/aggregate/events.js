import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { processorTime } from '../../processor-time.js'
import { act } from '../asking.js'
import { median } from '../figures.js'
import { eventToAll } from '../measures.js'
import { forEach } from '../simulator/containers.js'
import { middle, rowsOf } from '../turns.js'
import { inTurnToTheEnd, startKinds } from './sides.js'

const head = ['nodes', 'through', 'events', 'heard', 'CPU µs an event', 'ms from a creation to its event']

/** What one event costs that one of the nodes has, with one client that listens. */
export const events = {
  name: 'events',
  title: 'Events of one node',
  head,
  async measure(given) {
    const { pool, rounds, sizes } = given
    const [{ socketPath: node }] = pool.nodes
    const sides = { 'the node': { socketPath: node }, ...(await startKinds(given)) }
    const all = await inTurnToTheEnd(sides, rounds, (side) => hearMany(side, node, sizes))
    return rowsOf(head, [`${pool.nodes.length}`], all, (name, figures) => [
      ...['made', 'heard'].map((key) => middle(figures, key).toFixed(0)),
      sides[name].pid === undefined ? '' : middle(figures, 'cost').toFixed(0),
      middle(figures, 'delay').toFixed(1),
    ])
  },
}

async function hearMany({ socketPath, pid }, node, { events: count, settle }) {
  const delay = median(await eventToAll(socketPath, 1, 5, node))
  const [made, heard] = [await countEvents(node), await countEvents(socketPath)]
  await pause(settle)
  const idle = await used(pid, () => pause(settle))
  const busy = await used(pid, async () => {
    await forEach(Array.from({ length: count / 2 }), () => createAndRemove(node))
    await allHeard(made, heard)
    await pause(settle)
  })
  for (const { close } of [made, heard]) close()
  const cost = ((busy.cpu - (idle.cpu / idle.ms) * busy.ms) * 1000) / made.count
  return { made: made.count, heard: heard.count, cost, delay }
}

/** Two events of a container. */
async function createAndRemove(engine) {
  const { Id } = await act(engine, 'POST /containers/create', { Image: 'busybox', Cmd: ['true'] })
  await act(engine, `DELETE /containers/${Id}`)
}

/** The ms of processor time that a process takes meanwhile, and the ms that it takes. */
async function used(pid, work) {
  const time = () => (pid === undefined ? NaN : processorTime(pid))
  const [cpu, start] = [time(), performance.now()]
  await work()
  return { cpu: time() - cpu, ms: performance.now() - start }
}

/** Resolves when as many events have been heard as were made, and no later than in 10 s. */
async function allHeard(made, heard) {
  const limit = performance.now() + 10_000
  while (heard.count < made.count && performance.now() < limit) await pause(10)
}

/** Listens, and counts the lines. */
function countEvents(socketPath) {
  const counted = { count: 0, close: () => sent.destroy() }
  const sent = request({ socketPath, path: '/events', agent: false })
  return new Promise((resolve, reject) => {
    sent.on('error', reject)
    sent.on('response', (response) => {
      response.on('error', () => undefined)
      response.on('data', (chunk) => (counted.count += chunk.toString().split('\n').length - 1))
      resolve(counted)
    })
    sent.end()
  })
}

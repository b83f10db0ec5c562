import { once } from 'node:events'
import { connect } from 'node:net'
import { ask } from '../asking.js'
import { median } from '../figures.js'
import { inTurn, middle, rowsOf } from '../turns.js'
import { goalCells, within } from './goals.js'
import { hijack, startOf } from './hijack.js'

// Clients that go away in the middle of a call: how long until the engine's side of it is closed.

const head = ['a client that is gone', 'through', 'ms to the close at the engine', 'slowest', 'goal', 'reached']

let calls = 0
// What is no longer the same call is called otherwise, so that the engine can be asked about it.
const ways = {
  'from an event stream': () => ({ line: `GET /v1.41/events?since=${++calls}`, answered: true }),
  'before the head of an answer': () => ({ line: `POST /v1.41/containers/gone${++calls}/wait` }),
  'from a hijacked connection': () => ({ start: startOf(`gone${++calls}`) }),
}

export const gone = {
  name: 'gone',
  title: 'Clients that go away',
  head,
  async measure({ sides, rounds, sizes }) {
    const engine = sides.direct.socketPath
    const rows = []
    for (const [title, call] of Object.entries(ways)) {
      const all = await inTurn(sides, rounds, async ({ socketPath }) => {
        const took = []
        for (let done = 0; done < sizes.leavers; done++) took.push(await leave(engine, socketPath, call()))
        return { ms: median(took), most: Math.max(...took) }
      })
      rows.push(
        ...rowsOf(head, [title], all, (name, figures) => {
          const slowest = Math.max(...figures.map(({ most }) => most)).toFixed(1)
          return [middle(figures, 'ms').toFixed(1), slowest, ...goalCells([within(100, 'ms', 'most')], all, name)]
        }),
      )
    }
    return rows
  },
}

/** Makes a call and goes away from it. Resolves to the ms until the engine's connection of it is closed. */
async function leave(engine, socketPath, { line, answered = false, start }) {
  const target = start?.path ?? line.split(' ')[1]
  const socket = start === undefined ? await begin(socketPath, line, answered) : await hijack(socketPath, start)
  if (!(await told(engine, 'opened', target))) throw new Error('the call does not reach the engine')
  const began = performance.now()
  socket.destroy()
  if (!(await told(engine, 'closed', target))) throw new Error('not closed within 2 s')
  return performance.now() - began
}

async function begin(socketPath, line, answered) {
  const socket = connect(socketPath)
  socket.on('error', () => undefined)
  socket.write(`${line} HTTP/1.1\r\nHost: docker\r\n${line.startsWith('POST') ? 'Content-Length: 0\r\n' : ''}\r\n`)
  socket.setTimeout(2000, () => socket.destroy(new Error('it does not answer')))
  if (answered) await once(socket, 'data')
  return socket
}

/** Whether the engine says within its patience that a call was opened, or closed. */
async function told(engine, what, target) {
  const { status } = await ask(engine, `GET /${what}?${encodeURIComponent(target)}`)
  return status === 200
}

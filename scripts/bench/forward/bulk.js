import { act } from '../asking.js'
import { compared, inTurn, middle, rowsOf } from '../turns.js'
import { goalCells, least } from './goals.js'
import { processorTimeOf } from './running.js'
import { download, exportAll, upload } from './transfer.js'
import { blockSize } from './zeros.js'

// Bodies of 1 GB, in chunks, down as an export and up as a load.

const over = ['direct', 'nginx']
const head = [
  ...['', 'through', 'MB/s', ...over.map((name) => `× ${name}`), 'spread of × nginx', 'CPU ms'],
  ...['goal', 'reached'],
]

const ways = [
  { title: 'download', move: download, goals: [least(1.1, 'rate', 'nginx')] },
  { title: 'upload', move: upload, goals: [least(0.85, 'rate', 'nginx')] },
]

export const bulk = {
  name: 'bulk',
  title: 'A body of 1 GB, of an engine that does nothing',
  head,
  async measure({ sides, rounds, sizes }) {
    const blocks = Math.ceil(sizes.bytes / blockSize)
    const rows = []
    for (const { title, move, goals } of ways) {
      const all = await inTurn(sides, rounds, (side, counts) => {
        const count = counts ? blocks : Math.ceil(blocks / 5)
        return timed(side, count * blockSize, () => move(side.socketPath, count))
      })
      rows.push(...rowsOf(head, [title], all, (name, figures) => cells(goals, all, name, figures)))
    }
    return rows
  },
}

/** All files of a container of a real engine, one of which has zeros alone. */
export const realBulk = {
  name: 'real',
  title: 'An export of 1 GB, of a real engine',
  head,
  async measure({ sides, rounds, sizes }) {
    const { socketPath } = sides.direct
    const fill = ['truncate', '-s', String(sizes.bytes), '/zeros']
    const create = { Image: 'busybox', Cmd: fill, HostConfig: { NetworkMode: 'none' } }
    const { Id } = await act(socketPath, 'POST /v1.41/containers/create', create)
    await act(socketPath, `POST /v1.41/containers/${Id}/start`)
    await act(socketPath, `POST /v1.41/containers/${Id}/wait`)
    const all = await inTurn(sides, rounds, (side) =>
      timed(side, sizes.bytes, () => exportAll(side.socketPath, Id, sizes.bytes)),
    )
    await act(socketPath, `DELETE /v1.41/containers/${Id}`)
    return rowsOf(head, ['export'], all, (name, figures) => cells([], all, name, figures))
  },
}

async function timed(side, bytes, move) {
  const before = processorTimeOf(side)
  const began = performance.now()
  await move()
  const ms = performance.now() - began
  return { rate: bytes / 1000 / ms, cost: processorTimeOf(side) - before }
}

function cells(goals, all, name, figures) {
  const [direct] = compared(all, 'rate', name, 'direct')
  const [nginx, range] = compared(all, 'rate', name, 'nginx')
  const cost = name === 'direct' ? '' : middle(figures, 'cost').toFixed(0)
  return [middle(figures, 'rate').toFixed(0), direct, nginx, range, cost, ...goalCells(goals, all, name)]
}

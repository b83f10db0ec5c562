import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('engines.js', import.meta.url))
const running = new Set()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/**
 * Starts so many simulated engines with so many running containers each, in as many processes as there are processors.
 * Resolves to their names and sockets, and the ms that took.
 */
export async function startPool(folder, count, containers) {
  const home = join(folder, `of-${count}`)
  await mkdir(home)
  const nodes = Array.from({ length: count }, (_, index) => ({
    name: `n${index}`,
    socketPath: join(home, `n${index}.sock`),
  }))
  const start = performance.now()
  const shares = cpus().map((_, own) => nodes.filter((_, index) => index % cpus().length === own))
  const children = shares.filter(({ length }) => length > 0).map((sockets) => startChild({ sockets, containers }))
  await Promise.all(children.map(heard))
  return {
    nodes,
    containers: count * containers,
    processes: children.length,
    ms: performance.now() - start,
    startedAt: performance.now(),
    /** Bytes that the processes of the engines have in memory. */
    async used() {
      const all = await Promise.all(children.map(measured))
      return all.reduce((sum, rss) => sum + rss, 0)
    },
    async close() {
      await Promise.all(children.map(end))
    },
  }
}

function startChild(told) {
  const child = fork(script)
  running.add(child)
  child.send(told)
  return child
}

/** What a child says next. Rejects when it ends instead. */
async function heard(child) {
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`a process of simulated engines ended with ${code ?? signal}`)
  })
  ended.catch(() => undefined)
  const [message] = await Promise.race([once(child, 'message'), ended])
  return message
}

function measured(child) {
  child.send('measure')
  return heard(child)
}

async function end(child) {
  running.delete(child)
  if (child.exitCode !== null || child.signalCode !== null) return
  child.disconnect()
  await once(child, 'exit')
}

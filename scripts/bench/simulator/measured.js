import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { act } from '../asking.js'
import { createMany } from '../measures.js'

/** A simulated engine in a process of its own, which collects its garbage each time its memory is asked for. */
export async function startMeasured() {
  const script = fileURLToPath(new URL('../memory.js', import.meta.url))
  const child = fork(script, { execArgv: ['--expose-gc'] })
  const [socketPath] = await once(child, 'message')
  return {
    socketPath,
    /** Bytes: `rss`, all that is resident; `heap`, what objects take, buffers with them. */
    async used() {
      child.send('measure')
      const [{ rss, heapUsed, external }] = await once(child, 'message')
      return { rss, heap: heapUsed + external }
    },
    async close() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

/** Bytes that a simulated engine grows by with so many containers, and with all of them listed too; `whole` is all of it. */
export async function memoryOfMany(count) {
  const { socketPath, used, close } = await startMeasured()
  await createMany(socketPath, 100)
  const before = await used()
  await createMany(socketPath, count)
  const created = await used()
  await act(socketPath, 'GET /containers/json?all=1')
  const listed = await used()
  await close()
  const more = ({ rss, heap }) => ({ rss: rss - before.rss, heap: heap - before.heap })
  return { created: more(created), listed: more(listed), whole: listed.rss }
}

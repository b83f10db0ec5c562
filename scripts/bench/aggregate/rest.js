import { setTimeout as pause } from 'node:timers/promises'
import { processorTime } from '../../processor-time.js'
import { get, openCalls } from './clocked.js'

/** The percentage of a processor that a process takes for so many ms. */
export async function shareOfTime(pid, ms) {
  const [before, start] = [processorTime(pid), performance.now()]
  await pause(ms)
  return ((processorTime(pid) - before) / (performance.now() - start)) * 100
}

/**
 * Waits until containers are so old that not every second has another text, and lists all of a pool, until its process is at
 * rest but for that, and no longer than a minute.
 */
export async function warm({ socketPath, pid }, { pool, sizes: { age, settle } }) {
  await pause(Math.max(0, pool.startedAt + age - performance.now()))
  const limit = performance.now() + 60_000
  const socket = await openCalls(socketPath)
  try {
    do {
      await pause(settle)
      await get(socket, '/containers/json?all=1')
    } while ((await shareOfTime(pid, settle)) > 40 && performance.now() < limit)
  } finally {
    socket.destroy()
  }
}

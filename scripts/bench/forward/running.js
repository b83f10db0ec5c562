import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { processorTime } from '../../processor-time.js'
import { ask } from '../asking.js'
import { noop, proxies } from './proxies.js'

// The processes that are measured. Each listens on a Unix socket and on a port of loopback, and ends with this one.

const running = new Set()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))
const absent = new Set()

/** Starts an engine that does nothing. */
export async function startNoop(folder) {
  const where = await somewhere(folder)
  return { ...(await start('the engine that does nothing', noop(where), where.socketPath)), ...where }
}

/** Starts all that is installed in front of an engine. Resolves to them by name. */
export async function startInFrontOf(engine, folder) {
  const started = {}
  for (const [name, command] of Object.entries(proxies).filter(([name]) => !absent.has(name))) {
    const where = await somewhere(folder)
    try {
      const run = await command({ folder, engine, ...where })
      started[name] = { ...(await start(name, run, where.socketPath)), ...where }
    } catch (thrown) {
      if (thrown.code !== 'ENOENT') throw thrown
      absent.add(name)
      console.log(`WITHOUT ${name}: it is not installed`)
    }
  }
  return started
}

/** Ends some of what was started. */
export async function endAll(sides) {
  for (const { end } of Object.values(sides)) await end?.()
}

/** The ms of processor time that a side has had so far; NaN for what was started elsewhere. */
export function processorTimeOf({ pid }) {
  return pid === undefined ? NaN : processorTime(pid)
}

async function somewhere(folder) {
  const port = await freePort()
  return { port, socketPath: join(folder, `${port}.sock`) }
}

/** A port of loopback that nobody listens on. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** Starts a process, and waits until it answers on its socket. Resolves to its id, and to what ends it. */
async function start(name, [program, ...args], socketPath) {
  const child = spawn(program, args, { stdio: 'ignore' })
  running.add(child)
  const ended = new Promise((resolve) => {
    child.once('error', resolve)
    child.once('exit', (code) => resolve(new Error(`${name} ended with ${code}`)))
  })
  const end = async () => {
    child.kill('SIGKILL')
    await ended
    running.delete(child)
  }
  for (let tries = 0; tries < 200; tries++) {
    const pause = new Promise((resolve) => setTimeout(resolve, 50))
    const answered = ask(socketPath, 'GET /_ping').then(
      ({ status }) => status === 200,
      () => false,
    )
    const outcome = await Promise.race([answered, ended])
    if (outcome === true) return { pid: child.pid, end }
    if (outcome !== false) throw outcome
    await pause
  }
  await end()
  throw new Error(`${name} does not answer`)
}

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../workspace.js'
import { unexplained } from './log-lines.js'

const program = join(root, 'swarmd/bin/swarmd.js')

/**
 * Starts a built `swarmd` on a socket and on a free port. Resolves when it listens, to where, its pid, what it logs that
 * nothing explains, and its end.
 *
 * @param words of its command line, without addresses
 */
export async function startDaemon(name, words, socketPath) {
  const args = ['--no-config', '--isolate', 'none', ...words, `unix://${socketPath}`, 'tcp://127.0.0.1:0']
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const kill = () => child.kill('SIGKILL')
  process.on('exit', kill)
  const lines = unexplained()
  child.stderr.setEncoding('utf8').on('data', (text) => lines.read(text))
  const ended = new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      process.off('exit', kill)
      resolve(`${name} ended with ${code ?? signal}`)
    })
  })
  const listening = new Promise((resolve) => child.once('message', (message) => resolve(message.listening)))
  const addresses = await Promise.race([listening, ended])
  if (typeof addresses === 'string') throw new Error(`${addresses}: ${lines.last()}`)
  const port = Number(/\d+$/.exec(addresses[1])[0])
  return {
    name,
    pid: child.pid,
    address: addresses[0],
    unix: { socketPath },
    tcp: { host: '127.0.0.1', port },
    lines,
    ended,
    stop: () => {
      child.kill('SIGTERM')
      return ended
    },
  }
}

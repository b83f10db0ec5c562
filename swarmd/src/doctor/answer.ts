import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { isolationOf } from '../config/config.js'
import type { Asked, Said } from './answer-process.js'
import type { Check, Finding } from './finding.js'

const program = fileURLToPath(import.meta.resolve('#answer-process'))

// Longer than a backend may take to install, and a ping besides.
const limit = 16_000

/** Whether the configured backends answer. They run, as they would in swarmd, in a process that ends with this check. */
export const answer: Check = {
  what: 'answer',
  async look({ config, places, chain }) {
    if (chain.some(({ wrong }) => wrong.length > 0)) {
      const sentence = 'the backends were not asked: they cannot be started, see the options'
      return [{ status: 'warning', what: 'answer', sentence }]
    }
    const backends = config.settings.backends.value.map(({ spec }) => spec)
    const said = await ask({ backends, options: { ...places, ...isolationOf(config) } })
    return said.map((one): Finding => ({ ...one, what: 'answer' }))
  },
}

/** Asks in a process of its own: what ends or blocks that is told, and goes with it. */
function ask(asked: Asked): Promise<Said> {
  return new Promise((resolve) => {
    const child = fork(program, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [], detached: true })
    const end = () => {
      clearTimeout(timer)
      process.off('exit', end)
      // What it has started is in its group, or ends when it does.
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) kill(child.pid)
    }
    const timer = setTimeout(() => {
      const seconds = limit / 1000
      settle([{ status: 'error', sentence: `the backends have not answered within ${seconds} s: one may be blocked` }])
    }, limit)
    const settle = (said: Said) => {
      child.once('close', () => resolve(said))
      end()
    }
    let heard: Said | undefined
    process.once('exit', end)
    for (const [name, number] of Object.entries(signals)) process.once(name, () => process.exit(128 + number))
    child.once('message', (said) => settle((heard = said as Said)))
    child.once('error', ({ message }) => resolve([{ status: 'error', sentence: message }]))
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`
      const sentence = `the process with the backends has ended (${how}): one of them has ended it`
      if (heard === undefined) settle([{ status: 'error', sentence }])
    })
    child.send(asked)
  })
}

const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

function kill(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

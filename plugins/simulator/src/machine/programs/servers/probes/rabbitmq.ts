import type { Program } from '../../../kernel/proc.js'
import { accepts } from './accepts.js'

/** What EX_UNAVAILABLE of sysexits.h is. */
const unavailable = 69
/** What EX_USAGE is. */
const usage = 64

const checks: Readonly<Record<string, string>> = {
  ping: 'Ping succeeded',
  check_running: 'RabbitMQ on node NODE is fully booted and running',
  check_local_alarms: 'Node NODE reported no local alarms',
  check_port_connectivity: 'Successfully connected to ports 5672, 15692, 25672 on node NODE.',
  is_running: 'true',
}

/** `rabbitmq-diagnostics`, for what health checks ask of it. */
export const rabbitmqDiagnostics: Program = async (proc) => {
  const node = `rabbit@${proc.host.hostname}`
  const command = proc.argv.slice(1).find((word) => !word.startsWith('-')) ?? ''
  const said = Object.hasOwn(checks, command) ? checks[command] : undefined
  if (said === undefined) {
    await proc.write(2, `\nCommand '${command}' not found. \n`)
    return usage
  }
  if ((await accepts(proc, '127.0.0.1', 5672)) !== true) {
    await proc.write(
      2,
      `Error: unable to perform an operation on node '${node}'. Please see diagnostics information and suggestions below.\n`,
    )
    return unavailable
  }
  const isQuiet = proc.argv.some((word) => word === '-q' || word === '--quiet')
  if (!isQuiet && command === 'ping') {
    await proc.write(
      1,
      `Will ping ${node}. This only checks if the OS process is running and registered with epmd. Timeout: 60000 ms.\n`,
    )
  }
  if (!isQuiet || command === 'ping' || command === 'is_running') await proc.write(1, `${said.replace('NODE', node)}\n`)
  return 0
}

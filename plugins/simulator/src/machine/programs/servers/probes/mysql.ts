import type { Proc, Program } from '../../../kernel/proc.js'
import { optionOf, portOf } from '../quiet/option.js'
import { accepts } from './accepts.js'

const socket = '/var/run/mysqld/mysqld.sock'

interface Asked {
  readonly host: string
  readonly port: number
  /** Whether the server is asked by its socket. */
  readonly isLocal: boolean
}

/** As the clients of MySQL take `localhost`: the socket, unless a protocol is asked for. */
function askedOf({ argv }: Proc): Asked {
  const host = optionOf(argv, '--host', '-h') ?? 'localhost'
  const isLocal = host === 'localhost' && optionOf(argv, '--protocol')?.toLowerCase() !== 'tcp'
  return { host, port: portOf(argv, 3306, '--port', '-P'), isLocal }
}

/** The commands: what is no option, nor the argument of one that stands apart. */
const commandsOf = (argv: readonly string[]): readonly string[] =>
  argv
    .slice(1)
    .filter((word, at) => !word.startsWith('-') && !/^(?:-[huPS]|--(?:host|user|port|socket))$/.test(argv[at] ?? ''))

/** `mysqladmin ping` and `mariadb-admin ping`: whether the server accepts. */
export const mysqladmin: Program = async (proc) => {
  const [command] = commandsOf(proc.argv)
  const name = proc.argv[0]?.split('/').at(-1) ?? ''
  const complain = (text: string): void | Promise<void> => proc.write(2, `${name}: ${text}\n`)
  if (name === 'mysqladmin' && proc.argv.some((word) => /^(?:-p.|--password=)/.test(word))) {
    await complain('[Warning] Using a password on the command line interface can be insecure.')
  }
  if (command !== 'ping') {
    await complain(`Unknown command: '${command ?? ''}' (the simulator has ping alone)`)
    return 1
  }
  const asked = askedOf(proc)
  const ready = await accepts(proc, asked.isLocal ? '127.0.0.1' : asked.host, asked.port)
  if (ready === true) {
    await proc.write(1, 'mysqld is alive\n')
    return 0
  }
  await complain(`connect to server at '${asked.host}' failed`)
  await proc.write(2, sentences(asked, ready))
  return 1
}

function sentences({ host, port, isLocal }: Asked, why: string): string {
  if (isLocal) {
    return `error: 'Can't connect to local MySQL server through socket '${socket}' (2)'\nCheck that mysqld is running and that the socket: '${socket}' exists!\n`
  }
  if (why === 'unknown host')
    return `error: 'Unknown MySQL server host '${host}' (-2)'\nCheck that mysqld is running on ${host} and that the port is ${port}.\n`
  return `error: 'Can't connect to MySQL server on '${host}:${port}' (111)'\nCheck that mysqld is running on ${host} and that the port is ${port}.\nYou can check this by doing 'telnet ${host} ${port}'\n`
}

/** `healthcheck.sh` of the image `mariadb`: all that it can be asked comes down to whether the server accepts. */
export const mariadbHealth: Program = async (proc) => {
  if (proc.argv.length < 2) return 1
  return (await accepts(proc, '127.0.0.1', 3306)) === true ? 0 : 1
}

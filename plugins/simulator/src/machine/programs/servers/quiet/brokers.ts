import { toText } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { root } from '../../../files/container-files.js'
import type { Proc } from '../../../kernel/proc.js'
import { optionOf, portOf } from './option.js'
import type { QuietServer, Speaking } from './quiet-server.js'

/** A line of MongoDB's log: JSON, its first fields padded. */
const logged = (speaking: Speaking, part: string, id: number, message: string, attr?: object): string => {
  const at = speaking.time('%FT%T.%3N+00:00')
  const about = attr === undefined ? '' : `,"attr":${JSON.stringify(attr)}`
  const context = part === 'NETWORK' ? 'listener' : 'initandlisten'
  return `{"t":{"$date":"${at}"},"s":"I",  ${`"c":"${part}",`.padEnd(15)}"id":${id},   "ctx":"${context}","msg":${JSON.stringify(message)}${about}}`
}

/** MongoDB. */
export const mongod: QuietServer = {
  output: 1,
  version: ['MONGO_VERSION', '8.0.11'],
  ports: ({ argv }) => [portOf(argv, 27017, '--port')],
  starting: (speaking) => [
    logged(speaking, 'CONTROL', 4615611, 'MongoDB starting', {
      pid: speaking.proc.pid,
      port: speaking.ports[0],
      dbPath: optionOf(speaking.proc.argv, '--dbpath') ?? '/data/db',
      architecture: '64-bit',
      host: toText(speaking.proc.host.hostname),
    }),
    logged(speaking, 'CONTROL', 23403, 'Build Info', { buildInfo: { version: speaking.version } }),
  ],
  ready: (speaking) => [
    logged(speaking, 'NETWORK', 23015, 'Listening on', { address: '/tmp/mongodb-27017.sock' }),
    logged(speaking, 'NETWORK', 23015, 'Listening on', { address: `0.0.0.0:${speaking.ports[0]}` }),
    logged(speaking, 'NETWORK', 23016, 'Waiting for connections', { port: speaking.ports[0], ssl: 'off' }),
  ],
  stopping: (speaking, signal) => [
    logged(speaking, 'CONTROL', 23377, 'Received signal', { signal, error: signal === 2 ? 'Interrupt' : 'Terminated' }),
    logged(speaking, 'CONTROL', 20565, 'Now exiting'),
    logged(speaking, 'CONTROL', 23138, 'Shutting down', { exitCode: 0 }),
  ],
  taken: (speaking, port) => [
    logged(speaking, 'NETWORK', 23024, 'Failed to bind to address', {
      address: `0.0.0.0:${port}`,
      error: 'Address already in use',
    }),
  ],
  pidFile: () => '/tmp/docker-entrypoint-temp-mongod.pid',
}

const enabledPlugins = '/etc/rabbitmq/enabled_plugins'

/** What is enabled, by the Erlang term that the file has. */
function pluginsOf({ host }: Proc): readonly string[] {
  try {
    return (
      Buffer.from(host.files.readFile(enabledPlugins, root))
        .toString('latin1')
        .match(/rabbit\w+/g) ?? []
    )
  } catch (thrown) {
    if (thrown instanceof Errno) return []
    throw thrown
  }
}

const info = (speaking: Speaking, text: string, process = '<0.9.0>'): string =>
  `${speaking.time('%F %T.%6N')}+00:00 [info] ${process} ${text}`

/** RabbitMQ; the management plugin listens where its image enables it. */
export const rabbitmq: QuietServer = {
  output: 1,
  version: ['RABBITMQ_VERSION', '4.1.2'],
  ports: (proc) => [5672, 15692, ...(pluginsOf(proc).includes('rabbitmq_management') ? [15672] : []), 25672, 4369],
  starting: (speaking) => [
    info(speaking, ` Starting RabbitMQ ${speaking.version} on Erlang 27.3.4 [jit]`, '<0.216.0>'),
    '',
    `  ##  ##      RabbitMQ ${speaking.version}`,
    '  ##  ##',
    '  ##########',
    '  ######  ##',
    '  ##########',
    '',
    '  Starting broker...',
    info(speaking, `node           : rabbit@${speaking.proc.host.hostname}`, '<0.216.0>'),
  ],
  ready: (speaking) => {
    const plugins = pluginsOf(speaking.proc)
    const management = info(speaking, 'Management plugin: HTTP (non-TLS) listener started on port 15672', '<0.600.0>')
    return [
      ...(speaking.ports.includes(15672) ? [management] : []),
      info(speaking, 'Prometheus metrics: HTTP (non-TLS) listener started on port 15692', '<0.610.0>'),
      info(speaking, 'started TCP listener on [::]:5672', '<0.660.0>'),
      ` completed with ${plugins.length} plugins.`,
      info(speaking, `Server startup complete; ${plugins.length} plugins started.`, '<0.580.0>'),
      ...plugins.map((plugin) => info(speaking, ` * ${plugin}`, '<0.580.0>')),
      info(speaking, 'Time to start RabbitMQ: 1017 ms'),
    ]
  },
  stopping: (speaking) => [
    info(speaking, 'SIGTERM received - shutting down', '<0.63.0>'),
    info(speaking, 'Successfully stopped RabbitMQ and its dependencies', '<0.670.0>'),
    info(speaking, 'Halting Erlang VM', '<0.670.0>'),
  ],
  taken: (speaking, port) => [
    info(
      speaking,
      `Failed to start Ranch listener on port ${port}: eaddrinuse (address already in use)`,
      '<0.660.0>',
    ).replace('[info]', '[error]'),
  ],
}

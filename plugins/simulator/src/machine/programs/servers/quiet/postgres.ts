import { optionOf, portOf } from './option.js'
import type { QuietServer, Speaking } from './quiet-server.js'

/** Options of the configuration, as `-c name=value` and `--name=value`. */
function settingOf({ argv }: Speaking['proc'], name: string): string | undefined {
  const short = argv.findLast((word, at) => argv[at - 1] === '-c' && word.startsWith(`${name}=`))
  return optionOf(argv, `--${name}`) ?? short?.slice(name.length + 1)
}

const log = (speaking: Speaking, text: string): string =>
  `${speaking.time('%F %T.%3N')} UTC [${speaking.proc.pid}] LOG:  ${text}`

const isLocal = (speaking: Speaking): boolean => speaking.ports.length === 0

/** PostgreSQL (postmaster.c): with empty `listen_addresses` as the entrypoint starts it to set up a database. */
export const postgres: QuietServer = {
  output: 2,
  version: ['PG_VERSION', '17.5'],
  ports: (proc) => {
    const port = portOf(['-p', settingOf(proc, 'port') ?? ''], portOf(proc.argv, 5432, '-p'), '-p')
    return settingOf(proc, 'listen_addresses') === '' ? [] : [port]
  },
  starting: (speaking) => [log(speaking, `starting PostgreSQL ${speaking.version} on x86_64-pc-linux-gnu, 64-bit`)],
  ready: (speaking) => {
    const [port = 5432] = speaking.ports
    const network = [
      log(speaking, `listening on IPv4 address "0.0.0.0", port ${port}`),
      log(speaking, `listening on IPv6 address "::", port ${port}`),
    ]
    return [
      ...(isLocal(speaking) ? [] : network),
      log(speaking, `listening on Unix socket "/var/run/postgresql/.s.PGSQL.${port}"`),
      log(speaking, `database system was shut down at ${speaking.time('%F %T')} UTC`),
      log(speaking, 'database system is ready to accept connections'),
    ]
  },
  stopping: (speaking, signal) => [
    log(speaking, `received ${signal === 15 ? 'smart' : signal === 3 ? 'immediate' : 'fast'} shutdown request`),
    log(speaking, 'aborting any active transactions'),
    log(speaking, 'shutting down'),
    log(speaking, 'database system is shut down'),
  ],
  taken: (speaking, port) => [
    log(speaking, `could not bind IPv4 address "0.0.0.0": Address already in use`),
    `${log(speaking, '').replace(/LOG: *$/, 'HINT:')}  Is another postmaster already running on port ${port}? If not, wait a few seconds and retry.`,
    `${log(speaking, '').replace(/LOG: *$/, 'FATAL:')}  could not create any TCP/IP sockets`,
  ],
  pidFile: ({ env }) => `${env.get('PGDATA') ?? '/var/lib/postgresql/data'}/postmaster.pid`,
}

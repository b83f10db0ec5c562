import { portOf } from './option.js'
import type { QuietServer, Speaking } from './quiet-server.js'

const socket = "socket: '/var/run/mysqld/mysqld.sock'"

/** `MYSQL_VERSION` has what the package adds behind it. */
const release = ({ version }: Speaking): string => version.replace(/-.*/, '')

const line = (speaking: Speaking, code: string, text: string, part = 'Server'): string =>
  `${speaking.time('%FT%T.%6N')}Z 0 [System] [${code}] [${part}] ${text}`

const skipsNetworking = (argv: readonly string[]): boolean => argv.includes('--skip-networking')

/** MySQL; with `--skip-networking` as the entrypoint starts it to set up a database. */
export const mysqld: QuietServer = {
  output: 2,
  version: ['MYSQL_VERSION', '9.3.0'],
  ports: ({ argv }) => (skipsNetworking(argv) ? [] : [portOf(argv, 3306, '--port', '-P'), 33060]),
  starting: (speaking) => [
    line(speaking, 'MY-015015', 'MySQL Server - start.'),
    line(
      speaking,
      'MY-010116',
      `/usr/sbin/mysqld (mysqld ${release(speaking)}) starting as process ${speaking.proc.pid}`,
    ),
    line(speaking, 'MY-013576', 'InnoDB initialization has started.', 'InnoDB'),
    line(speaking, 'MY-013577', 'InnoDB initialization has ended.', 'InnoDB'),
  ],
  ready: (speaking) => {
    const [port = 0, x] = speaking.ports
    const where = x === undefined ? 'Socket:' : `Bind-address: '::' port: ${x}, socket:`
    return [
      line(speaking, 'MY-011323', `X Plugin ready for connections. ${where} /var/run/mysqld/mysqlx.sock`),
      line(
        speaking,
        'MY-010931',
        `/usr/sbin/mysqld: ready for connections. Version: '${release(speaking)}'  ${socket}  port: ${port}  MySQL Community Server - GPL.`,
      ),
    ]
  },
  stopping: (speaking) => [
    line(
      speaking,
      'MY-013172',
      `Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: ${release(speaking)}).`,
    ),
    line(
      speaking,
      'MY-010910',
      `/usr/sbin/mysqld: Shutdown complete (mysqld ${release(speaking)})  MySQL Community Server - GPL.`,
    ),
    line(speaking, 'MY-015016', 'MySQL Server - end.'),
  ],
  taken: (speaking, port) => [
    line(speaking, 'MY-010262', `Can't start server: Bind on TCP/IP port: Address already in use`),
    line(speaking, 'MY-010257', `Do you already have another mysqld server running on port: ${port} ?`),
    line(speaking, 'MY-010119', 'Aborting'),
  ],
  pidFile: () => '/run/mysqld/mysqld.pid',
}

const note = (speaking: Speaking, text: string): string => `${speaking.time('%F %-H:%M:%S')} 0 [Note] ${text}`

/** `1:11.8.2+maria~ubu2404` is 11.8.2-MariaDB-ubu2404. */
const mariaRelease = ({ version }: Speaking): string =>
  version.replace(/^\d+:/, '').replace(/\+maria~(\w+)/, '-MariaDB-$1')

/** MariaDB; with `--skip-networking` as the entrypoint starts it to set up a database. */
export const mariadbd: QuietServer = {
  output: 2,
  version: ['MARIADB_VERSION', '1:11.8.2+maria~ubu2404'],
  ports: ({ argv }) => (skipsNetworking(argv) ? [] : [portOf(argv, 3306, '--port', '-P')]),
  starting: (speaking) => [
    note(speaking, `Starting MariaDB ${mariaRelease(speaking)} as process ${speaking.proc.pid}`),
    note(speaking, 'InnoDB: Completed initialization of buffer pool'),
  ],
  ready: (speaking) => {
    const [port = 0] = speaking.ports
    const created = ['0.0.0.0', '::'].map((address) =>
      note(speaking, `Server socket created on IP: '${address}', port: '${port}'.`),
    )
    return [
      ...(port === 0 ? [] : created),
      note(speaking, 'mariadbd: Event Scheduler: Loaded 0 events'),
      note(speaking, 'mariadbd: ready for connections.'),
      `Version: '${mariaRelease(speaking)}'  socket: '/run/mysqld/mysqld.sock'  port: ${port}  mariadb.org binary distribution`,
    ]
  },
  stopping: (speaking) => [
    note(speaking, 'mariadbd (initiated by: unknown): Normal shutdown'),
    note(speaking, 'InnoDB: Shutdown completed'),
    note(speaking, 'mariadbd: Shutdown complete'),
  ],
  taken: (speaking, port) => [
    `${note(speaking, '').replace('[Note]', '[ERROR]')}Can't start server: Bind on TCP/IP port. Got error: 98: Address already in use`,
    `${note(speaking, '').replace('[Note]', '[ERROR]')}Do you already have another server running on port: ${port} ?`,
    `${note(speaking, '').replace('[Note]', '[ERROR]')}Aborting`,
  ],
  pidFile: () => '/run/mysqld/mariadbd.pid',
}

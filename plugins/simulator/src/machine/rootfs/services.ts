import { httpd, nginx } from './web-servers.js'
import type { Service } from './service.js'

const entrypoint = '/usr/local/bin/docker-entrypoint.sh'

/** The script that official images begin with: options alone are those of the program. */
const startsWith = (program: string): string => `#!/bin/sh
set -e
case "\${1:-}" in
-*) set -- ${program} "$@" ;;
esac
exec "$@"
`

/** A user of its own and a group of the same name. */
const user = (name: string, ids: string, home: string, shell: string, comment = ''): Service['user'] => ({
  passwd: `${name}:x:${ids}:${comment}:${home}:${shell}`,
  group: `${name}:x:${ids.split(':')[1]}:`,
})

const nologin = '/usr/sbin/nologin'
const own = { uid: 999, gid: 999 }

/** Node takes what is no command for a script of its own. */
const nodeEntrypoint = `#!/bin/sh
set -e
if [ "\${1#-}" != "$1" ] || [ -z "$(command -v "$1")" ]; then
  set -- node "$@"
fi
exec "$@"
`

/** The official images that are a program on a base, by their names (`library/…` of Docker Hub). */
export const services: Readonly<Record<string, Service>> = {
  nginx,
  httpd,
  redis: {
    user: user('redis', '999:999', '/home/redis', '/bin/sh'),
    programs: { '/usr/local/bin/redis-server': 'redis-server' },
    scripts: { [entrypoint]: startsWith('redis-server') },
    directories: { '/data': own },
  },
  memcached: {
    user: user('memcache', '11211:11211', '/home/memcache', '/bin/sh'),
    programs: { '/usr/local/bin/memcached': 'memcached' },
    scripts: { [entrypoint]: startsWith('memcached') },
    symlinks: { '/entrypoint.sh': 'usr/local/bin/docker-entrypoint.sh' },
  },
  postgres: {
    user: user('postgres', '999:999', '/var/lib/postgresql', '/bin/bash'),
    programs: { '/usr/lib/postgresql/bin/postgres': 'postgres' },
    scripts: { [entrypoint]: startsWith('postgres') },
    symlinks: {
      '/usr/local/bin/postgres': '/usr/lib/postgresql/bin/postgres',
      '/docker-entrypoint.sh': 'usr/local/bin/docker-entrypoint.sh',
    },
    directories: {
      '/docker-entrypoint-initdb.d': {},
      '/var/lib/postgresql': own,
      '/var/lib/postgresql/data': { ...own, mode: 0o1777 },
      '/run/postgresql': { ...own, mode: 0o3777 },
    },
  },
  mysql: {
    user: user('mysql', '999:999', '/var/lib/mysql', '/bin/bash'),
    programs: { '/usr/sbin/mysqld': 'mysqld' },
    scripts: { [entrypoint]: startsWith('mysqld') },
    texts: { '/etc/my.cnf': '[mysqld]\nskip-host-cache\nskip-name-resolve\ndatadir=/var/lib/mysql\nuser=mysql\n' },
    symlinks: { '/entrypoint.sh': 'usr/local/bin/docker-entrypoint.sh' },
    directories: { '/docker-entrypoint-initdb.d': {}, '/var/lib/mysql': { ...own, mode: 0o1777 } },
  },
  mariadb: {
    user: user('mysql', '999:999', '/home/mysql', '/bin/sh'),
    programs: { '/usr/sbin/mariadbd': 'mariadbd' },
    scripts: { [entrypoint]: startsWith('mariadbd') },
    directories: { '/docker-entrypoint-initdb.d': {}, '/etc/mysql/conf.d': {}, '/var/lib/mysql': own },
  },
  mongo: {
    user: user('mongodb', '999:999', '/data/db', nologin),
    programs: { '/usr/bin/mongod': 'mongod' },
    scripts: { [entrypoint]: startsWith('mongod') },
    directories: { '/docker-entrypoint-initdb.d': {}, '/data/configdb': own, '/data/db': own },
  },
  rabbitmq: {
    user: user('rabbitmq', '999:999', '/var/lib/rabbitmq', nologin),
    programs: { '/opt/rabbitmq/sbin/rabbitmq-server': 'rabbitmq-server' },
    scripts: { [entrypoint]: startsWith('rabbitmq-server') },
    symlinks: { '/usr/local/bin/rabbitmq-server': '/opt/rabbitmq/sbin/rabbitmq-server' },
    directories: { '/etc/rabbitmq/conf.d': own, '/var/lib/rabbitmq': own, '/var/log/rabbitmq': own },
  },
  node: {
    user: user('node', '1000:1000', '/home/node', '/bin/bash'),
    programs: { '/usr/local/bin/node': 'node' },
    scripts: { [entrypoint]: nodeEntrypoint },
    symlinks: { '/usr/local/bin/nodejs': '/usr/local/bin/node' },
    directories: { '/home/node': { uid: 1000, gid: 1000 }, '/usr/local/lib/node_modules': {} },
  },
  python: {
    programs: { '/usr/local/bin/python3': 'python3' },
    symlinks: { '/usr/local/bin/python': 'python3' },
  },
  golang: {
    programs: { '/usr/local/go/bin/go': 'go' },
    directories: { '/go': { mode: 0o1777 }, '/go/bin': { mode: 0o1777 }, '/go/src': { mode: 0o1777 } },
  },
  registry: {
    programs: { '/bin/registry': 'registry' },
    scripts: { '/entrypoint.sh': '#!/bin/sh\nset -e\nexec registry serve "$@"\n' },
    texts: { '/etc/distribution/config.yml': 'version: 0.1\nhttp:\n  addr: :5000\n' },
    directories: { '/var/lib/registry': {} },
  },
  traefik: {
    programs: { '/usr/local/bin/traefik': 'traefik' },
    scripts: { '/entrypoint.sh': startsWith('traefik') },
  },
}

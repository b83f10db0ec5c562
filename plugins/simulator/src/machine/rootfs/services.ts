import {
  mongoEntrypoint,
  mysqlEntrypoint,
  postgresEntrypoint,
  redisEntrypoint,
  startsAs,
  startsElseWith,
  startsWith,
} from './entrypoints.js'
import type { Service } from './service.js'
import { httpd, nginx } from './web-servers.js'

const gosu = { '/usr/local/bin/gosu': 'gosu' }
const entrypoint = '/usr/local/bin/docker-entrypoint.sh'

/** A user of its own and a group of the same name. */
const user = (name: string, ids: string, home: string, shell: string, comment = ''): Service['user'] => ({
  passwd: `${name}:x:${ids}:${comment}:${home}:${shell}`,
  group: `${name}:x:${ids.split(':')[1]}:`,
})

const nologin = '/usr/sbin/nologin'
const own = { uid: 999, gid: 999 }

/** What the images have that are built from `buildpack-deps`, as all that are not slim or of Alpine. */
const fetching: Service = { programs: { '/usr/bin/curl': 'curl', '/usr/bin/wget': 'wget' } }
const onBuildpack = /^(?!.*(?:alpine|slim))/

/** What the tags of some images, which have this in them, have besides. */
export const variants: readonly (readonly [name: string, tag: RegExp, more: Service])[] = [
  [
    'rabbitmq',
    /management/,
    { texts: { '/etc/rabbitmq/enabled_plugins': '[rabbitmq_management,rabbitmq_prometheus].\n' } },
  ],
  ['node', onBuildpack, fetching],
  ['python', onBuildpack, fetching],
  ['golang', onBuildpack, fetching],
  ['nginx', /^(?!.*slim)/, { programs: { '/usr/bin/curl': 'curl' } }],
]

/** Images of users that are known, all on Alpine, by their paths on Docker Hub. */
export const userServices: Readonly<Record<string, Service>> = {
  'curlimages/curl': {
    user: user('curl_user', '100:101', '/home/curl_user', '/bin/sh', 'Linux User,,,'),
    programs: { '/usr/bin/curl': 'curl' },
    scripts: { '/entrypoint.sh': startsElseWith('curl') },
    directories: { '/home/curl_user': { uid: 100, gid: 101 } },
  },
  'alpine/curl': { programs: { '/usr/bin/curl': 'curl' } },
}

/** The official images that are a program on a base, by their names (`library/…` of Docker Hub). */
export const services: Readonly<Record<string, Service>> = {
  nginx,
  httpd,
  redis: {
    user: user('redis', '999:999', '/home/redis', '/bin/sh'),
    programs: { ...gosu, '/usr/local/bin/redis-server': 'redis-server', '/usr/local/bin/redis-cli': 'redis-cli' },
    scripts: { [entrypoint]: redisEntrypoint },
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
    programs: {
      ...gosu,
      '/usr/lib/postgresql/bin/postgres': 'postgres',
      '/usr/lib/postgresql/bin/pg_isready': 'pg_isready',
    },
    scripts: { [entrypoint]: postgresEntrypoint },
    symlinks: {
      '/usr/local/bin/postgres': '/usr/lib/postgresql/bin/postgres',
      '/usr/local/bin/pg_isready': '/usr/lib/postgresql/bin/pg_isready',
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
    programs: { ...gosu, '/usr/sbin/mysqld': 'mysqld', '/usr/bin/mysqladmin': 'mysqladmin' },
    scripts: {
      [entrypoint]: mysqlEntrypoint({
        program: 'mysqld',
        name: 'MySQL',
        version: '$MYSQL_VERSION',
        passwords: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'],
        pidFile: '/run/mysqld/mysqld.pid',
        done: 'MySQL init process done. Ready for start up.',
      }),
    },
    texts: { '/etc/my.cnf': '[mysqld]\nskip-host-cache\nskip-name-resolve\ndatadir=/var/lib/mysql\nuser=mysql\n' },
    symlinks: { '/entrypoint.sh': 'usr/local/bin/docker-entrypoint.sh' },
    directories: { '/docker-entrypoint-initdb.d': {}, '/var/lib/mysql': { ...own, mode: 0o1777 } },
  },
  mariadb: {
    user: user('mysql', '999:999', '/home/mysql', '/bin/sh'),
    programs: {
      ...gosu,
      '/usr/sbin/mariadbd': 'mariadbd',
      '/usr/bin/mariadb-admin': 'mysqladmin',
      '/usr/local/bin/healthcheck.sh': 'mariadb-healthcheck',
    },
    scripts: {
      [entrypoint]: mysqlEntrypoint({
        program: 'mariadbd',
        name: 'MariaDB',
        version: '$MARIADB_VERSION',
        passwords: [
          'MARIADB_ROOT_PASSWORD',
          'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
          'MARIADB_RANDOM_ROOT_PASSWORD',
          'MARIADB_ROOT_PASSWORD_HASH',
          'MYSQL_ROOT_PASSWORD',
          'MYSQL_ALLOW_EMPTY_PASSWORD',
          'MYSQL_RANDOM_ROOT_PASSWORD',
        ],
        pidFile: '/run/mysqld/mariadbd.pid',
        done: 'MariaDB init process done. Ready for start up.',
      }),
    },
    directories: { '/docker-entrypoint-initdb.d': {}, '/etc/mysql/conf.d': {}, '/var/lib/mysql': own },
  },
  mongo: {
    user: user('mongodb', '999:999', '/data/db', nologin),
    programs: { ...gosu, '/usr/bin/mongod': 'mongod', '/usr/bin/mongosh': 'mongosh' },
    scripts: { [entrypoint]: mongoEntrypoint },
    directories: { '/docker-entrypoint-initdb.d': {}, '/data/configdb': own, '/data/db': own },
  },
  rabbitmq: {
    user: user('rabbitmq', '999:999', '/var/lib/rabbitmq', nologin),
    programs: {
      ...gosu,
      '/opt/rabbitmq/sbin/rabbitmq-server': 'rabbitmq-server',
      '/opt/rabbitmq/sbin/rabbitmq-diagnostics': 'rabbitmq-diagnostics',
    },
    scripts: { [entrypoint]: startsAs('rabbitmq', 'rabbitmq-server') },
    texts: { '/etc/rabbitmq/enabled_plugins': '[rabbitmq_prometheus].\n' },
    symlinks: {
      '/usr/local/bin/rabbitmq-server': '/opt/rabbitmq/sbin/rabbitmq-server',
      '/usr/local/bin/rabbitmq-diagnostics': '/opt/rabbitmq/sbin/rabbitmq-diagnostics',
    },
    directories: { '/etc/rabbitmq/conf.d': own, '/var/lib/rabbitmq': own, '/var/log/rabbitmq': own },
  },
  node: {
    user: user('node', '1000:1000', '/home/node', '/bin/bash'),
    programs: { '/usr/local/bin/node': 'node' },
    scripts: { [entrypoint]: startsElseWith('node') },
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

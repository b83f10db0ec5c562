/** The script that official images begin with: options alone are those of the program. */
export const startsWith = (program: string): string => `#!/bin/sh
set -e
case "\${1:-}" in
-*) set -- ${program} "$@" ;;
esac
exec "$@"
`

/** As `startsWith`, and the program is run by a user of its own. */
export const startsAs = (user: string, program: string): string => `#!/bin/sh
set -e
case "\${1:-}" in
-*) set -- ${program} "$@" ;;
esac
if [ "\${1:-}" = ${program} ] && [ "$(id -u)" = 0 ]; then
  exec gosu ${user} "$0" "$@"
fi
exec "$@"
`

/** What is no command is for the program, as a script for Node. */
export const startsElseWith = (program: string): string => `#!/bin/sh
set -e
if [ "\${1#-}" != "$1" ] || [ -z "$(command -v "$1")" ]; then
  set -- ${program} "$@"
fi
exec "$@"
`

/** Of Redis 8: it says so before it begins. */
export const redisEntrypoint = `#!/bin/sh
set -e
case "\${1:-}" in
-* | *.conf) set -- redis-server "$@" ;;
esac
if [ "\${1:-}" = redis-server ] && [ "$(id -u)" = 0 ]; then
  find . \\! -user redis -exec chown redis '{}' +
  exec gosu redis "$0" "$@"
fi
case "$1 \${REDIS_VERSION:-8}" in
"redis-server 8"*) echo "Starting Redis Server" ;;
esac
exec "$@"
`

/** What is in \`/docker-entrypoint-initdb.d\`, one by one: scripts are run; for SQL there is no database to do it. */
const initFiles = `
for each in /docker-entrypoint-initdb.d/*; do
  case "$each" in
  *.sh)
    echo "$say running $each"
    if [ -x "$each" ]; then "$each"; else . "$each"; fi
    ;;
  *.sql | *.sql.gz | *.sql.xz | *.sql.zst | *.js)
    echo "$say running $each"
    ;;
  esac
done
`

/** Waits until a server that was started in the background is ready. */
const untilThere = (file: string): string => `until [ -e ${file} ]; do sleep 0.02; done`

/** Of PostgreSQL: sets up a database the first time, by a server that listens for nobody else. */
export const postgresEntrypoint = `#!/bin/sh
set -e
case "\${1:-}" in
-*) set -- postgres "$@" ;;
esac
if [ "\${1:-}" != postgres ]; then exec "$@"; fi
: "\${PGDATA:=/var/lib/postgresql/data}"
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /run/postgresql
  chown -R postgres "$PGDATA" /run/postgresql
  exec gosu postgres "$0" "$@"
fi
say="$0:"
if [ -s "$PGDATA/PG_VERSION" ]; then
  printf '\\nPostgreSQL Database directory appears to contain a database; Skipping initialization\\n\\n'
  exec "$@"
fi
if [ -z "\${POSTGRES_PASSWORD:-}" ] && [ "\${POSTGRES_HOST_AUTH_METHOD:-}" != trust ]; then
  echo 'Error: Database is uninitialized and superuser password is not specified.' >&2
  echo '       Set POSTGRES_PASSWORD to a non-empty value, or POSTGRES_HOST_AUTH_METHOD=trust' >&2
  echo '       to let everybody in without one (not recommended).' >&2
  exit 1
fi
mkdir -p "$PGDATA"
printf '%s\\n' 'The files belonging to this database system will be owned by user "postgres".' ''
printf '%s ... ok\\n' "fixing permissions on existing directory $PGDATA" 'creating subdirectories' \\
  'creating configuration files' 'running bootstrap script' 'performing post-bootstrap initialization' \\
  'syncing data to disk'
chmod 700 "$PGDATA"
mkdir -p "$PGDATA/base" "$PGDATA/global" "$PGDATA/pg_wal"
echo "listen_addresses = '*'" >"$PGDATA/postgresql.conf"
echo "host all all all \${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >"$PGDATA/pg_hba.conf"
echo "\${PG_VERSION%%.*}" >"$PGDATA/PG_VERSION"
printf '\\nSuccess. You can now start the database server using:\\n\\n    pg_ctl -D %s -l logfile start\\n\\n' "$PGDATA"
printf 'waiting for server to start....'
postgres -D "$PGDATA" -c listen_addresses= 2>&1 &
server=$!
${untilThere('"$PGDATA/postmaster.pid"')}
printf ' done\\nserver started\\n'
if [ -n "\${POSTGRES_DB:-}" ] && [ "$POSTGRES_DB" != postgres ]; then echo 'CREATE DATABASE'; fi
echo
${initFiles}
printf '\\nwaiting for server to shut down....'
kill -INT $server
wait $server || true
printf ' done\\nserver stopped\\n\\nPostgreSQL init process complete; ready for start up.\\n\\n'
exec "$@"
`

/** What tells MySQL's images from MariaDB's. */
export interface MysqlWords {
  readonly program: string
  readonly name: string
  /** Its version, as the shell has it. */
  readonly version: string
  /** Variables that may have the password; the first is what its sentence names. */
  readonly passwords: readonly string[]
  readonly pidFile: string
  readonly done: string
}

/** Of MySQL and MariaDB: the same steps, in the words of each. */
export const mysqlEntrypoint = ({ program, name, version, passwords, pidFile, done }: MysqlWords): string => `#!/bin/sh
set -e
case "\${1:-}" in
-*) set -- ${program} "$@" ;;
esac
if [ "\${1:-}" != ${program} ]; then exec "$@"; fi
log() { printf '%s [%s] [Entrypoint]: %s\\n' "$(date -u '+%Y-%m-%d %H:%M:%S+00:00')" "$1" "$2"; }
say="$(date -u '+%Y-%m-%d %H:%M:%S+00:00') [Note] [Entrypoint]:"
log Note "Entrypoint script for ${name} Server ${version} started."
if [ "$(id -u)" = 0 ]; then
  log Note "Switching to dedicated user 'mysql'"
  mkdir -p /var/lib/mysql /run/mysqld
  chown -R mysql /var/lib/mysql /run/mysqld
  exec gosu mysql "$0" "$@"
fi
if [ ! -d /var/lib/mysql/mysql ]; then
  if [ -z "${passwords.map((variable) => `\${${variable}:-}`).join('')}" ]; then
    log ERROR 'Database is uninitialized and password option is not specified' >&2
    echo '    You need to specify one of the following as an environment variable:' >&2
    printf '    - %s\\n' ${passwords.slice(0, 3).join(' ')} >&2
    exit 1
  fi
  log Note 'Initializing database files'
  mkdir -p /var/lib/mysql/mysql
  log Note 'Database files initialized'
  log Note 'Starting temporary server'
  "$@" --skip-networking &
  server=$!
  ${untilThere(pidFile)}
  log Note 'Temporary server started.'
  database="\${MARIADB_DATABASE:-\${MYSQL_DATABASE:-}}"
  if [ -n "$database" ]; then log Note "Creating database $database"; fi
  user="\${MARIADB_USER:-\${MYSQL_USER:-}}"
  if [ -n "$user" ]; then log Note "Creating user $user"; fi
  if [ -n "$user" ] && [ -n "$database" ]; then log Note "Giving user $user access to schema $database"; fi
${initFiles}
  echo
  log Note 'Stopping temporary server'
  kill $server
  wait $server || true
  log Note 'Temporary server stopped'
  echo
  log Note '${done}'
  echo
fi
exec "$@"
`

/** Of MongoDB: with a user to create, or files to run, it is started twice. */
export const mongoEntrypoint = `#!/bin/sh
set -e
case "\${1:-}" in
-*) set -- mongod "$@" ;;
esac
if [ "\${1:-}" != mongod ]; then exec "$@"; fi
if [ "$(id -u)" = 0 ]; then
  chown -R mongodb /data/configdb /data/db
  exec gosu mongodb "$0" "$@"
fi
say="$0:"
pid=/tmp/docker-entrypoint-temp-mongod.pid
user="\${MONGO_INITDB_ROOT_USERNAME:-}"
password="\${MONGO_INITDB_ROOT_PASSWORD:-}"
if { [ -n "$user" ] && [ -z "$password" ]; } || { [ -z "$user" ] && [ -n "$password" ]; }; then
  echo 'error: missing MONGO_INITDB_ROOT_USERNAME or MONGO_INITDB_ROOT_PASSWORD: one is of no use without the other' >&2
  exit 1
fi
wanted="$user"
for each in /docker-entrypoint-initdb.d/*; do if [ -f "$each" ]; then wanted=files; fi; done
if [ -n "$wanted" ] && [ ! -e /data/db/WiredTiger ]; then
  "$@" &
  server=$!
  ${untilThere('"$pid"')}
${initFiles}
  kill $server
  wait $server || true
  printf '\\nMongoDB init process complete; ready for start up.\\n\\n'
fi
: >/data/db/WiredTiger
exec "$@" --bind_ip_all
`

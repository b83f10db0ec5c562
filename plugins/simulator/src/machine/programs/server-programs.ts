import type { Program } from '../kernel/proc.js'
import { lazily } from './programs.js'

type Quiet = 'mariadbd' | 'mongod' | 'mysqld' | 'postgres' | 'rabbitmq' | 'registry' | 'traefik'

const quiet = (name: Quiet): Program => lazily(() => import('./servers/quiet/index.js').then((all) => all[name]))
/** What an image runs that nobody has described. */
export const undescribed = lazily(() => import('./servers/undescribed.js').then(({ undescribed }) => undescribed))

/** Programs that stay up and accept on their ports, and what asks whether they do. */
export const serverPrograms: Readonly<Record<string, Program>> = {
  app: undescribed,
  go: undescribed,
  node: undescribed,
  python3: undescribed,
  nginx: lazily(() => import('./servers/nginx/nginx.js').then(({ nginx }) => nginx)),
  apache: lazily(() => import('./servers/httpd/httpd.js').then(({ httpd }) => httpd)),
  memcached: lazily(() => import('./servers/memcached.js').then(({ memcached }) => memcached)),
  'redis-server': lazily(() => import('./servers/redis/redis-server.js').then(({ redisServer }) => redisServer)),
  'redis-cli': lazily(() => import('./servers/redis/redis-cli.js').then(({ redisCli }) => redisCli)),
  mariadbd: quiet('mariadbd'),
  mongod: quiet('mongod'),
  mysqld: quiet('mysqld'),
  postgres: quiet('postgres'),
  'rabbitmq-server': quiet('rabbitmq'),
  registry: quiet('registry'),
  traefik: quiet('traefik'),
  pg_isready: lazily(() => import('./servers/probes/postgres.js').then(({ pgIsReady }) => pgIsReady)),
  mysqladmin: lazily(() => import('./servers/probes/mysql.js').then(({ mysqladmin }) => mysqladmin)),
  'mariadb-healthcheck': lazily(() => import('./servers/probes/mysql.js').then(({ mariadbHealth }) => mariadbHealth)),
  mongosh: lazily(() => import('./servers/probes/mongo.js').then(({ mongosh }) => mongosh)),
  'rabbitmq-diagnostics': lazily(() =>
    import('./servers/probes/rabbitmq.js').then(({ rabbitmqDiagnostics }) => rabbitmqDiagnostics),
  ),
  gosu: lazily(() => import('./processes/gosu.js').then(({ gosu }) => gosu)),
}

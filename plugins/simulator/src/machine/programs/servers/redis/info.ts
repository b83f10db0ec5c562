import type { ByteString } from '../../../byte-string.js'
import type { RedisServer } from './server.js'

type Section = (server: RedisServer) => readonly string[]

const sections: Readonly<Record<string, Section>> = {
  Server: ({ version, port, pid, runId, now, startedAt }) => [
    `redis_version:${version}`,
    'redis_git_sha1:00000000',
    'redis_git_dirty:1',
    'redis_mode:standalone',
    'arch_bits:64',
    'multiplexing_api:epoll',
    `process_id:${pid}`,
    'process_supervised:no',
    `run_id:${runId}`,
    `tcp_port:${port}`,
    `server_time_usec:${now()}`,
    `uptime_in_seconds:${Math.floor((now() - startedAt) / 1e6)}`,
    `uptime_in_days:${Math.floor((now() - startedAt) / 86_400e6)}`,
    'hz:10',
    'config_file:',
  ],
  Clients: ({ sessions }) => [`connected_clients:${sessions.size}`, 'maxclients:10000', 'blocked_clients:0'],
  Memory: ({ used, settings }) => [`used_memory:${used()}`, `maxmemory:${settings.get('maxmemory')}`],
  Persistence: ({ startedAt, changes }) => [
    'loading:0',
    `rdb_changes_since_last_save:${changes}`,
    'rdb_bgsave_in_progress:0',
    `rdb_last_save_time:${Math.floor(startedAt / 1e6)}`,
    'rdb_last_bgsave_status:ok',
    'aof_enabled:0',
  ],
  Stats: ({ connections, asked }) => [`total_connections_received:${connections}`, `total_commands_processed:${asked}`],
  Replication: () => ['role:master', 'connected_slaves:0', 'master_repl_offset:0'],
  CPU: () => ['used_cpu_sys:0.000000', 'used_cpu_user:0.000000'],
  Cluster: () => ['cluster_enabled:0'],
  Keyspace: ({ keyspaces }) =>
    [...keyspaces].flatMap(([number, keys]) => {
      const { size } = keys
      return size === 0 ? [] : [`db${number}:keys=${size},expires=${keys.expiring},avg_ttl=0,subexpiry=0`]
    }),
}

/** The sections that are asked for, or all of them. */
export function infoOf(server: RedisServer, wanted: readonly ByteString[]): string {
  const names = wanted.map((name) => name.toLowerCase())
  const all = names.length === 0 || names.some((name) => ['all', 'default', 'everything'].includes(name))
  return Object.entries(sections)
    .filter(([name]) => all || names.includes(name.toLowerCase()))
    .map(([name, lines]) => [`# ${name}`, ...lines(server), ''].join('\r\n'))
    .join('\r\n')
}

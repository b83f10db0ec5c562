import type { Program } from '../../../kernel/proc.js'
import { readOptions } from '../../options.js'
import { accepts } from './accepts.js'

const spec = {
  short: 'd:h:p:qt:U:V',
  long: { 'dbname:': 'd', 'host:': 'h', 'port:': 'p', quiet: 'q', 'timeout:': 't', 'username:': 'U', version: 'V' },
}

/** `pg_isready`: 0 where the server accepts, 2 where it does not answer, 3 where it was not asked. */
export const pgIsReady: Program = async (proc) => {
  const words = readOptions(proc, spec)
  if (words === undefined) return 3
  if (words.has('V')) {
    await proc.write(1, `pg_isready (PostgreSQL) ${proc.env.get('PG_VERSION') ?? '17.5'}\n`)
    return 0
  }
  const host = words.last('h') ?? proc.env.get('PGHOST') ?? '/var/run/postgresql'
  const port = Number(words.last('p') ?? proc.env.get('PGPORT') ?? 5432)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    await proc.write(2, `pg_isready: error: invalid port number: "${words.last('p') ?? proc.env.get('PGPORT')}"\n`)
    return 3
  }
  const ready = await accepts(proc, host.startsWith('/') ? '127.0.0.1' : host, port)
  const said = ready === true ? 'accepting connections' : 'no response'
  if (!words.has('q')) await proc.write(1, `${host}:${port} - ${said}\n`)
  return ready === true ? 0 : 2
}

import type { RecordWithTtl, SrvRecord } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { engineEntry, type EngineAddress } from './engine-entry.js'
import { checkUnique } from './entry.js'
import { readDnsAddress, type DnsAddress } from './dns-address.js'
import { Known } from './known.js'
import type { Pauses } from './pause.js'
import type { Fail } from './query.js'
import { startRounds, type Round } from './rounds.js'
import type { Source } from './source.js'
import { Trouble } from './trouble.js'

/** What a name has, and for how long, in ms. */
interface Records {
  readonly engines: readonly EngineAddress[]
  readonly lives: number
}

const leastLife = 1000
const longestLife = 300_000
// Node does not tell how long a SRV record lives.
const lifeOfSrv = 30_000
const usualRetry: Pauses = [1000, 30_000]

/**
 * The engines that a name of the DNS has: `dns:engines.example:2375` for its addresses, `dns:_docker._tcp.example` for its
 * SRV records (RFC 2782). It is asked again when the records have lived. A name without any is a trouble, and so is a
 * server that does not answer: what was known stays.
 */
export function dnsSource(text: string, fail: Fail): Source {
  const address = readDnsAddress(text, fail)
  return {
    shown: `dns:${text}`,
    watch: async (observer) => {
      const known = new Known(observer)
      let resolver: Resolver | undefined
      const round = async ({ signal, read }: Round) => {
        // One for each time: the system's servers may have become others.
        resolver = resolverFor(address)
        const { engines, lives } = await recordsOf(address, resolver)
        const children = engines.map((engine) => engineEntry(engine, address.engine))
        children.sort((a, b) => (a.name < b.name ? -1 : 1))
        checkUnique(children)
        if (!signal.aborted) known.tell(children)
        read()
        return address.every ?? lives
      }
      const retry: Pauses = address.every === undefined ? usualRetry : [address.every, address.every]
      const end = await startRounds({ round, trouble: new Trouble(observer), retry })
      return () => {
        resolver?.cancel()
        return end()
      }
    },
  }
}

function resolverFor({ servers }: DnsAddress): Resolver {
  const resolver = new Resolver({ timeout: 2000, tries: 2 })
  if (servers !== undefined) resolver.setServers(servers)
  return resolver
}

async function recordsOf(address: DnsAddress, resolver: Resolver): Promise<Records> {
  const { host, port, family } = address
  try {
    if (port === undefined) return ofServices(await resolver.resolveSrv(host))
    if (family !== undefined) return ofAddresses(await addressesOf(resolver, host, family), port)
    const four = await addressesOf(resolver, host, 4).catch(emptyWhereNone)
    return ofAddresses(four.length > 0 ? four : await addressesOf(resolver, host, 6), port)
  } catch (thrown) {
    const { code = '', message } = thrown as NodeJS.ErrnoException
    throw new Error(`cannot find the engines of ${host}: ${reasons.get(code) ?? message}`, { cause: thrown })
  }
}

const noSuch = 'ENODATA'

function addressesOf(resolver: Resolver, host: string, family: 4 | 6): Promise<readonly RecordWithTtl[]> {
  return family === 4 ? resolver.resolve4(host, { ttl: true }) : resolver.resolve6(host, { ttl: true })
}

function emptyWhereNone(thrown: NodeJS.ErrnoException): readonly RecordWithTtl[] {
  if (thrown.code === noSuch) return []
  throw thrown
}

function ofAddresses(records: readonly RecordWithTtl[], port: number): Records {
  const lives = Math.min(...records.map(({ ttl }) => ttl * 1000), longestLife)
  return {
    engines: distinct(records.map(({ address }) => ({ host: address, port }))),
    lives: Math.max(lives, leastLife),
  }
}

function ofServices(records: readonly SrvRecord[]): Records {
  // RFC 2782: the root as the target says that there is no such service.
  const engines = records
    .map(({ name, port }) => ({ host: name.replace(/\.$/, ''), port }))
    .filter(({ host }) => host !== '')
  if (engines.length === 0) throw Object.assign(new Error('no records'), { code: noSuch })
  return { engines: distinct(engines), lives: lifeOfSrv }
}

function distinct(engines: readonly EngineAddress[]): readonly EngineAddress[] {
  return [...new Map(engines.map((engine) => [`${engine.host} ${engine.port}`, engine])).values()]
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'the DNS has no such name'],
  [noSuch, 'the name has no such records'],
  ['ESERVFAIL', 'the server failed'],
  ['EREFUSED', 'the server refuses to answer'],
  ['ETIMEOUT', 'no server answers in time'],
  ['ECONNREFUSED', 'no server is there'],
])

import { Resolver } from 'node:dns/promises'
import { portOf, type EngineWords } from './engine-entry.js'
import { flagOf, partQuery, portNumber, type Fail, type Query } from './query.js'
import { quotedWord } from './words.js'

/** What is asked, and what its answers become. */
export interface DnsAddress {
  /** The name that is asked for. */
  readonly host: string
  /** The port of every engine; undefined where SRV records say it. */
  readonly port: number | undefined
  /** The family of addresses; undefined for IPv4, and IPv6 where there is none. */
  readonly family: 4 | 6 | undefined
  /** Between two questions, in ms; undefined for the time that the records live, and longer and longer after failures. */
  readonly every: number | undefined
  /** The servers that are asked; those of the system unless given. */
  readonly servers: readonly string[] | undefined
  readonly engine: EngineWords
}

const files = ['tlscacert', 'tlscert', 'tlskey', 'tlscertpath', 'servername'] as const
const options = ['every', 'family', 'servers', 'tls', 'tlsverify', ...files]
const longestEvery = 86_400

/**
 * Reads `NAME:PORT?options`, for addresses, or `_service._tcp.NAME?options`, for SRV records. Throws `InvalidParameter`
 * for what is wrong.
 */
export function readDnsAddress(text: string, fail: Fail): DnsAddress {
  const [place, query] = partQuery(text, options, fail)
  const [, host, portText] = /^([\w.-]{1,253}?)(?::(\d+))?$/.exec(place) ?? []
  if (host === undefined || /^\.|\.\./.test(host)) {
    throw fail(
      'InvalidParameter',
      `invalid DNS source "${place}": write NAME:PORT, or _service._tcp.NAME for SRV records`,
    )
  }
  const engine = engineWords(query, fail)
  const isService = host.startsWith('_')
  if (isService && portText !== undefined) {
    throw fail('InvalidParameter', `"${place}" has a port, and the SRV records of a service have their own`)
  }
  const port = isService ? undefined : portText === undefined ? portOf(engine.tls) : portNumber(portText)
  if (!isService && port === undefined) {
    throw fail('InvalidParameter', `invalid port "${portText}", a port is a number from 1 to 65535`)
  }
  return {
    host,
    port,
    family: familyOf(query, fail),
    every: everyOf(query, fail),
    servers: serversOf(query, fail),
    engine,
  }
}

function engineWords(query: Query, fail: Fail): EngineWords {
  const words = files.flatMap((name) => {
    const value = query.get(name)
    return value === undefined ? [] : [`--${name}`, quotedWord(value)]
  })
  const isVerified = flagOf(query, 'tlsverify', true, fail)
  const tls = flagOf(query, 'tls', words.length > 0 || !isVerified, fail)
  if (!tls && (words.length > 0 || !isVerified)) {
    throw fail('InvalidParameter', `tls=false, and options of TLS: leave out one of both`)
  }
  return { tls, words: isVerified ? words : [...words, '--tlsverify=false'] }
}

function familyOf(query: Query, fail: Fail): 4 | 6 | undefined {
  const family = query.get('family')
  if (family === undefined) return undefined
  if (family === '4' || family === '6') return family === '4' ? 4 : 6
  throw fail('InvalidParameter', `expected family=4 or family=6, not "${family}"`)
}

function everyOf(query: Query, fail: Fail): number | undefined {
  const every = query.get('every')
  if (every === undefined) return undefined
  const seconds = Number(every)
  if (/^\d+(\.\d+)?$/.test(every) && seconds >= 0.1 && seconds <= longestEvery) return seconds * 1000
  throw fail('InvalidParameter', `expected every=SECONDS, from 0.1 to ${longestEvery}, not "${every}"`)
}

function serversOf(query: Query, fail: Fail): readonly string[] | undefined {
  const servers = query.get('servers')?.split(',')
  if (servers === undefined) return undefined
  try {
    new Resolver().setServers(servers)
    return servers
  } catch (cause) {
    throw fail('InvalidParameter', `expected servers=ADDRESS:PORT,…, not "${servers.join(',')}"`, cause)
  }
}

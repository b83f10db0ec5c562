import type { Server } from 'node:http'
import { resolve } from 'node:path'
import type { Admin } from './admin/admin.js'
import { formatAddress, parseAddress, type Address } from './address.js'
import { swarmError } from './errors.js'
import type { BackendSpec } from './backend/contract.js'
import { installChain, loadBackends, type Host } from './backend/install.js'
import type { IsolationOptions } from './backend/isolation.js'
import type { Loaded } from './backend/load.js'
import type { Places } from './backend/places.js'
import { within } from './backend/within.js'
import type { Chain } from './engine/chain.js'
import { silent, type Logger } from './engine/log.js'
import { Frontend } from './http/frontend.js'
import type { FrontendLimits } from './http/limits.js'
import { closeOthers, nothingPassed, takePassed } from './listen/activation.js'
import { listen, resolvePlaces } from './listen/listen.js'
import type { Listener, Place, SocketOptions } from './listen/listener.js'
import { isLoopback } from './listen/tcp.js'

/** How backends are found and what they log to. `from` is the working directory unless given. */
export interface ComposeOptions extends Partial<Places>, IsolationOptions {
  /** Nothing is logged unless given. */
  readonly log?: Logger
  /** How long a finite operation may take until its reply is there, in ms; 60,000 unless given, `Infinity` for ever. */
  readonly deadline?: number
  /** How long a backend may take to load, and then to install, in ms; 10,000 unless given. */
  readonly installDeadline?: number
}

/** What a daemon is made of. */
export interface DaemonOptions extends ComposeOptions, SocketOptions {
  /** The chain of backends: each passes what it does not answer to the next. */
  readonly backends: readonly BackendSpec[]
  /** Addresses to listen on, in every form that `docker -H` takes, and `fd://` for sockets that systemd passes. */
  readonly listen: readonly string[]
  /** Allows plain TCP off loopback although something real is behind it. */
  readonly insecureTcp?: boolean
  /** How long `close` may take in all, in ms, nine tenths of it for finite calls to finish; 10,000 unless given. */
  readonly grace?: number
  /** Limits of what clients may send, in bytes, ms and counts; `docs/operating.md` lists them with what they are unless given. */
  readonly frontendLimits?: Partial<FrontendLimits>
  /** Addresses that tell health and metrics (`/health`, `/ready`, `/metrics`), tcp or unix; none unless given. */
  readonly admin?: readonly string[]
}

/** A daemon that is listening. */
export interface Daemon {
  /** The addresses as bound, in the order given: real ports, IP addresses for names, each passed socket by itself. */
  readonly addresses: readonly string[]
  /** The addresses of health and metrics as bound, in the order given. */
  readonly admin: readonly string[]
  /** Stops listening, lets finite calls finish, cuts the rest, ends the backends. Resolves to the number of calls cut. */
  close(): Promise<number>
}

const defaultGrace = 10_000
// Node's timers take no longer time.
const longestGrace = 0x7fff_ffff

/** Backends as one runner, in this process and without any address. The last closer to run is the first backend's. */
export async function compose(backends: readonly BackendSpec[], options: ComposeOptions = {}): Promise<Chain> {
  const host = hostOf(options)
  return installChain(await loadBackends(backends, host), host)
}

/**
 * Starts a daemon. Rejects with a `SwarmError` when it cannot: `InvalidParameter` for what was written wrong, found
 * before anything is opened; any other kind for what could not be done. Nothing is left open then.
 */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const { frontendLimits: limits = {} } = options
  const grace = Math.min(options.grace ?? defaultGrace, longestGrace)
  const asked = parseAddresses([...options.listen, ...(options.admin ?? [])])
  const host = hostOf(options)
  const activation = asked.some(({ kind }) => kind === 'fd') ? takePassed() : nothingPassed
  const loaded = await loadBackends(options.backends, host)
  // What is checked is what is listened on: a name could mean another address the next time.
  const find = async (addresses: readonly Address[]): Promise<readonly Place[]> =>
    (await Promise.all(addresses.map((address) => resolvePlaces(address, activation)))).flat()
  const places = await find(asked.slice(0, options.listen.length))
  const adminPlaces = await find(asked.slice(options.listen.length))
  closeOthers([...places, ...adminPlaces], activation, host.log)
  guardTcp(
    places.map(({ address }) => address),
    loaded,
    options.insecureTcp === true,
    host.log,
  )
  const admin = await openAdmin(adminPlaces, loaded, options, host.log)
  const chain = await installChain(loaded, host).catch((thrown: unknown) => {
    admin?.close()
    throw thrown
  })
  const frontend = new Frontend({ runner: chain, log: host.log, limits, observer: admin?.observer })
  const servers = places.map(() => frontend.createServer())
  const listeners: Listener[] = []
  const parts: Parts = { listeners, servers, frontend, chain, admin, log: host.log }
  admin?.installed({ chain, frontends: servers.map((server, index) => ({ server, address: places[index]!.address })) })
  try {
    for (const [index, place] of places.entries()) {
      listeners.push(await listen(servers[index]!, place, { ...options, log: host.log }))
    }
  } catch (thrown) {
    await shutDown(parts, 0)
    throw thrown
  }
  admin?.listening()
  let closing: Promise<number> | undefined
  return {
    addresses: listeners.map(({ address }) => formatAddress(address)),
    admin: admin?.addresses ?? [],
    close: () => (closing ??= shutDown(parts, grace)),
  }
}

/** Opens what tells health and metrics. Its code is loaded where there is an address for it. */
async function openAdmin(
  places: readonly Place[],
  loaded: readonly Loaded[],
  options: DaemonOptions,
  log: Logger,
): Promise<Admin | undefined> {
  if (places.length === 0) return undefined
  const [{ Admin }, { guardAdmin }] = await Promise.all([import('./admin/admin.js'), import('./admin/guard.js')])
  const addresses = places.map(({ address }) => address)
  guardAdmin(addresses, options.insecureTcp === true || loaded.every(({ simulated }) => simulated), log)
  return Admin.open(places, { ...options, log })
}

interface Parts {
  readonly listeners: readonly Listener[]
  readonly servers: readonly Server[]
  readonly frontend: Frontend
  readonly chain: Chain
  readonly admin: Admin | undefined
  readonly log: Logger
}

async function shutDown({ listeners, servers, frontend, chain, admin, log }: Parts, grace: number): Promise<number> {
  const end = performance.now() + grace
  admin?.closing()
  for (const listener of listeners) listener.close()
  for (const server of servers) server.closeIdleConnections()
  // The calls get most of the time, the backends what they leave of it.
  const cut = await frontend.close(grace * 0.9)
  for (const server of servers) server.closeAllConnections()
  const closed = await within(Math.max(1000, end - performance.now()), chain.close())
  if (!closed) log.error('a backend did not end in time')
  admin?.close()
  return cut
}

function hostOf({ from = process.cwd(), standard = [], log = silent, ...rest }: ComposeOptions): Host {
  return { ...rest, from, standard, log }
}

function parseAddresses(texts: readonly string[]): readonly Address[] {
  const addresses = texts.map(parseAddress)
  const seen = new Set<string>()
  for (const [index, address] of addresses.entries()) {
    const full = formatAddress(address)
    const place = address.kind === 'unix' ? resolve(address.path) : full
    // Port 0 is a different port each time.
    const fresh = address.kind === 'tcp' && address.port === 0
    if (seen.has(place) && !fresh)
      throw swarmError('InvalidParameter', `duplicate address "${texts[index]}": ${full} is given twice`)
    seen.add(place)
  }
  return addresses
}

/** Off loopback anyone may connect: refused, unless nothing real is behind it or the operator insists. */
function guardTcp(addresses: readonly Address[], loaded: readonly Loaded[], insecure: boolean, log: Logger): void {
  const real = loaded.filter(({ simulated }) => !simulated).map(({ name }) => name)
  for (const address of addresses) {
    if (address.kind !== 'tcp' || isLoopback(address.host)) continue
    const open = `${formatAddress(address)} is reachable from other machines without any authentication`
    if (real.length === 0) log.warn(`${open}; nothing real is behind it`)
    else if (insecure) log.warn(`${open}: whoever reaches it controls what is behind ${real.join(', ')}`)
    else {
      const instead = 'listen on localhost or on a unix socket, or insist with --insecure-tcp'
      throw swarmError('Forbidden', `refusing to listen: ${open}; ${instead}`)
    }
  }
}

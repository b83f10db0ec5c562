import type { Server } from 'node:http'
import type { Admin } from './admin/admin.js'
import { formatAddress } from './address.js'
import type { BackendSpec } from './backend/contract.js'
import { installChain, loadBackends, type Host } from './backend/install.js'
import type { IsolationOptions } from './backend/isolation.js'
import type { Places } from './backend/places.js'
import { within } from './backend/within.js'
import type { Chain } from './engine/chain.js'
import { silent, type Logger } from './engine/log.js'
import { withWarnings } from './engine/warnings.js'
import { Frontend } from './http/frontend.js'
import type { FrontendLimits } from './http/limits.js'
import { closeOthers, nothingPassed, takePassed } from './listen/activation.js'
import { parseListens, type Asked, type ListenAddress } from './listen/asked.js'
import { infoWarning, judgeExposure, type Guard } from './listen/exposure.js'
import { listen, resolvePlaces } from './listen/listen.js'
import type { Listener, Place, SocketOptions } from './listen/listener.js'
import type { Secured } from './listen/secured.js'

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
  /** Addresses to listen on, in every form that `docker -H` takes, and `fd://` for sockets that systemd passes; with the files of those that speak TLS. */
  readonly listen: readonly ListenAddress[]
  /** Lets other machines in without client authentication although something real is behind it. */
  readonly insecureTcp?: boolean
  /** Origins whose web pages may send requests by TCP, as browsers write them (`https://ui.example`); none unless given. */
  readonly allowOrigin?: readonly string[]
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
  /**
   * Reads the files of TLS again, for connections to come; those that are open stay. What is of no use now is logged as
   * an error, and what was read before stays in use.
   */
  reload(): Promise<void>
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
  const { frontendLimits: limits = {}, allowOrigin: origins = [], insecureTcp = false } = options
  const grace = Math.min(options.grace ?? defaultGrace, longestGrace)
  const asked = parseListens([...options.listen, ...(options.admin ?? [])])
  const host = hostOf(options)
  const { log } = host
  const activation = asked.some(({ address }) => address.kind === 'fd') ? takePassed() : nothingPassed
  const secured = await secure(asked, log)
  const loaded = await loadBackends(options.backends, host)
  // What is checked is what is listened on: a name could mean another address the next time.
  const find = async (some: readonly Asked[]): Promise<readonly Place[]> =>
    (await Promise.all(some.map((one) => resolvePlaces(one, activation)))).flat()
  const places = await find(asked.slice(0, options.listen.length))
  const adminPlaces = await find(asked.slice(options.listen.length))
  closeOthers([...places, ...adminPlaces], activation, log)
  const guard: Guard = { real: loaded.flatMap(({ name, simulated }) => (simulated ? [] : [name])), insecureTcp }
  const exposures = places.map(({ address, tls }) => judgeExposure(address, tls, guard))
  const admin = await openAdmin(adminPlaces, guard, options, log)
  const listening = places.map(({ address }) => formatAddress(address))
  const chain = await installChain(loaded, { ...host, listening }).catch((thrown: unknown) => {
    admin?.close()
    throw thrown
  })
  for (const exposure of exposures) if (exposure !== undefined) log.warn(exposure.warning)
  const listeners: Listener[] = []
  const isOpen = (index: number) => exposures[index]?.to === 'network'
  const openly = () => listeners.filter((_, index) => isOpen(index)).map(({ address }) => infoWarning(address, guard))
  const runner = exposures.some((_, index) => isOpen(index)) ? withWarnings(chain, openly) : chain
  const frontend = new Frontend({ runner, log, limits, observer: admin?.observer })
  const servers = places.map(({ address: { kind }, tls }) =>
    frontend.createServer({ make: secured?.makerOf(tls), origins: kind === 'tcp' ? origins : undefined }),
  )
  const parts: Parts = { listeners, servers, secured, frontend, chain, admin, log }
  admin?.installed({ chain, frontends: servers.map((server, index) => ({ server, address: places[index]!.address })) })
  try {
    for (const [index, place] of places.entries()) {
      listeners.push(await listen(servers[index]!, place, { ...options, log }))
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
    reload: async () => secured?.reload(),
    close: () => (closing ??= shutDown(parts, grace)),
  }
}

/** Opens what tells health and metrics. Its code is loaded where there is an address for it. */
async function openAdmin(
  places: readonly Place[],
  { real, insecureTcp }: Guard,
  options: DaemonOptions,
  log: Logger,
): Promise<Admin | undefined> {
  if (places.length === 0) return undefined
  const [{ Admin }, { guardAdmin }] = await Promise.all([import('./admin/admin.js'), import('./admin/guard.js')])
  const addresses = places.map(({ address }) => address)
  guardAdmin(addresses, insecureTcp || real.length === 0, log)
  return Admin.open(places, { ...options, log })
}

/** Reads the files of TLS, where there are any: nobody else needs what that takes. */
async function secure(asked: readonly Asked[], log: Logger): Promise<Secured | undefined> {
  if (asked.every(({ tls }) => tls === undefined)) return undefined
  const { Secured } = await import('./listen/secured.js')
  return Secured.read(asked, log)
}

interface Parts {
  readonly listeners: readonly Listener[]
  readonly servers: readonly Server[]
  readonly secured: Secured | undefined
  readonly frontend: Frontend
  readonly chain: Chain
  readonly admin: Admin | undefined
  readonly log: Logger
}

async function shutDown(parts: Parts, grace: number): Promise<number> {
  const { listeners, servers, secured, frontend, chain, admin, log } = parts
  const end = performance.now() + grace
  admin?.closing()
  for (const listener of listeners) listener.close()
  secured?.close()
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

import type { Server } from 'node:http'
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
import { listen } from './listen/listen.js'
import type { Listener } from './listen/listener.js'
import { isLoopback, resolveHost } from './listen/tcp.js'

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
export interface DaemonOptions extends ComposeOptions {
  /** The chain of backends: each passes what it does not answer to the next. */
  readonly backends: readonly BackendSpec[]
  /** Addresses to listen on, in every form that `docker -H` takes. */
  readonly listen: readonly string[]
  /** Allows plain TCP off loopback although something real is behind it. */
  readonly insecureTcp?: boolean
  /** Origins whose web pages may send requests by TCP, as browsers write them (`https://ui.example`); none unless given. */
  readonly allowOrigin?: readonly string[]
  /** How long finite calls may take to finish at `close`, in ms; 10,000 unless given. */
  readonly grace?: number
}

/** A daemon that is listening. */
export interface Daemon {
  /** The addresses as bound, in the order given: real ports, IP addresses for names. */
  readonly addresses: readonly string[]
  /** Stops listening, lets finite calls finish, cuts the rest, ends the backends. Resolves to the number of calls cut. */
  close(): Promise<number>
}

const defaultGrace = 10_000

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
  const { grace = defaultGrace, allowOrigin: origins = [] } = options
  const asked = parseAddresses(options.listen)
  const host = hostOf(options)
  const loaded = await loadBackends(options.backends, host)
  // What is checked is what is listened on: a name could mean another address the next time.
  const addresses = await Promise.all(asked.map(resolve))
  guardTcp(addresses, loaded, options.insecureTcp === true, host.log)
  const chain = await installChain(loaded, host)
  const frontend = new Frontend({ runner: chain, log: host.log })
  const servers = addresses.map(({ kind }) => frontend.createServer({ origins: kind === 'tcp' ? origins : undefined }))
  const listeners: Listener[] = []
  const parts: Parts = { listeners, servers, frontend, chain, log: host.log }
  try {
    for (const [index, address] of addresses.entries()) listeners.push(await listen(servers[index]!, address))
  } catch (thrown) {
    await shutDown(parts, 0)
    throw thrown
  }
  let closing: Promise<number> | undefined
  return {
    addresses: listeners.map(({ address }) => formatAddress(address)),
    close: () => (closing ??= shutDown(parts, grace)),
  }
}

async function resolve(address: Address): Promise<Address> {
  return address.kind === 'tcp' ? resolveHost(address) : address
}

interface Parts {
  readonly listeners: readonly Listener[]
  readonly servers: readonly Server[]
  readonly frontend: Frontend
  readonly chain: Chain
  readonly log: Logger
}

async function shutDown({ listeners, servers, frontend, chain, log }: Parts, grace: number): Promise<number> {
  const end = performance.now() + grace
  for (const listener of listeners) listener.close()
  for (const server of servers) server.closeIdleConnections()
  // The calls get most of the time, the backends what they leave of it.
  const cut = await frontend.close(grace * 0.9)
  for (const server of servers) server.closeAllConnections()
  const closed = await within(Math.max(1000, end - performance.now()), chain.close())
  if (!closed) log.error('a backend did not end in time')
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
    // Port 0 is a different port each time.
    const fresh = address.kind === 'tcp' && address.port === 0
    if (seen.has(full) && !fresh)
      throw swarmError('InvalidParameter', `duplicate address "${texts[index]}": ${full} is given twice`)
    seen.add(full)
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

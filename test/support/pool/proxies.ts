import { startFaultProxy, type FaultProxy, type Faults } from 'libswarm-core/testing'

/** A fault proxy in front of each engine of a pool, in their order: what a client is given instead of their addresses. */
export interface Proxies extends AsyncDisposable {
  readonly proxies: readonly FaultProxy[]
  close(): Promise<void>
}

/** Starts them. Leaves nothing when one fails. */
export async function startProxies(engines: readonly { readonly address: string }[]): Promise<Proxies> {
  const started = await Promise.allSettled(engines.map(({ address }) => startFaultProxy({ to: address })))
  const proxies = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const close = async () => void (await Promise.all(proxies.map((proxy) => proxy.close())))
  const failed = started.find((one) => one.status === 'rejected')
  if (failed !== undefined) {
    await close()
    throw failed.reason
  }
  return { proxies, close, [Symbol.asyncDispose]: close }
}

/** What can be wrong with the way to an engine, by the names that the faults of a pool have. */
export const faults = {
  'half a second late': { toClient: { delay: 500 } },
  '5 s late': { toClient: { delay: 5000 } },
  '31 s late': { toClient: { delay: 31_000 } },
  refusing: { down: true },
  'a black hole': { blackHole: true },
  'reset in a body': { toClient: { reset: 700 } },
  'cut in a body': { toClient: { cut: 700 } },
  'half-closed in a body': { toClient: { halfClose: 700 } },
  'byte by byte': { toClient: { slice: { bytes: 1, every: 10 } } },
  'at 1 Mbit a second': { toServer: { rate: 125_000 }, toClient: { rate: 125_000 } },
  'with wrong bytes': { toClient: { corrupt: { probability: 0.01, seed: 'pool' } } },
} as const satisfies Readonly<Record<string, Faults>>

/** Something that goes on until it is ended. */
export interface GoingOn extends AsyncDisposable {
  /** How many times it has happened. */
  times(): number
  end(): Promise<void>
}

/** Breaks off every connection, again and again after so many ms. */
export function breakOffEvery(proxy: FaultProxy, every: number, how: 'cut' | 'reset' = 'reset'): GoingOn {
  return repeat(every, () => proxy.breakOff(how))
}

/** Turns a fault on at once, and off and on again, for so many ms each. It is off in the end. */
export function flap(proxy: FaultProxy, every: number, fault: Faults = faults.refusing): GoingOn {
  let isOn = false
  const turn = async () => {
    isOn = !isOn
    await (isOn ? proxy.set(fault) : proxy.clear())
    if (isOn && fault.down === true) proxy.breakOff('reset')
  }
  return repeat(every, turn, { first: turn(), last: () => proxy.clear() })
}

interface Ends {
  readonly first: Promise<void>
  readonly last: () => Promise<void>
}

const nothing: Ends = { first: Promise.resolve(), last: async () => undefined }

function repeat(every: number, act: () => void | Promise<void>, { first, last }: Ends = nothing): GoingOn {
  let count = 0
  let acting = first
  const timer = setInterval(() => {
    count++
    acting = acting.then(act)
  }, every)
  const end = async () => {
    clearInterval(timer)
    await acting.then(last, last)
  }
  return { times: () => count, end, [Symbol.asyncDispose]: end }
}

import type { FaultProxy } from 'libswarm-core/testing'
import type { Link } from './link.js'
import { breakOffEvery, faults, flap, type GoingOn } from './proxies.js'

/** An engine of a pool, real or simulated, that something is to happen to. */
export interface Victim {
  kill(): Promise<void>
  start(): Promise<void>
  /** Puts an empty one at its address. */
  replace(): Promise<void>
  freeze(): void
  thaw(): void
  /** Real engines have one. */
  readonly link?: Link
}

/** What happens to an engine: a row of the fault matrix. */
export interface Fate {
  /** Of the matrix of `A1` to `A18`, for whoever tells of it. */
  readonly row: string
  readonly title: string
  /** What it answers meanwhile: nothing that is whole and right, at least not soon; all that it did; what an empty one does; or any of these. */
  readonly meanwhile: 'nothing' | 'all' | 'empty' | 'any'
  /** It needs a real engine, by its link. */
  readonly real?: true
  /** Begins it. What it resolves to ends it: then all is as it was, but for what the engine has lost. */
  readonly begin: (victim: Victim, proxy: FaultProxy) => Promise<() => Promise<void>>
}

/**
 * The fates of one engine, in the order of the matrix. The client has to reach the engine by the proxy, or nothing
 * comes of those that happen there; `A11` to `A13` are about how engines are started. A simulator that is killed has lost
 * all it had.
 */
export const fates: readonly Fate[] = [
  { row: 'A1, A2', title: 'is killed, and comes back', meanwhile: 'nothing', begin: killed },
  { row: 'A3', title: 'is frozen, and goes on', meanwhile: 'nothing', begin: frozen },
  { row: 'A4', title: 'is half a second late', meanwhile: 'nothing', begin: faulty('half a second late') },
  { row: 'A4', title: 'is 5 s late', meanwhile: 'nothing', begin: faulty('5 s late') },
  { row: 'A4', title: 'is 31 s late', meanwhile: 'nothing', begin: faulty('31 s late') },
  {
    row: 'A5',
    title: 'goes down and up every 3 s',
    meanwhile: 'nothing',
    begin: (_, proxy) => goingOn(flap(proxy, 3000)),
  },
  { row: 'A6', title: 'is half-open: what it says is lost', meanwhile: 'nothing', real: true, begin: linked('lost') },
  {
    row: 'A6',
    title: 'is half-open: what it is told is lost',
    meanwhile: 'nothing',
    real: true,
    begin: linked('silent'),
  },
  { row: 'A6', title: 'is cut off', meanwhile: 'nothing', real: true, begin: linked('cut') },
  { row: 'A6', title: 'is behind a black hole', meanwhile: 'nothing', begin: faulty('a black hole') },
  { row: 'A7', title: 'answers no new connection', meanwhile: 'nothing', real: true, begin: linked('unanswered') },
  { row: 'A7', title: 'refuses new connections', meanwhile: 'nothing', begin: faulty('refusing') },
  { row: 'A8', title: 'resets in the middle of a body', meanwhile: 'nothing', begin: faulty('reset in a body') },
  { row: 'A8', title: 'ends in the middle of a body', meanwhile: 'nothing', begin: faulty('cut in a body') },
  {
    row: 'A8',
    title: 'half-closes in the middle of a body',
    meanwhile: 'nothing',
    begin: faulty('half-closed in a body'),
  },
  { row: 'A9', title: 'answers byte by byte', meanwhile: 'nothing', begin: faulty('byte by byte') },
  { row: 'A9', title: 'is at the end of a line of 1 Mbit a second', meanwhile: 'all', real: true, begin: slow },
  { row: 'A9', title: 'is behind a proxy of 1 Mbit a second', meanwhile: 'all', begin: faulty('at 1 Mbit a second') },
  { row: 'A10', title: 'answers with wrong bytes', meanwhile: 'any', begin: faulty('with wrong bytes') },
  {
    row: 'A14',
    title: 'is cut off every 2 s',
    meanwhile: 'all',
    begin: (_, proxy) => goingOn(breakOffEvery(proxy, 2000, 'cut')),
  },
  { row: 'A15', title: 'is replaced by an empty one', meanwhile: 'empty', begin: replaced },
]

async function killed(victim: Victim, proxy: FaultProxy): Promise<() => Promise<void>> {
  // The proxy would take connections, and break them off: where nobody listens they are refused.
  const mend = await faulty('refusing')(victim, proxy)
  await victim.kill()
  return async () => {
    await victim.start()
    await mend()
  }
}

async function frozen(victim: Victim): Promise<() => Promise<void>> {
  victim.freeze()
  return async () => victim.thaw()
}

async function replaced(victim: Victim): Promise<() => Promise<void>> {
  await victim.replace()
  return async () => undefined
}

async function slow({ link }: Victim): Promise<() => Promise<void>> {
  await link!.limit('1mbit')
  return () => link!.limit(undefined)
}

async function goingOn(one: GoingOn): Promise<() => Promise<void>> {
  return () => one.end()
}

function faulty(name: keyof typeof faults): Fate['begin'] {
  return async (_, proxy) => {
    await proxy.set(faults[name])
    // Connections from before are those of a client that keeps them: a process that refuses has none.
    if ('down' in faults[name]) proxy.breakOff('reset')
    return () => proxy.clear()
  }
}

function linked(how: Parameters<Link['fail']>[0]): Fate['begin'] {
  return async ({ link }) => {
    await link!.fail(how)
    return () => link!.mend(how)
  }
}

import { Gauge, type Registry } from 'prom-client'
import type { BackendState } from '../engine/chain.js'
import type { Verdict } from './ready.js'

/** What is looked up at each scrape. */
export interface Lookups {
  /** The backends of the chain, first to last; none before they are installed. */
  states(): readonly { readonly backend: string; readonly state: BackendState }[]
  /** The last ready call; undefined before the first. */
  lastReady(): Verdict | undefined
  /** How many connections the listeners of each kind have. */
  connections(): Promise<ReadonlyMap<string, number>>
}

const states: readonly BackendState[] = ['up', 'restarting', 'down']

/** Adds the metrics that are looked up. */
export function addLookups(registry: Registry, lookups: Lookups): void {
  const registers = [registry]
  new Gauge({
    name: 'swarmd_connections',
    help: 'Open connections of clients, by the kind of the address that they came to',
    labelNames: ['listener'],
    registers,
    async collect() {
      for (const [listener, count] of await lookups.connections()) this.set({ listener }, count)
    },
  })
  new Gauge({
    name: 'swarmd_backend_state',
    help: '1 for the state that a backend is in, 0 for the others; position is its place in the chain, from 1',
    labelNames: ['position', 'backend', 'state'],
    registers,
    collect() {
      for (const [index, { backend, state: own }] of lookups.states().entries()) {
        for (const state of states) this.set({ position: index + 1, backend, state }, state === own ? 1 : 0)
      }
    },
  })
  new Gauge({
    name: 'swarmd_ready',
    help: '1 when the last call of /ready was answered, 0 when it failed; not there before the first',
    labelNames: ['backend'],
    registers,
    collect() {
      this.reset()
      const last = lookups.lastReady()
      if (last === undefined) return
      const known = lookups.states().find(({ backend }) => backend === last.backend)
      this.set({ backend: known?.backend ?? '' }, last.ready ? 1 : 0)
    },
  })
}

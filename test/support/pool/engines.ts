import { engineMissing } from '../engine.js'
import { networkMissing } from '../network.js'
import { findProgram } from '../processes.js'
import { startPooledEngine, type PooledEngine, type PooledEngineOptions } from './pooled-engine.js'

/** Engines beside each other. */
export interface Engines<Engine> extends AsyncDisposable {
  readonly engines: readonly Engine[]
  close(): Promise<void>
}

const needed = ['nsenter', 'iptables', 'tc', 'awk', 'find', 'xargs']

/** Why no pool of real engines can be started here; undefined when one can. */
export function poolMissing(): string | undefined {
  const missing = needed.filter((program) => findProgram(program) === undefined)
  return (
    engineMissing() ?? networkMissing() ?? (missing.length === 0 ? undefined : `${missing.join(', ')} not installed`)
  )
}

/** Starts so many real engines, `engine-1` and so on, each on a machine of its own. Leaves nothing when one fails. */
export async function startEngines(
  count: number,
  options: (index: number) => Partial<PooledEngineOptions> = () => ({}),
): Promise<Engines<PooledEngine>> {
  const started = await Promise.allSettled(
    Array.from({ length: count }, (_, index) => startPooledEngine({ name: `engine-${index + 1}`, ...options(index) })),
  )
  const engines = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const close = async () => void (await Promise.all(engines.map((engine) => engine.close())))
  const failed = started.find((one) => one.status === 'rejected')
  if (failed !== undefined) {
    await close()
    throw failed.reason
  }
  return { engines, close, [Symbol.asyncDispose]: close }
}

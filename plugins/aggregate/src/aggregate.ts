import type { EngineHandle } from 'libswarm-core'
import { handlersOf } from './routing/handlers.js'
import { register } from './routing/register.js'
import { readEntries } from './nodes/entry.js'
import { Pool } from './nodes/pool.js'
import type { Options } from './options.js'
import type { Times } from './times.js'

/** Installs the backend: a pool of the children, and a handler for each operation by the way that it goes. */
export async function aggregate(engine: EngineHandle, options: Options, times: Times): Promise<void> {
  const fail: EngineHandle['error'] = (kind, sentence, cause) => engine.error(kind, sentence, cause)
  const entries = readEntries(options.child ?? [], options.label ?? [], fail)
  if (entries.length === 0)
    throw fail('InvalidParameter', `a pool has children: write aggregate a='forward tcp://host:2375'`)
  const spawn = (spec: string) => engine.spawn(spec)
  const pool = new Pool({ spawn, times, fail, log: engine.log, strict: options.strict === true })
  engine.onClose(() => pool.close())
  await pool.add(entries)
  register(engine, pool, handlersOf(pool))
}

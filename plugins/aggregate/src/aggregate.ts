import type { EngineHandle } from 'libswarm-core'
import { sourceOf } from './discovery/discover.js'
import { Joining } from './discovery/joining.js'
import type { Source } from './discovery/source.js'
import type { Fail } from './fail.js'
import { Pulls } from './images/pulls.js'
import { readEntries } from './nodes/entry.js'
import { Pool } from './nodes/pool.js'
import type { Options } from './options.js'
import { Placer } from './place/placer.js'
import { Drains } from './reschedule/drains.js'
import { forgetFormers } from './reschedule/former.js'
import { alone, leadershipAt } from './reschedule/leadership.js'
import { Leftovers } from './reschedule/leftovers.js'
import { Rescheduler } from './reschedule/rescheduler.js'
import { handlersOf } from './routing/handlers.js'
import { register } from './routing/register.js'
import { readOptions } from './scheduling/options.js'
import type { Times } from './times.js'

/** Installs the backend: a pool of the children, and a handler for each operation by the way that it goes. */
export async function aggregate(engine: EngineHandle, options: Options, times: Times): Promise<void> {
  const fail: Fail = (kind, sentence, cause) => engine.error(kind, sentence, cause)
  const { child = [], label = [], discovery = [], strict = false, strategy, filter, overcommit, leader } = options
  const entries = readEntries(child, label, fail)
  const sources = await Promise.all(discovery.map((text) => sourceOf(text, fail)))
  if (entries.length === 0 && sources.length === 0) {
    const example = `a='forward tcp://host:2375', or --discovery file:pool.yaml`
    throw fail('InvalidParameter', `a pool has children: write aggregate ${example}`)
  }
  const written = { strategy, filter, overcommit: overcommit === undefined ? undefined : Number(overcommit) }
  const scheduling = await readOptions(defined(written), process.cwd(), fail)
  const isRescheduling = options.reschedule === 'on-node-failure'
  if (!isRescheduling && leader !== undefined) {
    throw fail('InvalidParameter', 'a leader is elected for rescheduling: add --reschedule on-node-failure')
  }
  const cache = options.cache === 'on'
  const pool = new Pool({ spawn: (spec) => engine.spawn(spec), times, fail, log: engine.log, strict, cache })
  engine.onClose(() => pool.close())
  const leadership = leader === undefined ? alone : leadershipAt(leader, times.leaderTtl, engine, fail)
  await pool.add(entries)
  await Promise.all(sources.map((source) => watch(engine, pool, source)))
  const settings = { strategy: strategy ?? 'spread', filters: scheduling.filters.map(({ name }) => name) }
  const placer = new Placer(pool, scheduling)
  const pulls = new Pulls(pool)
  const leftovers = new Leftovers(pool)
  const drains = new Drains({ pool, placer, pulls, leftovers })
  engine.onClose(forgetFormers(pool))
  engine.onClose(() => leftovers.close())
  engine.onClose(() => drains.close())
  if (isRescheduling) {
    const rescheduler = new Rescheduler({ pool, placer, pulls, leftovers, leadership })
    engine.onClose(() => rescheduler.close())
  }
  register(engine, pool, handlersOf({ pool, placer, pulls, drains, settings }))
}

async function watch(engine: EngineHandle, pool: Pool, source: Source): Promise<void> {
  const joining = new Joining(pool, source.shown)
  engine.onClose(() => joining.close())
  let joined: Promise<void> | undefined
  const end = await source.watch({
    changed: (children) => void (joined = joining.changed(children)),
    troubled: (sentence) => engine.log.warn(`${source.shown}: ${sentence}`),
    recovered: () => engine.log.info(`${source.shown} is read again`),
  })
  engine.onClose(end)
  await joined
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>
}

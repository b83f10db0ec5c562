import type { Job, ReplyInit } from 'libswarm-core'
import { isOlder } from '../api-version.js'
import type { State } from '../state.js'
import { machine } from '../system/machine.js'
import type { Instant } from '../world.js'
import { isRunning, type Container } from './container.js'
import { resolve } from './resolve.js'
import { usage, type Before, type Measured, type Sample } from './usage.js'

/** How long it is from one sample to the next, in microseconds. */
const interval = 1_000_000

/**
 * Answers `ContainerStats`: a sample a second until the container is removed, or one sample. A single one is compared with
 * a second ago at once, where a real engine waits for that second; with `one-shot` it is compared with nothing.
 */
export function containerStats(state: State, job: Job<'ContainerStats'>): ReplyInit {
  const { clock, containers, error, settings, streams } = state
  const { stream = true, 'one-shot': oneShot = false } = job.query
  if (stream && oneShot) throw error('InvalidParameter', 'cannot have stream=true and one-shot=true')
  const { id } = resolve(containers, job.path.id, error)
  const sample = (now: Instant, before: Before | undefined): Sample | undefined => {
    const container = containers.get(id)
    const sampled = container && usage(container, now, before, measure(state, container))
    return sampled && (isOlder(settings.api.max, '1.52') ? sampled : { ...sampled, os_type: machine.os })
  }
  const headers = { 'Content-Type': 'application/json' }
  if (!stream) {
    const now = clock.now()
    return {
      status: 200,
      headers,
      body: `${JSON.stringify(sample(now, oneShot ? undefined : { at: now - interval }))}\n`,
    }
  }
  const body = streams.open(job.signal, (sink) => {
    let before: Before | undefined
    let callOff = (): void => undefined
    const tick = (): void => {
      const now = clock.now()
      const value = sample(now, before)
      if (value === undefined) return sink.end()
      const container = containers.get(id)
      before =
        container !== undefined && isRunning(container) ? { at: now, cpu: value.cpu_stats ?? undefined } : undefined
      // Before the client is sent anything, which may be what it is dropped for.
      callOff = clock.at(now + interval, tick)
      sink.write(value)
    }
    tick()
    const unwatch = containers.watch(id, ({ after }) => {
      if (after === undefined) sink.end()
    })
    return () => {
      callOff()
      unwatch()
    }
  })
  return { status: 200, headers, body }
}

/** Nothing is known of one that does not run, or waits for its restart. */
function measure({ machines, fabric, settings }: State, { id, run }: Container): Measured | undefined {
  const used = run.phase === 'running' || run.phase === 'paused' ? machines.used(id) : undefined
  return used && { used, host: settings.host, interfaces: fabric.traffic(id) }
}

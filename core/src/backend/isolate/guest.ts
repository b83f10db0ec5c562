import { Socket } from 'node:net'
import { pathToFileURL } from 'node:url'
import { describeError, isSwarmError, swarmError } from '../../errors.js'
import { operations } from '../../api/table.js'
import { Engine } from '../../engine/engine.js'
import { createLogger, type Logger } from '../../engine/log.js'
import { logNotCaught } from '../../engine/not-caught.js'
import type { Runner } from '../../engine/runner.js'
import { Channel, type Asked, type Parcel } from '../../link/channel.js'
import { remoteRunner, runAsked, type Link } from '../../link/jobs.js'
import { connectForMeeting } from '../../link/meeting.js'
import { Closers } from '../closers.js'
import type { BackendSpec, Child, Install } from '../contract.js'
import { makeHandle } from '../handle.js'
import type { Installing, Registered } from './host.js'

// The program of a backend's own process. It is started by `process.ts`, which leaves it the control connection as
// descriptor 3, and told by `host.ts` what to install.

let engine: Engine | undefined
let closers: Closers | undefined
let answerRuns: ((asked: Asked) => Promise<Parcel>) | undefined

const channel = new Channel(new Socket({ fd: 3, readable: true, writable: true }), {
  ping: async () => ({}),
  install: async ({ value }) => ({ value: await install(value as Installing) }),
  run: (asked) => {
    if (answerRuns === undefined) throw swarmError('Unavailable', 'nothing is installed yet')
    return answerRuns(asked)
  },
  close: async () => {
    await closers?.close()
    return {}
  },
})
const log = createLogger('debug', (line, level) => channel.tell('log', { level, line }))

// The log there has the name of the only backend here.
logNotCaught(log, () => undefined)
void channel.ended.then(() => process.exit(0))

async function install({ entry, name, version, options, listening, meeting, next }: Installing): Promise<Registered> {
  const link: Link = { channel, meeting: connectForMeeting(meeting) }
  // The daemon keeps the time.
  const own = new Engine({ name, version, log, next: next ? remoteRunner(link, 0) : undefined, deadline: Infinity })
  const ending = (closers = new Closers(log))
  const spawn = (spec: BackendSpec) => spawnChild(spec, link, ending, log, listening)
  const made = makeHandle({ engine: own, log, listening, spawn, onClose: (closer) => void ending.add(closer) })
  try {
    await (
      await load(entry)
    )(made.handle, options as never)
  } catch (thrown) {
    await ending.close()
    throw isSwarmError(thrown) ? thrown : swarmError('Unavailable', describeError(thrown), thrown)
  } finally {
    made.seal()
  }
  engine = own
  answerRuns = runAsked(link.meeting, (number): Runner | undefined => (number === 0 ? engine : undefined))
  const answerers = operations.map(({ operation }) => ({ operation, answerer: own.answerer(operation) }))
  return {
    operations: answerers.flatMap(({ operation, answerer }) => (answerer?.catchAll === false ? [operation] : [])),
    catchAll: answerers.some(({ answerer }) => answerer?.catchAll === true),
  }
}

async function load(entry: string): Promise<Install<never>> {
  const module = (await import(pathToFileURL(entry).href).catch((cause: unknown) => {
    throw swarmError('Unavailable', `${entry}: ${describeError(cause)}`, cause)
  })) as Readonly<Record<string, unknown>>
  if (typeof module.install !== 'function') throw swarmError('Unavailable', `${entry} has no export "install"`)
  return module.install as Install<never>
}

/** A child backend: a function runs here, a named one where the daemon puts it. */
async function spawnChild(
  spec: BackendSpec,
  link: Link,
  ending: Closers,
  own: Logger,
  listening: readonly string[],
): Promise<Child> {
  if (typeof spec === 'object' && 'install' in spec) {
    const { installChain, loadBackends } = await import('../install.js')
    const host = { from: process.cwd(), standard: [], log: own, listening }
    const chain = await installChain(await loadBackends([spec], host), host)
    const forget = ending.add(() => chain.close())
    return { run: (job) => chain.run(job), close: () => chain.close().finally(forget) }
  }
  const { value } = await channel.call('spawn', { value: spec }).answer
  const close = async () => void (await channel.call('end', { value }).answer)
  return { ...remoteRunner(link, value as number), close }
}

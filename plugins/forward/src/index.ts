import type { AnyJob, Connection, EngineHandle, Install, Operation, ReplyInit, Upgrade } from 'libswarm-core'
import type { Bridge } from './bridge/bridge.js'
import type { bridgeOver } from './bridge/over.js'
import { checkLater } from './check.js'
import { connectionsTo } from './connections.js'
import { exchange } from './exchange.js'
import { unreachable } from './failure.js'
import { hopsField, nextHop } from './hops.js'
import { livenessOf, type LivenessTimes } from './liveness.js'
import { refuseLoop } from './loop.js'
import { targetOf, toRequest } from './request.js'
import { BrokenBody, NoAnswer } from './send.js'
import { askUpgrade } from './upgrade.js'
import { withWarning } from './warning.js'
import { webSocketsTo } from './websocket.js'
import { whereTo, type Options } from './where.js'

export type { Options } from './where.js'

/** Passes every job on to the Docker Engine at `address`. */
export const install: Install<Options> = createForward()

/** The same backend with other times of watching over streams than every 5 s, and 13 s of patience. */
export function createForward(times?: LivenessTimes): Install<Options> {
  return (engine, options) => forward(engine, options, times)
}

const known = new WeakMap<readonly Operation[], ReadonlyMap<string, Operation>>()

/** The operations by their names, once for all engines of a process: a pool has a thousand of them. */
function rowsOf(operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  const rows = known.get(operations) ?? new Map(operations.map((row) => [row.operation, row]))
  known.set(operations, rows)
  return rows
}

async function forward(engine: EngineHandle, options: Options, times: LivenessTimes | undefined): Promise<void> {
  const error: EngineHandle['error'] = (kind, sentence, cause) => engine.error(kind, sentence, cause)
  const { endpoint, open, warning } = await whereTo(engine, options, error)
  await refuseLoop(endpoint, engine.listening, error)
  const connections = connectionsTo(endpoint, open)
  const rows = rowsOf(engine.operations)
  const failed = (thrown: unknown) => unreachable(endpoint, thrown, error)
  const liveness = livenessOf(connections, engine.log, times)
  const webSockets = webSocketsTo(connections, liveness.watch, (thrown) => failed(thrown).message)

  const ask = async (row: Operation, job: AnyJob): Promise<ReplyInit> => {
    const { signal } = job
    signal.throwIfAborted()
    const outgoing = toRequest(row, job, error)
    const protocol = protocolOf(row, job)
    // A finite one has a deadline.
    const watch = row.pace === 'streaming' ? liveness.watch : undefined
    const reply = await (protocol === undefined
      ? exchange(connections, outgoing, signal, watch)
      : askUpgrade(connections, outgoing, { protocol, asked: job.upgrade }, signal, watch))
    liveness.heard()
    return warning !== undefined && row.operation === 'SystemInfo' ? withWarning(reply, warning) : reply
  }

  const closed = new AbortController()
  const askAs = (job: AnyJob) => ask(rows.get(job.operation)!, job)
  const bridge = options.bridge === true ? await loadBridge(connections, closed.signal, askAs, error) : undefined

  const run = async (job: AnyJob): Promise<ReplyInit> => {
    try {
      return await (bridge === undefined ? askAs(job) : bridge.run(job))
    } catch (thrown) {
      if (thrown instanceof NoAnswer) throw failed(thrown.cause)
      throw thrown instanceof BrokenBody ? error('InvalidParameter', thrown.message, thrown.cause) : thrown
    }
  }

  const wire = (job: AnyJob, connection: Connection): boolean => {
    if (job.upgrade !== 'websocket') return false
    const targetFor = (asked: AnyJob) => targetOf(rows.get(job.operation)!, asked, error)
    const target = targetFor(job)
    const hops = [nextHop(job.header(hopsField), error)]
    if (bridge === undefined) void webSockets.pass(target, hops, connection)
    else void webSockets.pass(bridge.adapt(job).then(targetFor), hops, connection)
    return true
  }

  engine.catchAll({ run, wire })
  engine.onClose(() => {
    closed.abort()
    liveness.close()
    connections.close()
  })
  checkLater(endpoint, open, engine)
}

/**
 * What the connection to the engine is to become. A client that asks for no upgrade gets the connection all the same
 * where the operation upgrades to a raw stream; the engine is asked in the one form that has a half-close.
 */
function protocolOf(row: Operation, job: AnyJob): Upgrade | undefined {
  return job.upgrade ?? row.upgrade?.find((upgrade) => upgrade === 'tcp')
}

/** Only who has one needs what it knows of the versions of the API. */
async function loadBridge(...parts: Parameters<typeof bridgeOver>): Promise<Bridge> {
  const bridges = await import('./bridge/over.js')
  return bridges.bridgeOver(...parts)
}

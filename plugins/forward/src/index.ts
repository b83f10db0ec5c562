import type { AnyJob, Connection, EngineHandle, Install, Operation, ReplyInit, Upgrade } from 'libswarm-core'
import { parseEndpoint } from './address.js'
import { checkLater } from './check.js'
import { connectionsTo } from './connections.js'
import { exchange } from './exchange.js'
import { unreachable } from './failure.js'
import { countHop } from './hops.js'
import { livenessOf, type LivenessTimes } from './liveness.js'
import { toReplyInit } from './reply.js'
import { targetOf, toRequest } from './request.js'
import { BrokenBody, NoAnswer } from './send.js'
import { askUpgrade, upgradedReply } from './upgrade.js'
import { webSocketsTo } from './websocket.js'

/** Passes every job on to the Docker Engine at `address`. */
export const install: Install<{ readonly address: string }> = createForward()

/** The same backend with other times of watching over streams than every 5 s, and 15 s of patience. */
export function createForward(times?: LivenessTimes): Install<{ readonly address: string }> {
  return (engine, { address }) => forward(engine, address, times)
}

function forward(engine: EngineHandle, address: string, times: LivenessTimes | undefined): void {
  const error: EngineHandle['error'] = (kind, sentence, cause) => engine.error(kind, sentence, cause)
  const endpoint = parseEndpoint(address, error)
  const connections = connectionsTo(endpoint)
  const rows: ReadonlyMap<string, Operation> = new Map(engine.operations.map((row) => [row.operation, row]))
  const failed = (thrown: unknown) => unreachable(endpoint, thrown, error)
  const liveness = livenessOf(connections, engine.log, times)
  const webSockets = webSocketsTo(endpoint, (thrown) => failed(thrown).message)

  const ask = async (row: Operation, job: AnyJob): Promise<ReplyInit> => {
    const { signal } = job
    signal.throwIfAborted()
    const outgoing = toRequest(row, job, error)
    const protocol = protocolOf(row, job)
    // A finite one has a deadline.
    const watch = row.pace === 'streaming' ? liveness.watch : undefined
    const said = await (protocol === undefined
      ? exchange(connections, outgoing, signal, watch)
      : askUpgrade(connections, outgoing, protocol, signal, watch))
    liveness.heard()
    const { response, upgraded } = said
    // It broke off together with its head: nobody has been told of it yet.
    if (response.errored) throw signal.aborted ? response.errored : new NoAnswer(response.errored, false)
    const status = response.statusCode ?? 0
    if (upgraded !== undefined && protocol !== undefined)
      return upgradedReply({ response, upgraded }, job.upgrade, signal)
    if (upgraded === undefined && status >= 200 && status <= 599) return toReplyInit(row.method, response)
    response.destroy()
    upgraded?.destroy()
    throw new NoAnswer(new Error(`unexpected status ${status}`), false)
  }

  const run = async (job: AnyJob): Promise<ReplyInit> => {
    try {
      return await ask(rows.get(job.operation)!, job)
    } catch (thrown) {
      if (thrown instanceof NoAnswer) throw failed(thrown.cause)
      throw thrown instanceof BrokenBody ? error('InvalidParameter', thrown.message, thrown.cause) : thrown
    }
  }

  const wire = (job: AnyJob, connection: Connection): boolean => {
    if (job.upgrade !== 'websocket') return false
    const target = targetOf(rows.get(job.operation)!, job, error)
    void webSockets.pass(target, countHop(job, [], error), connection)
    return true
  }

  engine.catchAll({ run, wire })
  engine.onClose(() => {
    liveness.close()
    connections.close()
  })
  checkLater(endpoint, engine)
}

/**
 * What the connection to the engine is to become. A client that asks for no upgrade gets the connection all the same
 * where the operation upgrades to a raw stream; the engine is asked in the one form that has a half-close.
 */
function protocolOf(row: Operation, job: AnyJob): Upgrade | undefined {
  return job.upgrade ?? row.upgrade?.find((upgrade) => upgrade === 'tcp')
}

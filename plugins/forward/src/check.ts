import { connect } from 'node:net'
import type { EngineHandle } from 'libswarm-core'
import type { Endpoint } from './address.js'
import { reasonOf } from './failure.js'

/** Looks once, in the background, whether the engine can be reached, and warns where it cannot. */
export function checkLater({ shown, at }: Endpoint, engine: EngineHandle): void {
  const socket = connect(at)
  socket.unref()
  socket.once('connect', () => socket.destroy())
  socket.once('error', (error) => {
    engine.log.warn(`cannot connect to the engine at ${shown}: ${reasonOf(error)}; calls fail until it is there`)
  })
  engine.onClose(() => void socket.destroy())
}

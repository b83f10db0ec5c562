import type { EngineHandle } from 'libswarm-core'
import type { Endpoint } from './address.js'
import { reasonOf } from './failure.js'
import type { Open } from './open.js'

/** Looks once, in the background, whether the engine can be reached, and warns where it cannot. */
export function checkLater({ shown, tls }: Endpoint, open: Open, engine: EngineHandle): void {
  const socket = open()
  socket.unref()
  socket.once(tls ? 'secureConnect' : 'connect', () => socket.destroy())
  socket.once('error', (error) => {
    engine.log.warn(`cannot connect to the engine at ${shown}: ${reasonOf(error)}; calls fail until it is there`)
  })
  engine.onClose(() => void socket.destroy())
}

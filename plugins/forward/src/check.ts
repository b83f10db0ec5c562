import type { EngineHandle } from 'libswarm-core'
import type { Endpoint } from './address.js'
import { reasonOf } from './failure.js'
import type { Open } from './open.js'

const longestRefusal = 2000

/** Looks once, in the background, whether the engine can be reached, and warns where it cannot. */
export function checkLater({ shown, tls, at }: Endpoint, open: Open, engine: EngineHandle): void {
  const socket = open()
  socket.unref()
  const connected = () => {
    // ssh takes the connection first, and says then that the engine's side cannot be opened.
    if ('ssh' in at) setTimeout(() => socket.destroy(), longestRefusal).unref()
    else socket.destroy()
  }
  socket.once(tls ? 'secureConnect' : 'connect', connected)
  socket.once('error', (error) => {
    engine.log.warn(`cannot connect to the engine at ${shown}: ${reasonOf(error)}; calls fail until it is there`)
  })
  engine.onClose(() => void socket.destroy())
}

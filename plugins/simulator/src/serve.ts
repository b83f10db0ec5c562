import type { EngineHandle } from 'libswarm-core'
import { archiveHandlers } from './archive/handlers.js'
import { containerHandlers } from './containers/handlers.js'
import { execHandlers } from './execs/handlers.js'
import { imageHandlers } from './images/handlers.js'
import { networkHandlers } from './networks/handlers.js'
import { registerAll } from './register.js'
import type { State } from './state.js'
import { systemHandlers } from './system/handlers.js'
import { volumeHandlers } from './volumes/handlers.js'

/** Answers all that is simulated from a state, and ends what goes on in it when the engine closes. */
export function serve(engine: EngineHandle, state: State): void {
  const handlers = {
    ...systemHandlers,
    ...containerHandlers,
    ...archiveHandlers,
    ...execHandlers,
    ...imageHandlers,
    ...networkHandlers,
    ...volumeHandlers,
  }
  registerAll(engine, state, handlers)
  engine.onClose(() => {
    state.doors.closeAll()
    state.streams.close()
    state.processes.close()
    state.pending.close()
  })
}

import type { Handlers } from '../register.js'
import { createExec } from './create.js'
import { inspectExec, resizeExec } from './inspect.js'
import { startExec } from './start.js'

/** What the engine answers about execs. */
export const execHandlers: Handlers = {
  ContainerExec: createExec,
  ExecStart: startExec,
  ExecInspect: inspectExec,
  ExecResize: resizeExec,
}

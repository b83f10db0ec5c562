import { lazily } from '../lazily.js'
import type { Handlers } from '../register.js'

/** What the engine answers about execs. */
export const execHandlers: Handlers = {
  ContainerExec: lazily(async () => (await import('./create.js')).createExec),
  ExecStart: lazily(async () => (await import('./start.js')).startExec),
  ExecInspect: lazily(async () => (await import('./inspect.js')).inspectExec),
  ExecResize: lazily(async () => (await import('./inspect.js')).resizeExec),
}

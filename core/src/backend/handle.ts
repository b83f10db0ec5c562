import { swarmError } from '../errors.js'
import { operations } from '../api/table.js'
import type { Engine } from '../engine/engine.js'
import type { Logger } from '../engine/log.js'
import type { BackendSpec, Child, EngineHandle } from './contract.js'

/** What a handle is made of. */
export interface HandleParts {
  readonly engine: Engine
  readonly log: Logger
  readonly listening: readonly string[]
  readonly spawn: (spec: BackendSpec) => Promise<Child>
  readonly onClose: (closer: () => void | Promise<void>) => void
}

/** A handle, and the end of its registering. */
export interface MadeHandle {
  readonly handle: EngineHandle
  seal(): void
}

/** The plugin boundary: the only place where a handle is made. */
export function makeHandle({ engine, log, listening, spawn, onClose }: HandleParts): MadeHandle {
  let sealed = false
  const open = (what: string) => {
    if (sealed) throw swarmError('Internal', `${engine.name} called ${what} after its install had settled`)
  }
  const handle: EngineHandle = {
    name: engine.name,
    register: (name, handler) => {
      open('register')
      engine.register(name, handler)
    },
    catchAll: (handler) => {
      open('catchAll')
      engine.catchAll(handler)
    },
    operations,
    error: swarmError,
    next: engine.next,
    spawn,
    log,
    listening,
    onClose,
  }
  return { handle: Object.freeze(handle), seal: () => void (sealed = true) }
}

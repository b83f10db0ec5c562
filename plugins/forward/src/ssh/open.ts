import type { EngineHandle } from 'libswarm-core'
import type { Open } from '../open.js'
import { toEngineSocket } from '../socket.js'
import type { SshTarget } from './address.js'
import { SshLink } from './link.js'
import { LinkedSocket } from './socket.js'

/**
 * What opens connections through a link by ssh, which ends with the backend.
 *
 * @param config a file for `ssh -F`
 */
export function openBySsh(target: SshTarget, config: string | undefined, engine: EngineHandle): Open {
  const link = new SshLink({ target, config, log: engine.log })
  engine.onClose(() => link.close())
  return ({ allowHalfOpen = false } = {}) => toEngineSocket(new LinkedSocket(link, { allowHalfOpen }))
}

import { parseAddress, type TcpAddress, type UnixAddress } from '../../address.js'
import { swarmError } from '../../errors.js'

/** Parses where a fault proxy listens or connects to. Throws `InvalidParameter` for what is neither tcp nor unix. */
export function parsePlace(text: string): TcpAddress | UnixAddress {
  const address = parseAddress(text)
  if (address.kind !== 'fd') return address
  throw swarmError('InvalidParameter', `a fault proxy takes tcp://host:port or unix://path, not ${text}`)
}

import type { Server } from 'node:net'
import type { Address } from '../address.js'
import { bind, cannotListen, codeOf, reasonOf } from './bind.js'
import type { Listener } from './listener.js'

/** Why a socket is of no use. */
export const noStream = 'the socket is no stream: the socket unit needs ListenStream='

const unseen =
  'it is a TCP socket that does not listen, or of another network namespace: who can reach it cannot be told'

/**
 * Accepts on a socket that was open when this process was started. Its file is whoever's made it, and stays; the socket
 * itself goes on where systemd has it, which starts the service anew for the next client.
 */
export async function listenPassed(server: Server, fd: number, address: Address): Promise<Listener> {
  try {
    await bind(server, { fd })
  } catch (cause) {
    throw cannotListen(address, codeOf(cause) === 'EINVAL' ? noStream : reasonOf(cause), cause)
  }
  // Nobody has been accepted yet: nothing has come from the system since.
  if (address.kind === 'fd' && server.address() !== null) {
    server.close()
    throw cannotListen(address, unseen)
  }
  return { address, close: () => void server.close() }
}

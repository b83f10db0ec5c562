import { fromText, type ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import { addressesOf, connectToAny } from '../../programs/net/socket.js'
import { portNumber } from '../../programs/net/services.js'
import { complain } from '../complain.js'
import type { Shell } from '../shell.js'

/** What bash connects to where a redirection names it. */
export interface NetworkPlace {
  readonly protocol: 'tcp' | 'udp'
  readonly host: ByteString
  readonly port: ByteString
}

/** `/dev/tcp/HOST/PORT` and `/dev/udp/HOST/PORT`, which are no files (bash's manual, "Redirections"). */
export function networkPlace(path: ByteString): NetworkPlace | undefined {
  const [, protocol, host, port] = /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]*)$/.exec(path) ?? []
  if (protocol === undefined || host === undefined || port === undefined) return undefined
  return { protocol: protocol === 'tcp' ? 'tcp' : 'udp', host, port }
}

/** Connects; throws `Errno` after the first half of what bash says of it. */
export async function openPlace(shell: Shell, { protocol, host, port }: NetworkPlace): Promise<number> {
  const { proc } = shell
  const number = port === '' ? 0 : portNumber(port)
  const addresses = addressesOf(proc, host)
  if (addresses.length === 0 || number === undefined) {
    const known = `${port}: Servname not supported for ai_socktype`
    await complain(shell, addresses.length === 0 ? `${host}: Name or service not known` : known)
    throw new Errno('EINVAL')
  }
  try {
    if (protocol === 'udp') return proc.sockets.datagrams(undefined, { address: addresses[0]!, port: number })
    return (await connectToAny(proc, addresses, number)).fd
  } catch (thrown) {
    if (thrown instanceof Errno) await shell.say(fromText(`${shell.name}: connect: ${thrown.message}\n`))
    throw thrown
  }
}

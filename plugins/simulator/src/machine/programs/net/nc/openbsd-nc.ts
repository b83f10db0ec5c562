import { fromText } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { signalNumbers } from '../../../kernel/signals.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import type { SocketAddress } from '../../../network/sockets.js'
import { complain, reasonOf } from '../../complain.js'
import { readOptions, type Words } from '../../options.js'
import { portName, portNumber } from '../services.js'
import { addressesOf } from '../socket.js'
import { relay } from './relay.js'

const usageText =
  'usage: nc [-46dhklNnuvz] [-p source_port] [-q seconds] [-s sourceaddr] [-w timeout] [destination] [port]\n'

/** OpenBSD's netcat, as Debian's netcat-openbsd 1.219 has it. */
export const openbsdNc: Program = async (proc) => {
  const words = readOptions(
    { argv: proc.argv, flavor: 'busybox', write: (fd, bytes) => proc.write(fd, bytes) },
    { short: '46DdhklNnrStUuvZzCFI:i:M:m:O:P:p:q:s:T:V:W:w:X:x:' },
  )
  const listens = words?.has('l') === true
  const [first, second] = words?.operands ?? []
  const portText = listens ? (words.last('p') ?? second ?? first) : second
  if (words === undefined || portText === undefined) {
    await proc.write(2, fromText(usageText))
    return 1
  }
  proc.handle(signalNumbers.PIPE, 'ignore')
  return listens ? listen(proc, words, portText) : connect(proc, words, first!, portText)
}

const waitOf = (words: Words): number => Number(words.last('w') ?? 0) * 1e6 || Infinity

async function connect(proc: Proc, words: Words, host: string, portText: string): Promise<number> {
  const addresses = addressesOf(proc, host)
  if (addresses.length === 0) {
    await complain(proc, `getaddrinfo for host "${host}" port ${portText}: Name or service not known`)
    return 1
  }
  let code = 1
  for (const port of portsOf(portText)) {
    const fd = await oneOf(proc, words, host, addresses, port)
    if (fd === undefined) continue
    code = 0
    if (words.has('z')) proc.close(fd)
    else await carry(proc, fd, words)
  }
  return code
}

/** A port, or `20-25`. */
function portsOf(text: string): readonly number[] {
  const [, from, to] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? []
  if (from === undefined || to === undefined) return [portNumber(text) ?? 0]
  const [least, most] = [Math.min(Number(from), Number(to)), Math.max(Number(from), Number(to))]
  return Array.from({ length: Math.min(most, 65_535) - least + 1 }, (_, index) => least + index)
}

async function oneOf(
  proc: Proc,
  words: Words,
  host: string,
  addresses: readonly string[],
  port: number,
): Promise<number | undefined> {
  const protocol = words.has('u') ? 'udp' : 'tcp'
  for (const address of addresses) {
    try {
      const to = { address, port }
      const fd = words.has('u') ? proc.sockets.datagrams(undefined, to) : await inTime(proc, to, waitOf(words))
      if (words.has('v')) {
        const shown = address === host ? host : `${host} (${address})`
        await proc.write(2, `Connection to ${shown} ${port} port [${protocol}/${portName(port)}] succeeded!\n`)
      }
      return fd
    } catch (thrown) {
      const shown = address === host ? host : `${host} (${address})`
      if (words.has('v'))
        await complain(proc, `connect to ${shown} port ${port} (${protocol}) failed: ${reasonOf(thrown)}`)
    }
  }
  return undefined
}

async function inTime(proc: Proc, to: SocketAddress, wait: number): Promise<number> {
  const late = async (): Promise<never> => {
    await proc.sleep(wait)
    throw new Errno('ETIMEDOUT')
  }
  return wait === Infinity ? proc.sockets.connect(to) : Promise.race([proc.sockets.connect(to), late()])
}

async function listen(proc: Proc, words: Words, portText: string): Promise<number> {
  let fd: number
  try {
    const at = { address: words.last('s') ?? '0.0.0.0', port: portNumber(portText) ?? 0 }
    fd = proc.sockets.listen(at, 1)
  } catch (thrown) {
    await complain(proc, reasonOf(thrown))
    return 1
  }
  if (words.has('v')) await proc.write(2, `Listening on 0.0.0.0 ${portText}\n`)
  do {
    const connection = await proc.sockets.accept(fd)
    const peer = proc.sockets.peerOf(connection)
    const name = proc.host.network.reverse(peer.address) ?? (peer.address === '127.0.0.1' ? 'localhost' : peer.address)
    if (words.has('v')) await proc.write(2, `Connection received on ${name} ${peer.port}\n`)
    await carry(proc, connection, words)
    proc.close(connection)
  } while (words.has('k'))
  return 0
}

function carry(proc: Proc, fd: number, words: Words): Promise<void> {
  const quits = words.last('q')
  const linger = quits === undefined || Number(quits) < 0 ? Infinity : Number(quits) * 1e6
  const tellsEnd = words.has('N') || quits !== undefined
  return relay(proc, fd, { untilBothEnd: false, patience: waitOf(words), tellsEnd, linger })
}

import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { signalNumbers } from '../../../kernel/signals.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import type { SocketAddress } from '../../../network/sockets.js'
import { complain, reasonOf } from '../../complain.js'
import type { Words } from '../../options.js'
import { become } from '../../shared/become.js'
import { refuse, withArgv, wordsOf, type Usage } from '../../shared/words.js'
import { addressesOf, noConnection, shownAddress } from '../socket.js'
import { portNumber } from '../services.js'
import { relay } from './relay.js'

const usage: Usage = {
  short: 'np:s:uvw:lki:o:zf:46',
  usage: '[OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen',
}

/** Another end that is waited for, and a program that takes its place. */
interface Wish {
  readonly words: Words
  readonly command: readonly ByteString[] | undefined
  readonly verbose: number
  /** Microseconds; `Infinity` for ever. */
  readonly wait: number
}

/** busybox' nc, with the options that its official images have (`-z`, `-v`, `-u`, `-k`). */
export const busyboxNc: Program = async (proc) => {
  const { argv, command } = withoutCommand(proc.argv)
  const words = wordsOf(proc, usage, argv)
  if (typeof words === 'number') return words
  const seconds = words.last('w') ?? '0'
  if (!/^\d+$/.test(seconds)) {
    await complain(proc, `invalid number '${seconds}'`)
    return 1
  }
  proc.handle(signalNumbers.PIPE, 'ignore')
  const verbose = words.options.filter(([name]) => name === 'v').length
  const wish: Wish = { words, command, verbose, wait: Number(seconds) * 1e6 || Infinity }
  return words.has('l') ? listen(proc, wish) : connect(proc, wish)
}

/** What is behind `-e` is a command line of its own. */
function withoutCommand(argv: readonly ByteString[]): {
  argv: readonly ByteString[]
  command: readonly ByteString[] | undefined
} {
  const at = argv.findIndex((word, index) => index > 0 && /^-[nuvlkz]*e$/.test(word))
  if (at < 0) return { argv, command: undefined }
  const rest = argv[at]!.slice(0, -1)
  return { argv: [...argv.slice(0, at), ...(rest === '-' ? [] : [rest])], command: argv.slice(at + 1) }
}

async function connect(proc: Proc, { words, command, verbose, wait }: Wish): Promise<number> {
  const [host, portText] = words.operands
  if (host === undefined || words.operands.length > 2) return refuse(proc, usage, '')
  const port = portText === undefined ? 0 : portNumber(portText)
  if (port === undefined) return fail(proc, `bad port '${portText}'`)
  const [address] = addressesOf(proc, host)
  if (address === undefined) return fail(proc, `bad address '${host}'`)
  const to = { address, port }
  let fd: number
  try {
    fd = words.has('u') ? proc.sockets.datagrams(undefined, to) : await inTime(proc, to, wait)
  } catch (thrown) {
    const reason = reasonOf(thrown)
    const place = `${host} (${shownAddress(address, port)})`
    const isRefusal = thrown instanceof Errno && thrown.code === 'ECONNREFUSED'
    if (verbose > 1 || (verbose === 1 && !isRefusal)) await complain(proc, `${place}: ${reason}`)
    if (verbose === 0 && !words.has('z')) await complain(proc, noConnection(address, reason))
    return 1
  }
  if (verbose > 0) await proc.write(2, `${host} (${shownAddress(address, port)}) open\n`)
  if (command !== undefined) return hand(proc, fd, command)
  if (!words.has('z'))
    await relay(proc, fd, { untilBothEnd: true, patience: 2 * wait, tellsEnd: true, linger: Infinity })
  return 0
}

async function inTime(proc: Proc, to: SocketAddress, wait: number): Promise<number> {
  const late = async (): Promise<never> => {
    await proc.sleep(wait)
    throw new Errno('ETIMEDOUT')
  }
  return wait === Infinity ? proc.sockets.connect(to) : Promise.race([proc.sockets.connect(to), late()])
}

async function listen(proc: Proc, wish: Wish): Promise<number> {
  const { words, command, verbose } = wish
  const portText = words.last('p') ?? '0'
  const port = portNumber(portText)
  if (port === undefined) return fail(proc, `bad local port '${portText}'`)
  const at = { address: words.last('s') ?? '::', port }
  let fd: number
  try {
    fd = words.has('u') ? proc.sockets.datagrams(at) : proc.sockets.listen(at, 1)
  } catch (thrown) {
    return fail(proc, `bind: ${reasonOf(thrown)}`)
  }
  if (verbose > 0) await proc.write(2, `listening on ${shown(proc.sockets.nameOf(fd))} ...\n`)
  const isPersistent = words.has('k') || words.options.filter(([name]) => name === 'l').length > 1
  if (words.has('u')) return answerDatagrams(proc, fd, wish)
  for (;;) {
    const connection = await acceptInTime(proc, fd, wish)
    if (connection === undefined) return fail(proc, words.has('v') || words.has('k') ? 'timeout' : 'timed out')
    if (isPersistent && command !== undefined) {
      proc.fork((child) => hand(child, connection, command))
      proc.close(connection)
      proc.handle(signalNumbers.CHLD, () => void reap(proc))
      continue
    }
    proc.close(fd)
    if (command !== undefined) return hand(proc, connection, command)
    await relay(proc, connection, { untilBothEnd: true, patience: 2 * wish.wait, tellsEnd: true, linger: Infinity })
    return 0
  }
}

function reap(proc: Proc): void {
  try {
    while (proc.wait(-1, { noHang: true }) !== undefined);
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
  }
}

async function acceptInTime(proc: Proc, fd: number, { wait, verbose }: Wish): Promise<number | undefined> {
  const late = proc.sleep(wait).then(() => undefined)
  const connection = await Promise.race([proc.sockets.accept(fd), ...(wait === Infinity ? [] : [late])])
  if (connection !== undefined && verbose > 0) {
    const peer = proc.sockets.peerOf(connection)
    const name = proc.host.network.reverse(peer.address) ?? peer.address
    await proc.write(
      2,
      `connect to ${shown(proc.sockets.nameOf(connection))} from ${name}:${peer.port} (${shown(peer)})\n`,
    )
  }
  return connection
}

/** Of a socket for both kinds of addresses, those of IPv4 are shown as mapped. */
const shown = ({ address, port }: SocketAddress): string =>
  shownAddress(address.includes(':') ? address : `::ffff:${address}`, port)

/** Whoever sends first is the other end. */
async function answerDatagrams(proc: Proc, fd: number, { command, wait }: Wish): Promise<number> {
  const first = await proc.sockets.receive(fd)
  const { port } = proc.sockets.nameOf(fd)
  proc.close(fd)
  const peer = proc.sockets.datagrams({ address: '::', port }, first.from)
  if (command !== undefined) return hand(proc, peer, command)
  await proc.write(1, first.bytes)
  await relay(proc, peer, { untilBothEnd: true, patience: 2 * wait, tellsEnd: false, linger: Infinity })
  return 0
}

/** Becomes a command that reads and writes a connection. */
function hand(proc: Proc, fd: number, command: readonly ByteString[]): Promise<number> {
  proc.dup2(fd, 0)
  proc.dup2(fd, 1)
  proc.close(fd)
  return become(proc, command)
}

async function fail(proc: Proc, sentence: string): Promise<number> {
  await complain(withArgv(proc, proc.argv), sentence)
  return 1
}

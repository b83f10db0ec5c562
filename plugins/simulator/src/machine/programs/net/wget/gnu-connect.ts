import { Errno } from '../../../errno.js'
import { complain } from '../../complain.js'
import type { Patience } from '../late.js'
import { addressesOf, connectToAny, shownAddress, Socket } from '../socket.js'
import { portOf, type Url } from '../url.js'
import { orLate } from './gnu-late.js'
import type { GnuRun } from './gnu-run.js'
import { codes, Failed } from './gnu-wanted.js'
import { inQuotes } from './quotes.js'

/** Connects to the server of a URL. Throws `Failed`. */
export async function connect({ proc, wanted, log }: GnuRun, url: Url, patience: Patience): Promise<Socket> {
  const port = portOf(url)
  const addresses = addressesOf(proc, url.host)
  const isName = addresses[0] !== url.host
  if (isName) {
    const unknown = 'failed: Name or service not known.'
    await log.say(`Resolving ${url.host} (${url.host})... ${addresses.length === 0 ? unknown : addresses.join(', ')}\n`)
  }
  if (addresses.length === 0) {
    if (wanted.level !== 'quiet') await complain(proc, `unable to resolve host address ${inQuotes(proc, url.host)}`)
    throw new Failed('', codes.network, false)
  }
  const place = isName ? `${url.host} (${url.host})|${addresses[0]}|:${port}` : shownAddress(url.host, port)
  await log.say(`Connecting to ${place}... `)
  try {
    const connecting = connectToAny(proc, addresses, port)
    const { fd } = await orLate(connecting, patience, 'failed: Connection timed out.\n')
    await log.say('connected.\n')
    if (url.scheme === 'http') return new Socket(proc, fd)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    const mayRetry = thrown.code === 'ETIMEDOUT' || (thrown.code === 'ECONNREFUSED' && wanted.retriesRefused)
    throw new Failed(`failed: ${thrown.message}.\n`, codes.network, mayRetry)
  }
  throw new Failed('Unable to establish SSL connection.\n', codes.network, false)
}

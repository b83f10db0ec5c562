import { isIP } from 'node:net'
import { fromBytes, type ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { refuse, withArgv, wordsOf, type Usage } from '../shared/words.js'
import { addressesOf, shownAddress } from './socket.js'

const usage: Usage = { short: 'd', usage: '[-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]' }
const types = ['a', 'aaaa', 'any', 'cname', 'mx', 'ns', 'ptr', 'soa', 'srv', 'txt']

/** Asks a nameserver, as busybox' of its official images. */
export const nslookup: Program = async (proc) => {
  const asked = proc.argv.flatMap((word) => /^-(?:query)?type=(.*)$/.exec(word)?.[1]?.toLowerCase() ?? [])
  const wrong = asked.find((type) => !types.includes(type))
  if (wrong !== undefined) {
    await complain(proc, `invalid query type "${wrong}"`)
    return 1
  }
  const argv = proc.argv.filter((word) => !/^-(?:(?:query)?type=|debug$)/.test(word))
  const words = wordsOf(proc, usage, argv)
  if (typeof words === 'number') return words
  const [name, given] = words.operands
  if (name === undefined) return refuse(proc, usage, '')
  const server = given ?? nameservers(proc)[0] ?? '127.0.0.1'
  const [address] = addressesOf(proc, server)
  if (address === undefined) {
    await complain(withArgv(proc, argv), `bad address '${server}'`)
    return 1
  }
  if (!answers(proc, address)) {
    await proc.write(1, ';; connection timed out; no servers could be reached\n\n')
    return 1
  }
  const { text, code } = isIP(name) === 0 ? byName(proc, name, asked) : byAddress(proc, name)
  await proc.write(1, `Server:\t\t${server}\nAddress:\t${shownAddress(address, 53)}\n\n${text}`)
  return code
}

function nameservers({ host, caller }: Proc): readonly string[] {
  try {
    const text = fromBytes(host.files.readFile('/etc/resolv.conf', caller))
    return [...text.matchAll(/^nameserver\s+(\S+)/gm)].map(([, address = '']) => address)
  } catch (thrown) {
    if (thrown instanceof Errno) return []
    throw thrown
  }
}

/** Those that the container has are there, and nobody else answers. */
const answers = (proc: Proc, address: string): boolean => nameservers(proc).includes(address)

interface Answer {
  readonly text: string
  readonly code: number
}

function byName({ host }: Proc, name: ByteString, asked: readonly string[]): Answer {
  const addresses = host.network.lookup(name.replace(/\.$/, ''))
  const shown = name.replace(/\.$/, '')
  const queries = asked.length > 0 ? asked : ['a', 'aaaa']
  if (addresses.length === 0)
    return { text: `** server can't find ${name}: NXDOMAIN\n\n`.repeat(queries.length), code: 1 }
  const of = (type: string): readonly string[] =>
    addresses.filter((address) => type === 'any' || type === (address.includes(':') ? 'aaaa' : 'a'))
  const text = queries.map((type) => {
    const lines = of(type).map((address) => `Name:\t${shown}\nAddress: ${address}\n`)
    return `Non-authoritative answer:\n${lines.join('')}\n`
  })
  return { text: text.join(''), code: 0 }
}

function byAddress({ host }: Proc, address: string): Answer {
  const pointer = pointerOf(address)
  const name = host.network.reverse(address)
  if (name === undefined) return { text: `** server can't find ${pointer}: NXDOMAIN\n\n`, code: 1 }
  return { text: `Non-authoritative answer:\n${pointer}\tname = ${name}\n\n`, code: 0 }
}

/** The name that an address is looked up by. */
function pointerOf(address: string): string {
  if (!address.includes(':')) return `${address.split('.').reverse().join('.')}.in-addr.arpa`
  const [head = '', tail] = address.split('::')
  const groups = (text = ''): string[] => (text === '' ? [] : text.split(':'))
  const [first, last] = [groups(head), groups(tail)]
  const between = new Array<string>(8 - first.length - last.length).fill('0')
  const digits = [...first, ...between, ...last].map((group) => group.padStart(4, '0')).join('')
  return `${[...digits].reverse().join('.')}.ip6.arpa`
}

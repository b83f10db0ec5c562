import type { Proc, Program } from '../../kernel/proc.js'
import { canonicalName, resolveHost } from '../../network/resolve.js'
import { complain } from '../complain.js'
import { readOptions } from '../options.js'
import { processorsOf, procFile } from '../shared/proc-file.js'
import { quoted } from '../shared/quote.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'

const unameUsage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'amnrspvio', usage: '[-amnrspvio]' },
  gnu: {
    short: 'asnrvmpio',
    long: { all: 'a', 'kernel-name': 's', nodename: 'n', 'kernel-release': 'r', 'kernel-version': 'v', machine: 'm', processor: 'p', 'hardware-platform': 'i', 'operating-system': 'o' },
    usage: '[OPTION]...',
  },
} // prettier-ignore

const machine = 'x86_64'

/** Shows what the kernel calls itself. */
export const uname: Program = async (proc) => {
  const own = unameUsage[proc.flavor]
  const words = wordsOf(proc, own)
  if (typeof words === 'number') return words
  const [extra] = words.operands
  if (extra !== undefined) return refuse(proc, own, `extra operand ${quoted(extra)}`)
  const sysctl = (name: string): string => procFile(proc, `sys/kernel/${name}`).trim()
  const values: readonly (readonly [string, string])[] = [
    ['s', 'Linux'],
    ['n', proc.host.hostname],
    ['r', sysctl('osrelease') || '6.1.0'],
    ['v', sysctl('version') || '#1 SMP PREEMPT_DYNAMIC'],
    ['m', machine],
    ['p', 'unknown'],
    ['i', 'unknown'],
    ['o', 'GNU/Linux'],
  ]
  // `-a` leaves out what is not known.
  const shown = words.has('a')
    ? values.filter(([, value]) => value !== 'unknown')
    : values.filter(([name]) => words.has(name))
  await proc.write(1, `${(shown.length === 0 ? values.slice(0, 1) : shown).map(([, value]) => value).join(' ')}\n`)
  return 0
}

/** Shows the machine's architecture. */
export const arch: Program = async (proc) => {
  const usage = { short: '', usage: '' }
  const words = wordsOf(proc, usage)
  if (typeof words === 'number') return words
  const [extra] = words.operands
  if (extra !== undefined && proc.flavor === 'gnu') return refuse(proc, usage, `extra operand ${quoted(extra)}`)
  await proc.write(1, `${machine}\n`)
  return 0
}

/** Shows the name of the container, or its addresses. Setting it is refused, as without the capability SYS_ADMIN. */
export const hostname: Program = async (proc) => {
  const words = readOptions(proc, {
    short: proc.flavor === 'gnu' ? 'aAdfbF:iIsyvV' : 'sidfF:',
    long: { short: 's', fqdn: 'f', long: 'f', 'ip-address': 'i', domain: 'd', 'all-ip-addresses': 'I' },
  })
  if (words === undefined) return proc.flavor === 'gnu' ? 255 : 1
  const { hostname: name } = proc.host
  if (words.operands.length > 0 || words.has('F')) {
    await complain(
      proc,
      proc.flavor === 'gnu' ? 'you must be root to change the host name' : 'sethostname: Operation not permitted',
    )
    return 1
  }
  const full = canonicalName(proc, name)
  const dot = full.indexOf('.')
  const short = name.split('.')[0]!
  if (words.has('d')) await proc.write(1, dot < 0 ? (proc.flavor === 'gnu' ? '' : '\n') : `${full.slice(dot + 1)}\n`)
  else if (words.has('I'))
    await proc.write(
      1,
      `${ownAddresses(proc)
        .map((address) => `${address} `)
        .join('')}\n`,
    )
  else if (words.has('i')) return showAddresses(proc, name)
  else await proc.write(1, `${words.has('s') ? short : words.has('f') ? full : name}\n`)
  return 0
}

/** The addresses of its name; busybox knows only those of IPv4. */
async function showAddresses(proc: Proc, name: string): Promise<number> {
  const found = resolveHost(proc, name).filter((address) => proc.flavor === 'gnu' || !address.includes(':'))
  if (found.length === 0) {
    await complain(proc, proc.flavor === 'gnu' ? 'Temporary failure in name resolution' : `${name}: Unknown host`)
    return 1
  }
  await proc.write(1, `${found.join(' ')}\n`)
  return 0
}

/** Those of all interfaces but for the loopback. */
const ownAddresses = ({ host }: Proc): readonly string[] =>
  host.network
    .interfaces()
    .filter(({ name }) => name !== 'lo')
    .flatMap(({ addresses }) => addresses.map((address) => address.split('/')[0]!))

/** The name of the domain, which a container has none of. */
export const dnsdomainname: Program = async (proc) => {
  const { hostname } = proc.host
  const dot = hostname.indexOf('.')
  if (dot >= 0) await proc.write(1, `${hostname.slice(dot + 1)}\n`)
  return 0
}

/** A number that is the same in every container. */
export const hostid: Program = async (proc) => {
  await proc.write(1, '007f0100\n')
  return 0
}

const nprocUsage: Usage = { short: '', long: { all: 'all', 'ignore:': 'ignore' }, usage: '[--all] [--ignore=N]' }

/** Shows how many processors there are. */
export const nproc: Program = async (proc) => {
  const words = wordsOf(proc, nprocUsage)
  if (typeof words === 'number') return words
  const ignored = words.last('ignore') ?? '0'
  if (!/^\d{1,9}$/.test(ignored)) {
    await complain(proc, proc.flavor === 'gnu' ? `invalid number: ${quoted(ignored)}` : `invalid number '${ignored}'`)
    return 1
  }
  await proc.write(1, `${Math.max(1, processorsOf(proc) - Number(ignored))}\n`)
  return 0
}

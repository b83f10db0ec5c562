import type { Proc, Program } from '../../kernel/proc.js'
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
  const dot = name.indexOf('.')
  if (words.has('d')) await proc.write(1, dot < 0 ? (proc.flavor === 'gnu' ? '' : '\n') : `${name.slice(dot + 1)}\n`)
  else if (words.has('i') || words.has('I'))
    await proc.write(1, `${addressOf(proc, name)}${words.has('I') ? ' ' : ''}\n`)
  else await proc.write(1, `${words.has('s') && dot >= 0 ? name.slice(0, dot) : name}\n`)
  return 0
}

/** As `/etc/hosts` has it. */
function addressOf({ host: { files }, caller }: Proc, name: string): string {
  const text = Buffer.from(files.readFile('/etc/hosts', caller)).toString('latin1')
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    if (names.includes(name)) return address
  }
  return '127.0.0.1'
}

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

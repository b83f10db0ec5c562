import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import type { Words } from '../options.js'
import { lookAt } from '../shared/look.js'
import { joined } from '../shared/paths.js'
import { quoted } from '../shared/quote.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'dqtp:u', usage: '[-dt] [-p DIR] [TEMPLATE]' },
  gnu: {
    short: 'dp:qtuV',
    long: { directory: 'd', quiet: 'q', 'dry-run': 'u', 'suffix:': 'suffix', 'tmpdir::': 'tmpdir' },
    usage: '[OPTION]... [TEMPLATE]',
  },
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const attempts = 100
const longestPath = 4096

/** Makes a file or a directory with a name that nobody has. */
export const mktemp: Program = async (proc) => {
  const own = usage[proc.flavor]
  const words = wordsOf(proc, own)
  if (typeof words === 'number') return words
  if (words.operands.length > 1) return refuse(proc, own, 'too many templates')
  const wanted = wantedOf(proc, words)
  if (typeof wanted === 'string') {
    if (!words.has('q')) await complain(proc, wanted)
    return 1
  }
  try {
    await proc.write(1, `${await make(proc, wanted, words)}\n`)
    return 0
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    const kind = words.has('d') ? 'directory' : 'file'
    const sentence =
      proc.flavor === 'busybox' ? '(null)' : `failed to create ${kind} via template ${quoted(wanted.template)}`
    if (!words.has('q')) await complain(proc, `${sentence}: ${thrown.message}`)
    return 1
  }
}

interface Wanted {
  /** All of it, for what is said of it. */
  readonly template: ByteString
  readonly front: ByteString
  readonly length: number
  readonly end: ByteString
}

/** What is wrong where it is a text. */
function wantedOf(proc: Proc, words: Words): Wanted | string {
  const gnu = proc.flavor === 'gnu'
  const [given] = words.operands
  const named = words.last('p') ?? (words.has('tmpdir') ? words.last('tmpdir') : undefined)
  const inDirectory = given === undefined || named !== undefined || words.has('t')
  const directory = (words.has('t') ? (proc.env.get('TMPDIR') ?? named) : named) || proc.env.get('TMPDIR') || '/tmp'
  const name = (given ?? (gnu ? 'tmp.XXXXXXXXXX' : 'tmp.XXXXXX')) + (words.last('suffix') ?? '')
  const template = inDirectory ? joined(directory, name) : name
  if (template.length > longestPath)
    return `${gnu ? `failed to create file via template ${quoted(template)}` : '(null)'}: File name too long`
  const end = words.last('suffix') ?? (gnu ? /X([^X/]*)$/.exec(template)?.[1] : '') ?? ''
  const whole = end === '' ? template : template.slice(0, -end.length)
  const length = /X*$/.exec(whole)![0].length
  if (!gnu && length < 6) return '(null): Invalid argument'
  if (gnu && length < 3) return `too few X's in template ${quoted(given ?? name)}`
  const used = gnu ? length : 6
  return { template, front: whole.slice(0, whole.length - used), length: used, end }
}

async function make(proc: Proc, { front, length, end }: Wanted, words: Words): Promise<ByteString> {
  for (let attempt = 0; ; attempt++) {
    const chosen = [...proc.host.random(length)].map(
      (byte, at) => letters[(byte + attempt * (at + 1)) % letters.length]!,
    )
    const path = front + chosen.join('') + end
    try {
      if (words.has('u')) {
        if (lookAt(proc, path, { follow: false }) === undefined) return path
      } else if (words.has('d')) {
        proc.host.files.makeDirectory(path, 0o700, proc.caller)
        return path
      } else {
        proc.close(await proc.open(path, { write: true, create: true, exclusive: true }, 0o600))
        return path
      }
    } catch (thrown) {
      if (!(thrown instanceof Errno) || thrown.code !== 'EEXIST' || attempt >= attempts) throw thrown
    }
  }
}

import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { readOptions, type Asking } from '../../options.js'

export interface TarOptions {
  readonly mode: 'c' | 'x' | 't' | 'r'
  readonly archive: ByteString
  readonly compressed: boolean
  readonly verbose: number
  readonly folder: ByteString | undefined
  readonly strip: number
  readonly excluded: readonly ByteString[]
  readonly keepMode: boolean
  readonly keepOwner: boolean
  readonly numeric: boolean
  readonly touch: boolean
  readonly toOutput: boolean
  readonly follow: boolean
  readonly absolute: boolean
  readonly keepOld: boolean
  readonly lists: readonly ByteString[]
  readonly members: readonly ByteString[]
}

const long = {
  create: 'c',
  extract: 'x',
  get: 'x',
  list: 't',
  append: 'r',
  'file:': 'f',
  gzip: 'z',
  gunzip: 'z',
  ungzip: 'z',
  bzip2: 'j',
  xz: 'J',
  verbose: 'v',
  'directory:': 'C',
  'strip-components:': '+strip',
  'exclude:': '+exclude',
  'same-permissions': 'p',
  'preserve-permissions': 'p',
  'same-owner': '+same-owner',
  'no-same-owner': 'o',
  'no-same-permissions': '+no-permissions',
  'numeric-owner': '+numeric',
  touch: 'm',
  'to-stdout': 'O',
  dereference: 'h',
  'absolute-names': 'P',
  'keep-old-files': 'k',
  'files-from:': 'T',
  'exclude-from:': 'X',
  overwrite: '+overwrite',
  'auto-compress': 'a',
}

/** A number is the exit code after what is wrong was said. */
export async function readTarOptions(proc: Proc): Promise<TarOptions | number> {
  const bad = proc.flavor === 'gnu' ? 2 : 1
  const words = readOptions(bundled(proc), { short: 'cxtrf:zjJvC:pomOhPkT:X:aZ', long })
  if (words === undefined) return proc.flavor === 'gnu' ? 64 : 1
  for (const [letter, program] of [
    ['j', 'bzip2'],
    ['J', 'xz'],
  ] as const) {
    if (!words.has(letter)) continue
    await complain(proc, `${program}: not simulated`)
    return bad
  }
  const mode = words.options.find(([name]) => 'cxtr'.includes(name))?.[0] as TarOptions['mode'] | undefined
  if (mode === undefined) return sayMissingMode(proc)
  const all = (name: string): ByteString[] => words.options.flatMap(([given, value]) => (given === name ? value : []))
  const archive = words.last('f') ?? '-'
  return {
    mode,
    archive,
    compressed: words.has('z') || (words.has('a') && /\.(?:tgz|gz)$/.test(archive)),
    verbose: words.options.filter(([name]) => name === 'v').length,
    folder: words.last('C'),
    strip: Number(words.last('+strip') ?? 0) || 0,
    excluded: all('+exclude'),
    keepMode: words.has('p') || (proc.uid === 0 && !words.has('+no-permissions')),
    keepOwner: !words.has('o') && proc.uid === 0,
    numeric: words.has('+numeric'),
    touch: words.has('m'),
    toOutput: words.has('O'),
    follow: words.has('h'),
    absolute: words.has('P'),
    keepOld: words.has('k'),
    lists: all('T'),
    members: words.operands,
  }
}

async function sayMissingMode(proc: Proc): Promise<number> {
  if (proc.flavor === 'busybox') return 1
  await complain(proc, "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options")
  await proc.write(2, `Try '${proc.argv[0]} --help' or '${proc.argv[0]} --usage' for more information.\n`)
  return 2
}

/** The first word may be options without a dash, whose arguments follow it in order. */
function bundled(proc: Proc): Asking {
  const [name = '', first = '', ...rest] = proc.argv
  if (first.startsWith('-') || first === '') return proc
  const argv: ByteString[] = []
  for (const letter of first) {
    argv.push(`-${letter}`)
    if ('fCTX'.includes(letter) && rest.length > 0) argv.push(rest.shift()!)
  }
  return { argv: [name, ...argv, ...rest], flavor: proc.flavor, write: (fd, bytes) => proc.write(fd, bytes) }
}

import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import { signalNumbers } from '../../../kernel/signals.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { readOptions, type Words } from '../../options.js'
import { readFileOf } from '../read-file.js'
import { GnuFetch, type GnuWanted } from './gnu-fetch.js'

const spec = {
  short: 'qvcSO:o:P:U:T:t:w:n:N46d',
  long: {
    quiet: 'q', verbose: 'v', continue: 'c', 'server-response': 'S', 'output-document:': 'O', 'output-file:': 'o',
    'directory-prefix:': 'P', 'user-agent:': 'U', 'timeout:': 'T', 'tries:': 't', 'header:': 'header',
    'post-data:': 'post-data', 'post-file:': 'post-file', 'method:': 'method', 'body-data:': 'post-data', spider: 'spider',
    'no-check-certificate': 'x', 'no-verbose': 'nv', 'no-clobber': 'x', 'no-cache': 'x', 'no-proxy': 'x',
    'connect-timeout:': 'T', 'read-timeout:': 'T', 'dns-timeout:': 'x', 'retry-connrefused': 'retry-connrefused',
    'waitretry:': 'waitretry', 'max-redirect:': 'max-redirect', 'user:': 'user', 'password:': 'password',
    'show-progress': 'x', 'progress:': 'x', 'content-disposition': 'x', timestamping: 'N', 'no-hsts': 'x',
  },
} as const // prettier-ignore

/** GNU's wget (1.21). */
export const gnuWget: Program = async (proc) => {
  const words = readOptions(silenced(proc), spec)
  if (words === undefined) return refuse(proc, 2)
  if (words.operands.length === 0) {
    await complain(proc, 'missing URL')
    return refuse(proc, 1)
  }
  proc.handle(signalNumbers.PIPE, 'ignore')
  let code = 0
  const fetching = new GnuFetch(proc, await wantedOf(proc, words))
  for (const url of words.operands) code = (await fetching.fetch(url)) || code
  return code
}

/** Says what is wrong as `readOptions` does, without its hint: wget has one of its own. */
const silenced = (proc: Proc): Pick<Proc, 'argv' | 'flavor' | 'write'> => ({
  argv: proc.argv,
  flavor: proc.flavor,
  write: (fd, bytes) => (typeof bytes === 'string' && bytes.startsWith('Try ') ? undefined : proc.write(fd, bytes)),
})

async function refuse(proc: Proc, code: number): Promise<number> {
  await proc.write(2, "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n")
  return code
}

async function wantedOf(proc: Proc, words: Words): Promise<GnuWanted> {
  const flags = words.options.flatMap(([name, value]) => (name === 'n' ? [...value] : []))
  const file = words.last('post-file')
  const log = words.last('o')
  const user = words.last('user')
  return {
    level: words.has('q') ? 'quiet' : flags.includes('v') || words.has('nv') ? 'short' : 'all',
    log: log === undefined || log === '-' ? 2 : await openLog(proc, log),
    showsResponse: words.has('S'),
    spider: words.has('spider'),
    keepsWhatIsThere: flags.includes('c'),
    output: words.last('O'),
    prefix: words.last('P'),
    agent: words.last('U') ?? 'Wget/1.21.3',
    headers: words.options.flatMap(([name, value]) => (name === 'header' ? [value] : [])),
    method: words.last('method'),
    user: user === undefined ? undefined : `${user}:${words.last('password') ?? ''}`,
    posted: file === undefined ? words.last('post-data') : fromBytes(await readFileOf(proc, file)),
    patience: Number(words.last('T') ?? 900) || Infinity,
    tries: Number(words.last('t') ?? 20) || Infinity,
    retriesRefused: words.has('retry-connrefused'),
    mostRedirections: Number(words.last('max-redirect') ?? 20),
  }
}

async function openLog(proc: Proc, path: ByteString): Promise<number> {
  try {
    return await proc.open(path, { write: true, create: true, truncate: true })
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    return 2
  }
}

import { fromBytes, type ByteString } from '../../../byte-string.js'
import { signalNumbers } from '../../../kernel/signals.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { readFileOf } from '../read-file.js'
import { refuse, wordsOf, type Usage } from '../../shared/words.js'
import type { Words } from '../../options.js'
import { Patience } from '../late.js'
import { Download, WgetError, type Wanted } from './busybox-download.js'

const usage: Usage = {
  short: 'cqSO:o:P:Y:U:T:t:n:',
  long: {
    continue: 'c',
    quiet: 'q',
    'server-response': 'S',
    'output-document:': 'O',
    'output-file:': 'o',
    'directory-prefix:': 'P',
    'proxy:': 'Y',
    'user-agent:': 'U',
    'timeout:': 'T',
    'tries:': 't',
    'header:': 'header',
    'post-data:': 'post-data',
    'post-file:': 'post-file',
    spider: 'spider',
    'no-check-certificate': 'n',
    'no-verbose': 'n',
    'passive-ftp': 'n',
    'no-cache': 'n',
    'no-clobber': 'n',
    'no-host-directories': 'n',
    'no-parent': 'n',
  },
  usage: '[-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR] [-P DIR] [-U AGENT] URL...',
}

const usualPatience = 900

/** busybox' wget (1.35, with `-T` as its official images have it). */
export const busyboxWget: Program = async (proc) => {
  const words = wordsOf(proc, usage)
  if (typeof words === 'number') return words
  if (words.operands.length === 0) return refuse(proc, usage, '')
  const seconds = words.last('T') ?? String(usualPatience)
  if (!/^\d+$/.test(seconds)) {
    await complain(proc, `invalid number '${seconds}'`)
    return 1
  }
  proc.handle(signalNumbers.PIPE, 'ignore')
  const patience = new Patience(proc, Number(seconds) * 1e6)
  try {
    return await Promise.race([downloadAll(proc, words, patience), tooLate(patience)])
  } catch (thrown) {
    if (!(thrown instanceof WgetError)) throw thrown
    await complain(proc, thrown.message)
    return 1
  }
}

async function tooLate(patience: Patience): Promise<never> {
  await patience.out()
  throw new WgetError('download timed out')
}

async function downloadAll(proc: Proc, words: Words, patience: Patience): Promise<number> {
  const wanted = await wantedOf(proc, words)
  const log = words.last('o')
  const logFd = log === undefined ? 2 : await proc.open(log, { write: true, create: true, truncate: true })
  const output = words.last('O')
  const outputFd = output === '-' ? 1 : undefined
  const download = new Download(proc, wanted, patience, { log: logFd, output: outputFd })
  for (const url of words.operands) await download.fetch(url)
  return 0
}

async function wantedOf(proc: Proc, words: Words): Promise<Wanted> {
  const all = (name: string): ByteString[] => words.options.flatMap(([one, value]) => (one === name ? [value] : []))
  const file = words.last('post-file')
  const posted = file === undefined ? words.last('post-data') : fromBytes(await readFileOf(proc, file))
  return {
    quiet: words.has('q'),
    showsResponse: words.has('S'),
    continues: words.has('c'),
    spider: words.has('spider'),
    output: words.last('O'),
    prefix: words.last('P'),
    agent: words.last('U') ?? 'Wget',
    headers: all('header'),
    posted,
  }
}

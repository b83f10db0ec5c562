import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Ended, Proc, Program } from '../../kernel/proc.js'
import { signalNumbers } from '../../kernel/signals.js'
import { complain, reasonOf } from '../complain.js'
import type { Words } from '../options.js'
import { readDuration } from '../shared/durations.js'
import { quoted } from '../shared/quote.js'
import { codeOf, codeOfFailure, spawnCommand } from '../shared/run-command.js'
import { readSignal, signalName } from '../shared/signals.js'
import { refuse, wordsOf, type Usage } from '../shared/words.js'

const usage: Record<Proc['flavor'], Usage> = {
  busybox: { short: '+s:k:', usage: '[-s SIG] [-k KILL_SECS] SECS PROG ARGS' },
  gnu: {
    short: '+k:s:v',
    long: { foreground: 'f', 'kill-after:': 'k', 'preserve-status': 'p', 'signal:': 's', verbose: 'v' },
    usage: '[OPTION] DURATION COMMAND [ARG]...',
    wrong: { gnu: 125 },
  },
}

/** What ends a command, and when. */
interface Limit {
  readonly length: number
  readonly signal: number
  /** Until it is killed; 0 for never. */
  readonly killAfter: number
}

/** Ends a command that takes too long. */
export const timeout: Program = async (proc) => {
  const own = usage[proc.flavor]
  const words = wordsOf(proc, own)
  if (typeof words === 'number') return words
  const [text, ...argv] = words.operands
  if (text === undefined || argv.length === 0) return tooFew(proc, own)
  const limit = await limitOf(proc, own, text, words)
  if (typeof limit === 'number') return limit
  const ownGroup = proc.flavor === 'gnu' && !words.has('f')
  if (ownGroup) proc.setGroup(0, 0)
  let pid: number
  try {
    pid = spawnCommand(proc, argv)
  } catch (thrown) {
    const reason = reasonOf(thrown)
    const gnu = `failed to run command ${quoted(argv[0]!)}: ${reason}`
    await complain(proc, proc.flavor === 'gnu' ? gnu : `can't execute '${argv[0]}': ${reason}`)
    return codeOfFailure(thrown)
  }
  return watchOver(proc, pid, limit, words)
}

async function tooFew(proc: Proc, own: Usage): Promise<number> {
  if (proc.flavor === 'busybox') return refuse(proc, own, '')
  await proc.write(2, `Try '${proc.argv[0]} --help' for more information.\n`)
  return 125
}

async function limitOf(proc: Proc, own: Usage, text: ByteString, words: Words): Promise<Limit | number> {
  const gnu = proc.flavor === 'gnu'
  const signal = readSignal(words.last('s') ?? 'TERM')
  if (signal === undefined) {
    const given = words.last('s')!
    if (gnu) return refuse(proc, own, `${quoted(given)}: invalid signal`)
    await complain(proc, `unknown signal '${given}'`)
    return 1
  }
  const [length, killAfter] = [text, words.last('k') ?? '0'].map(readDuration)
  if (length === undefined || killAfter === undefined) {
    const wrong = length === undefined ? text : words.last('k')!
    if (gnu) return refuse(proc, own, `invalid time interval ${quoted(wrong)}`)
    await complain(proc, `invalid number '${wrong}'`)
    return 1
  }
  return { length, signal, killAfter }
}

/** Waits for a command to end, by itself or as its time is over. */
async function watchOver(proc: Proc, pid: number, limit: Limit, words: Words): Promise<number> {
  let isOver = false
  const { length, signal, killAfter } = limit
  const send = (which: number): void => {
    try {
      proc.kill(pid, which)
      if (proc.flavor === 'busybox' || words.has('f')) return
      // GNU's signals all that the command has started, and spares itself where it can.
      if (which !== signalNumbers.KILL) proc.handle(which, 'ignore')
      proc.kill(0, which)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  }
  for (const which of [signalNumbers.TERM, signalNumbers.INT, signalNumbers.HUP, signalNumbers.QUIT]) {
    proc.handle(which, send)
  }
  const say = async (which: number): Promise<void> => {
    const name = words.operands[1]!
    if (words.has('v')) await complain(proc, `sending signal ${signalName(which)} to command ${quoted(name)}`)
  }
  const clock = async (): Promise<Ended> => {
    await proc.sleep(length > 0 ? length : Infinity)
    isOver = true
    await say(signal)
    send(signal)
    if (killAfter > 0) {
      await proc.sleep(killAfter)
      await say(signalNumbers.KILL)
      send(signalNumbers.KILL)
    }
    return new Promise<Ended>(() => undefined)
  }
  const ended = await Promise.race([proc.wait(pid), clock()])
  if (ended === undefined) return 0
  if (!isOver || words.has('p')) return codeOf(ended)
  if ('signal' in ended && ended.signal === signalNumbers.KILL) return 137
  return proc.flavor === 'gnu' ? 124 : 143
}

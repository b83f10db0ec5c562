import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { turn } from '../shared/turn.js'
import { readMode } from '../shared/file-mode.js'
import { quoted } from '../shared/quote.js'
import { refuse, refuseMissing, wordsOf, type Usage } from '../shared/words.js'

const fifoUsage: Usage = { short: 'm:Z', long: { 'mode:': 'm' }, usage: '[-m MODE] NAME...' }

/** Makes fifos. */
export const mkfifo: Program = async (proc) => {
  const words = wordsOf(proc, fifoUsage)
  if (typeof words === 'number') return words
  const paths = words.operands
  if (paths.length === 0 || (proc.flavor === 'busybox' && paths.length > 1)) return refuseMissing(proc, fifoUsage)
  return makeFifos(proc, paths, words.last('m'))
}

async function makeFifos(proc: Proc, paths: readonly ByteString[], given: ByteString | undefined): Promise<number> {
  const change = given === undefined ? undefined : readMode(given, proc.umask)
  if (given !== undefined && change === undefined) {
    await complain(proc, proc.flavor === 'gnu' ? 'invalid mode' : `${paths[0]}: Invalid argument`)
    return 1
  }
  let code = 0
  for (const path of paths) {
    await turn(proc)
    try {
      proc.host.files.makeFifo(path, 0o666, proc.caller)
      if (change !== undefined) proc.host.files.chmod(path, change(0o666, false), proc.caller)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      await complain(proc, `${proc.flavor === 'gnu' ? `cannot create fifo ${quoted(path)}` : path}: ${thrown.message}`)
      code = 1
    }
  }
  return code
}

const nodeUsage: Usage = { short: 'm:Z', long: { 'mode:': 'm' }, usage: '[-m MODE] NAME TYPE [MAJOR MINOR]' }

/** Makes a fifo; devices are refused, as to a container without the capability MKNOD. */
export const mknod: Program = async (proc) => {
  const words = wordsOf(proc, nodeUsage)
  if (typeof words === 'number') return words
  const [path, type, major, minor] = words.operands
  if (path === undefined) return refuseMissing(proc, nodeUsage)
  if (type === undefined) return refuse(proc, nodeUsage, `missing operand after ${quoted(path)}`)
  if (type === 'p') return makeFifos(proc, [path], words.last('m'))
  if (minor === undefined || major === undefined) {
    const sentence = `missing operand after ${quoted(words.operands.at(-1)!)}`
    return refuse(
      proc,
      nodeUsage,
      proc.flavor === 'gnu' ? `${sentence}\nSpecial files require major and minor device numbers.` : sentence,
    )
  }
  if (!'bcu'.includes(type)) return refuse(proc, nodeUsage, `invalid device type ${quoted(type)}`)
  await complain(proc, `${path}: Operation not permitted`)
  return 1
}

import type { ByteString } from '../../byte-string.js'
import type { Flavor, Program } from '../../kernel/proc.js'
import { unescape } from './escapes.js'

/** What `echo` prints of its arguments. */
export function echoText(args: readonly ByteString[], flavor: Flavor): ByteString {
  let newline = true
  let escapes = false
  let at = 0
  for (; at < args.length && /^-[neE]+$/.test(args[at]!); at++) {
    for (const option of args[at]!.slice(1)) {
      if (option === 'n') newline = false
      else escapes = option === 'e'
    }
  }
  const text = args.slice(at).join(' ')
  const end = newline ? '\n' : ''
  if (!escapes) return text + end
  const read = unescape(text, { octal: flavor === 'gnu' ? 'zero' : 'either', stops: true })
  return read.stopped ? read.text : read.text + end
}

export const echo: Program = async (proc) => {
  await proc.write(1, echoText(proc.argv.slice(1), proc.flavor))
  return 0
}

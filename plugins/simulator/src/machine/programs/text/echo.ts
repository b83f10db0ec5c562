import type { ByteString } from '../../byte-string.js'
import type { Program } from '../../kernel/proc.js'
import { unescape, type EscapeOptions } from './escapes.js'

/** Whose `echo` and `printf` it is: busybox's, which is ash's own, a shell's, or that of coreutils. */
export type Printer = 'ash' | 'bash' | 'dash' | 'gnu'

const escapes: Readonly<Record<Printer, EscapeOptions>> = {
  ash: { octal: 'either', stops: true },
  bash: { octal: 'zero', stops: true, unicode: true, capital: true },
  dash: { octal: 'either', stops: true, hex: false },
  gnu: { octal: 'either', stops: true },
}

/** What `echo` prints of its arguments; `expands` where it reads escapes without being told (`xpg_echo`). */
export function echoText(args: readonly ByteString[], printer: Printer, expands = printer === 'dash'): ByteString {
  const { at, hasEnd, isEscaped } = readFlags(args, printer, expands)
  const text = args.slice(at).join(' ')
  const end = hasEnd ? '\n' : ''
  if (!isEscaped) return text + end
  const read = unescape(text, escapes[printer])
  return read.stopped ? read.text : read.text + end
}

function readFlags(
  args: readonly ByteString[],
  printer: Printer,
  expands: boolean,
): { readonly at: number; readonly hasEnd: boolean; readonly isEscaped: boolean } {
  // dash knows one option, once.
  if (printer === 'dash') return args[0] === '-n' ? flags(1, false, expands) : flags(0, true, expands)
  let [at, hasEnd, isEscaped] = [0, true, expands]
  for (; at < args.length && /^-[neE]+$/.test(args[at]!); at++) {
    for (const option of args[at]!.slice(1)) {
      if (option === 'n') hasEnd = false
      else isEscaped = option === 'e'
    }
  }
  return flags(at, hasEnd, isEscaped)
}

const flags = (at: number, hasEnd: boolean, isEscaped: boolean) => ({ at, hasEnd, isEscaped })

export const echo: Program = async (proc) => {
  await proc.write(1, echoText(proc.argv.slice(1), proc.flavor === 'gnu' ? 'gnu' : 'ash'))
  return 0
}

import { printfTo } from '../../programs/text/printf/printing.js'
import { complainAs } from '../complain.js'
import type { Shell } from '../shell.js'
import { backslashed } from '../words/quoting.js'
import { print, readFlags, type Run } from './builtin.js'
import { formatTime } from './printf-time.js'

/** `printf`, in the words of the shell. */
export const printf: Run = async (shell, words) => {
  const { given, operands, wrong } = readFlags(words, shell.dialect === 'bash' ? 'v:' : '')
  if (wrong !== undefined || operands.length === 0) return misused(shell, wrong)
  const [format = '', ...values] = operands
  const host = {
    printer: shell.dialect,
    tick: () => shell.proc.tick(),
    write: (text: string) => print(shell, text, 'printf'),
    complain: (sentence: string) => complainAs(shell, 'printf', sentence),
    quote: backslashed,
    time: (format: string, moment: string | undefined) => formatTime(shell, format, moment),
  }
  const { text, code } = await printfTo(host, format, values)
  const variable = given.get('v')
  if (variable !== undefined) {
    shell.assign(variable, text)
    return code
  }
  const status = await print(shell, text, 'printf')
  return status === 0 ? code : status
}

async function misused(shell: Shell, wrong: string | undefined): Promise<number> {
  if (shell.dialect === 'bash') {
    if (wrong !== undefined) await complainAs(shell, 'printf', `-${wrong}: invalid option`)
    await shell.say('printf: usage: printf [-v var] format [arguments]\n')
    return 2
  }
  if (wrong !== undefined) {
    await complainAs(shell, 'printf', `Illegal option -${wrong}`)
    return 2
  }
  // busybox shows its usage.
  if (shell.dialect === 'ash') return 1
  await complainAs(shell, 'printf', 'usage: printf format [arg ...]')
  return 2
}

import type { Program } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { printfTo } from './printing.js'
import { quoted } from './quoted.js'

export const printf: Program = async (proc) => {
  const args = proc.argv.slice(proc.argv[1] === '--' ? 2 : 1)
  const [format, ...values] = args
  if (format === undefined) {
    if (proc.flavor === 'gnu')
      await proc.write(2, `${proc.argv[0]}: missing operand\nTry '${proc.argv[0]} --help' for more information.\n`)
    return 1
  }
  const host = {
    printer: proc.flavor === 'gnu' ? 'gnu' : 'ash',
    tick: () => proc.tick(),
    write: (text: string) => proc.write(1, text),
    complain: (sentence: string) => complain(proc, sentence),
    quote: quoted,
  } as const
  const { text, code } = await printfTo(host, format, values)
  await proc.write(1, text)
  return code
}

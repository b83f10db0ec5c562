import type { Proc } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { wordsOf } from '../../shared/words.js'
import { busyboxColumns, type Column } from './columns.js'
import { ProcessView } from './process-view.js'
import { tableOf } from './table.js'

/** `ps` of busybox, as its images have it: all processes. Letters without a dash mean nothing to it. */
export async function busyboxPs(proc: Proc): Promise<number> {
  const words = wordsOf(proc, { short: 'o:TalefAwx', usage: '[-o COL1,COL2=HEADER] [-T]' })
  if (typeof words === 'number') return words
  const wanted = words.options.flatMap(([name, argument]) => (name === 'o' ? argument.split(',') : []))
  const columns: Column[] = []
  for (const text of wanted.length > 0 ? wanted : ['pid', 'user', 'time', 'args']) {
    const [, name = '', title] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? []
    const column = busyboxColumns[name]
    if (column === undefined) {
      const supported = Object.keys(busyboxColumns).join(',')
      await complain(proc, `bad -o argument '${name}', supported arguments: ${supported}`)
      return 1
    }
    columns.push(title === undefined ? column : { ...column, title })
  }
  const width = proc.isTerminal(1) ? (proc.terminalSize()?.columns ?? 80) : Infinity
  const layout = { titles: true, alignTitles: false, width }
  await proc.write(1, tableOf(columns, proc.host.processes(), new ProcessView(proc), layout))
  return 0
}

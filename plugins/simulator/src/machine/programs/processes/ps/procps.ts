import type { ByteString } from '../../../byte-string.js'
import type { Proc, ProcessInfo } from '../../../kernel/proc.js'
import { commandName } from '../matching.js'
import { procpsColumns, type Column } from './columns.js'
import { ProcessView } from './process-view.js'
import { PsError, readSelection, type Selection } from './selection.js'
import { tableOf } from './table.js'

const layouts: Readonly<Record<Selection['layout'], string>> = {
  plain: 'pid,tname,time,ucmd',
  full: 'euser=UID,pid,ppid,c,stime,tname,time,cmd',
  long: 'f,s,uid,pid,ppid,c,pri,ni,sz,wchan,tname,time,ucmd',
  bsd: 'pid,tname,stat,bsdtime,args',
  bsdUser: 'user,pid,pcpu,pmem,vsz,rss,tname,stat,bsdstart,bsdtime,args',
  bsdLong: 'f,uid,pid,ppid,pri,ni,vsz,rss,wchan,stat,tname,bsdtime,args',
}

/** `ps` of procps. */
export async function procpsPs(proc: Proc): Promise<number> {
  try {
    const selection = readSelection(proc.argv.slice(1))
    if (selection.version) {
      await proc.write(1, 'ps from procps-ng 4.0.2\n')
      return 0
    }
    const columns = columnsOf(selection.columns.length > 0 ? selection.columns : layouts[selection.layout].split(','))
    const view = new ProcessView(proc)
    const processes = sorted(selected(proc, selection, view), selection.sort, view)
    const width = proc.isTerminal(1) && !selection.wide ? (proc.terminalSize()?.columns ?? 80) : Infinity
    await proc.write(1, tableOf(columns, processes, view, { titles: selection.titles, alignTitles: true, width }))
    return processes.length > 0 ? 0 : 1
  } catch (thrown) {
    if (!(thrown instanceof PsError)) throw thrown
    await proc.write(2, `error: ${thrown.message}\n\nUsage:\n ps [options]\n`)
    return 1
  }
}

function columnsOf(names: readonly string[]): Column[] {
  return names.map((text) => {
    const [, name = '', title] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? []
    const column = procpsColumns[name]
    if (column === undefined) throw new PsError(`unknown user-defined format specifier "${name}"`)
    return title === undefined ? column : { ...column, title, width: Math.max(column.width, title.length) }
  })
}

function selected(proc: Proc, selection: Selection, view: ProcessView): readonly ProcessInfo[] {
  const all = proc.host.processes()
  const own = all.find(({ pid }) => pid === proc.pid)
  const { every, everyTerminal, pids, parents, users, commands } = selection
  const named = pids.length + parents.length + users.length + commands.length > 0
  const isWanted = (process: ProcessInfo): boolean => {
    if (every) return true
    if (named) {
      return (
        pids.includes(process.pid) ||
        parents.includes(process.parent) ||
        users.some((name) => name === view.user(process) || name === String(process.uid)) ||
        commands.includes(commandName(process))
      )
    }
    if (everyTerminal) return process.hasTerminal
    return process.uid === proc.uid && process.hasTerminal === own?.hasTerminal
  }
  return all.filter((process) => isWanted(process))
}

function sorted(
  processes: readonly ProcessInfo[],
  keys: readonly ByteString[],
  view: ProcessView,
): readonly ProcessInfo[] {
  const orders = keys.map((key) => {
    const [, sign, name = ''] = /^([-+]?)(.*)$/.exec(key)!
    const column = procpsColumns[name]
    if (column === undefined) throw new PsError('unknown sort specifier')
    return { column, factor: sign === '-' ? -1 : 1 }
  })
  return [...processes].sort((one, other) => {
    for (const { column, factor } of orders) {
      const order = compare(column, one, other, view)
      if (order !== 0) return order * factor
    }
    return one.pid - other.pid
  })
}

function compare({ order, value }: Column, one: ProcessInfo, other: ProcessInfo, view: ProcessView): number {
  if (order !== undefined) return order(one, view) - order(other, view)
  const [left, right] = [value(one, view), value(other, view)]
  return left < right ? -1 : left > right ? 1 : 0
}

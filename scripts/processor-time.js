import { readFileSync } from 'node:fs'

/** The ms of processor time that a process has had so far (proc(5), `stat`: fields 14 and 15, in hundredths of a second). */
export function processorTime(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

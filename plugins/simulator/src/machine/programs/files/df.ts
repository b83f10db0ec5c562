import { Errno } from '../../errno.js'
import type { Mount } from '../../files/files.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import type { Words } from '../options.js'
import { lookAt } from '../shared/look.js'
import { mountOf } from '../shared/mounts.js'
import { humanBusybox, humanGnu } from '../shared/sizes.js'
import { wordsOf, type Usage } from '../shared/words.js'

const dfUsage: Record<Proc['flavor'], Usage> = {
  busybox: { short: 'kPTaihmB:t:', usage: '[-PkmhTai] [FILESYSTEM]...' },
  gnu: {
    short: 'aB:iF:hHklmPTt:vx:',
    long: { all: 'a', 'block-size:': 'B', inodes: 'i', 'human-readable': 'h', portability: 'P', 'print-type': 'T', 'type:': 't', 'exclude-type:': 'x', local: 'l', total: 'total', 'output::': 'output', si: 'H' },
    usage: '[OPTION]... [FILE]...',
  },
} // prettier-ignore

/** Shows how full file systems are. */
export const df: Program = async (proc) => {
  const words = wordsOf(proc, dfUsage[proc.flavor])
  if (typeof words === 'number') return words
  const mounts: Mount[] = []
  let code = 0
  const rows: string[][] = []
  for (const operand of words.operands) {
    try {
      mounts.push(mountOf(proc, operand))
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      await complain(proc, `${operand}: ${proc.flavor === 'gnu' ? thrown.message : `can't find mount point`}`)
      code = 1
    }
  }
  const shown = words.operands.length > 0 ? mounts : listed(proc, words)
  for (const mount of shown) rows.push(rowOf(proc, mount, words))
  if (rows.length === 0 && words.operands.length > 0 && proc.flavor === 'gnu') return code
  await proc.write(1, proc.flavor === 'gnu' ? gnuTable(rows, words) : busyboxTable(rows, words))
  return code
}

function listed(proc: Proc, words: Words): readonly Mount[] {
  const type = words.last('t')
  const excluded = words.last('x')
  const all = proc.host.files
    .mounts()
    .filter((mount) => (type === undefined || mount.type === type) && mount.type !== excluded)
  if (words.has('a')) return all
  const visible = [...new Map(all.map((mount) => [mount.path, mount])).values()]
  const full = visible.filter(({ path }) => proc.host.files.usage(path, proc.caller).bytes > 0)
  if (proc.flavor === 'busybox') return full
  // Of what is mounted at several places GNU's shows the one with the shortest path.
  const shortest = new Map<number, Mount>()
  for (const mount of full) {
    const device = lookAt(proc, mount.path)?.device ?? -1
    const other = shortest.get(device)
    if (other === undefined || other.path.length > mount.path.length) shortest.set(device, mount)
  }
  return full.filter((mount) => [...shortest.values()].includes(mount))
}

function rowOf(proc: Proc, { path, source, type }: Mount, words: Words): string[] {
  const usage = proc.host.files.usage(path, proc.caller)
  const [total, used] = words.has('i') ? [usage.inodes, usage.usedInodes] : [usage.bytes, usage.usedBytes]
  const free = Math.max(0, total - used)
  const gnu = proc.flavor === 'gnu'
  const percent =
    total === 0
      ? gnu
        ? '-'
        : '0%'
      : `${gnu ? Math.ceil((used * 100) / (used + free)) : Math.round((used * 100) / (used + free))}%`
  const cells = [total, used, free].map((number) => cell(proc, number, words))
  return [source, ...(words.has('T') ? [type] : []), ...cells, percent, path]
}

function cell({ flavor }: Proc, number: number, words: Words): string {
  const gnu = flavor === 'gnu'
  if (words.has('h') || words.has('H'))
    return gnu ? humanGnu(number, words.has('H') ? 1000 : 1024) : humanBusybox(number)
  if (words.has('i')) return String(number)
  const unit = words.has('m') || /^M/.test(words.last('B') ?? '') ? 2 ** 20 : 1024
  return String(gnu ? Math.ceil(number / unit) : Math.floor(number / unit))
}

const unitOf = (words: Words): string =>
  words.has('m') || /^M/.test(words.last('B') ?? '') ? '1M' : words.has('P') ? '1024' : '1K'

function busyboxTable(rows: readonly string[][], words: Words): string {
  const type = words.has('T') ? 'Type       ' : ''
  const unit = words.has('h')
    ? '     Size'
    : words.has('i')
      ? '   Inodes'
      : words.has('P')
        ? '1024-blocks'
        : `${unitOf(words)}-blocks`
  const heading =
    words.has('P') && !words.has('h') && !words.has('i')
      ? ` Used Available Capacity Mounted on`
      : `      Used Available Use% Mounted on`
  const title =
    words.has('P') && !words.has('h') && !words.has('i')
      ? `Filesystem           ${type}${unit}   ${heading}\n`
      : `Filesystem           ${type}${words.has('h') || words.has('i') ? ` ${unit}` : unit.padStart(9)}${heading}\n`
  const lines = rows.map((row) => {
    const cells = [...row]
    const [source, ...rest] = cells
    const kind = words.has('T') ? ` ${rest.shift()!.padEnd(10)}` : ''
    const [total = '', used = '', free = '', percent = '', path = ''] = rest
    const front = source!.length > 20 && !words.has('P') ? `${source}\n${' '.repeat(20)}` : source!.padEnd(20)
    return `${front}${kind} ${total.padStart(9)} ${used.padStart(9)} ${free.padStart(9)} ${percent.padStart(3)} ${path}\n`
  })
  return title + lines.join('')
}

function gnuTable(rows: readonly string[][], words: Words): string {
  const type = words.has('T') ? ['Type'] : []
  const inodes = words.has('i')
  const human = words.has('h') || words.has('H')
  const total = inodes ? 'Inodes' : human ? 'Size' : `${unitOf(words)}-blocks`
  const free = inodes ? 'IFree' : human && !words.has('P') ? 'Avail' : 'Available'
  const percent = inodes ? 'IUse%' : words.has('P') ? 'Capacity' : 'Use%'
  const titles = ['Filesystem', ...type, total, inodes ? 'IUsed' : 'Used', free, percent, 'Mounted on']
  const table = [titles, ...rows]
  const least = [14, ...type.map(() => 4), ...(human ? [5, 5, 5] : inodes ? [5, 5, 5] : [5, 5, 5]), 4, 0]
  const widths = titles.map((_, at) => Math.max(least[at]!, ...table.map((row) => row[at]!.length)))
  const lefts = 1 + type.length
  return table
    .map((row) =>
      row
        .map((text, at) =>
          at === row.length - 1 ? text : at < lefts ? text.padEnd(widths[at]!) : text.padStart(widths[at]!),
        )
        .join(' '),
    )
    .map((line) => `${line}\n`)
    .join('')
}

import type { ByteString } from '../../byte-string.js'
import type { ProcessInfo } from '../../kernel/proc.js'
import type { ProcSource } from './source.js'

/** Ticks of the clock a second (`sysconf(_SC_CLK_TCK)`). */
const ticks = 100
const perTick = 1_000_000 / ticks

/** The name of a program in 15 bytes, as `/proc/PID/comm` has it. */
export function commOf({ argv, executable }: ProcessInfo): ByteString {
  const path = executable ?? argv[0] ?? ''
  return path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('/') + 16)
}

/** As its program has it; nothing of a zombie. */
export const cmdlineOf = ({ argv, state }: ProcessInfo): ByteString =>
  state === 'Z' ? '' : argv.map((text) => `${text}\0`).join('')

export const environOf = ({ env }: ProcessInfo): ByteString =>
  [...env].map(([name, value]) => `${name}=${value}\0`).join('')

/** Kilobytes of memory that a process shows: what small programs have. */
const memory = { virtual: 4404, resident: 1664, data: 360, stack: 132, text: 804, shared: 0 }
const page = 4

const states = { R: 'running', S: 'sleeping', T: 'stopped', Z: 'zombie' }

/** `/proc/PID/stat` (proc(5)); the fields that ps and top look at are true. */
export function statOf(process: ProcessInfo, source: ProcSource): ByteString {
  const { pid, parent, group, session, state, used, startedAt, hasTerminal } = process
  const terminal = hasTerminal ? (136 << 8).toString() : '0'
  const user = Math.floor(used / perTick)
  const started = Math.max(0, Math.floor((startedAt - bootOf(source)) / perTick))
  const [virtual, resident] = state === 'Z' ? [0, 0] : [memory.virtual * 1024, memory.resident / page]
  const foreground = hasTerminal ? group : -1
  const beforeStart = [parent, group, session, terminal, foreground, 4194304, 98, 0, 0, 0, user, 0, 0, 0, 20, 0, 1, 0]
  const behind = [started, virtual, resident, '18446744073709551615', ...Array<number>(12).fill(0), 17]
  return `${pid} (${commOf(process)}) ${state} ${[...beforeStart, ...behind, ...Array<number>(14).fill(0)].join(' ')}\n`
}

/** When the machine began: a day before the container did. */
export const bootOf = ({ bootedAt }: ProcSource): number => bootedAt - 86_400_000_000

/** Pages: in all, resident, shared, text, libraries, data, dirty. */
export const statmOf = ({ state }: ProcessInfo): ByteString => {
  const sizes = [memory.virtual, memory.resident, memory.shared, memory.text, 0, memory.data, 0]
  return `${sizes.map((size) => (state === 'Z' ? 0 : Math.floor(size / page))).join(' ')}\n`
}

/** `/proc/PID/status`. */
export function statusOf(process: ProcessInfo): ByteString {
  const { pid, parent, uid, gid, groups = [], state, umask = 0o022, descriptors } = process
  const size = Math.max(64, 2 ** Math.ceil(Math.log2(descriptors.size + 1)))
  const rows: readonly (readonly [string, string | number])[] = [
    ['Name', commOf(process)],
    ['Umask', umask.toString(8).padStart(4, '0')],
    ['State', `${state} (${states[state]})`],
    ['Tgid', pid],
    ['Ngid', 0],
    ['Pid', pid],
    ['PPid', parent],
    ['TracerPid', 0],
    ['Uid', `${uid}\t${uid}\t${uid}\t${uid}`],
    ['Gid', `${gid}\t${gid}\t${gid}\t${gid}`],
    ['FDSize', size],
    ['Groups', `${groups.join(' ')} `],
    ['NStgid', pid],
    ['NSpid', pid],
    ['NSpgid', process.group],
    ['NSsid', process.session],
    ...(state === 'Z' ? [] : memoryRows),
    ['Threads', 1],
    ['SigQ', '0/31192'],
    ['SigPnd', '0000000000000000'],
    ['SigBlk', '0000000000000000'],
    ['CapInh', '0000000000000000'],
    ['CapPrm', capabilitiesOf(uid)],
    ['CapEff', capabilitiesOf(uid)],
    ['CapBnd', dockerCapabilities],
    ['CapAmb', '0000000000000000'],
    ['NoNewPrivs', 0],
    ['Seccomp', 2],
    ['voluntary_ctxt_switches', 0],
    ['nonvoluntary_ctxt_switches', 1],
  ]
  return rows.map(([name, value]) => `${name}:\t${value}\n`).join('')
}

const kilobytes = (size: number): string => `${String(size).padStart(8)} kB`

const memoryRows: readonly (readonly [string, string])[] = [
  ['VmPeak', kilobytes(memory.virtual)],
  ['VmSize', kilobytes(memory.virtual)],
  ['VmLck', kilobytes(0)],
  ['VmPin', kilobytes(0)],
  ['VmHWM', kilobytes(memory.resident)],
  ['VmRSS', kilobytes(memory.resident)],
  ['VmData', kilobytes(memory.data)],
  ['VmStk', kilobytes(memory.stack)],
  ['VmExe', kilobytes(memory.text)],
  ['VmSwap', kilobytes(0)],
]

/** The capabilities that Docker leaves a container (moby's `caps.DefaultCapabilities`). */
const dockerCapabilities = '00000000a80425fb'
const capabilitiesOf = (uid: number): string => (uid === 0 ? dockerCapabilities : '0000000000000000')

const limits: readonly (readonly [string, string, string, string])[] = [
  ['Max cpu time', 'unlimited', 'unlimited', 'seconds'],
  ['Max file size', 'unlimited', 'unlimited', 'bytes'],
  ['Max data size', 'unlimited', 'unlimited', 'bytes'],
  ['Max stack size', '8388608', 'unlimited', 'bytes'],
  ['Max core file size', 'unlimited', 'unlimited', 'bytes'],
  ['Max resident set', 'unlimited', 'unlimited', 'bytes'],
  ['Max processes', 'unlimited', 'unlimited', 'processes'],
  ['Max open files', '1048576', '1048576', 'files'],
  ['Max locked memory', '65536', '65536', 'bytes'],
  ['Max address space', 'unlimited', 'unlimited', 'bytes'],
  ['Max file locks', 'unlimited', 'unlimited', 'locks'],
  ['Max pending signals', '31192', '31192', 'signals'],
  ['Max msgqueue size', '819200', '819200', 'bytes'],
  ['Max nice priority', '0', '0', ''],
  ['Max realtime priority', '0', '0', ''],
  ['Max realtime timeout', 'unlimited', 'unlimited', 'us'],
]

/** `/proc/PID/limits`, with those that Docker sets. */
export const limitsText = [['Limit', 'Soft Limit', 'Hard Limit', 'Units'] as const, ...limits]
  .map(([name, soft, hard, unit]) => `${name.padEnd(25)} ${soft.padEnd(20)} ${hard.padEnd(20)} ${unit.padEnd(10)}\n`)
  .join('')

import { Errno } from '../errno.js'

/** The signals of Linux by their names without `SIG` (signal(7), x86). */
export const signalNumbers = {
  HUP: 1, INT: 2, QUIT: 3, ILL: 4, TRAP: 5, ABRT: 6, BUS: 7, FPE: 8, KILL: 9, USR1: 10, SEGV: 11, USR2: 12, PIPE: 13,
  ALRM: 14, TERM: 15, STKFLT: 16, CHLD: 17, CONT: 18, STOP: 19, TSTP: 20, TTIN: 21, TTOU: 22, URG: 23, XCPU: 24,
  XFSZ: 25, VTALRM: 26, PROF: 27, WINCH: 28, IO: 29, PWR: 30, SYS: 31,
} as const // prettier-ignore

const { KILL, CHLD, CONT, STOP, TSTP, TTIN, TTOU, URG, WINCH } = signalNumbers

/** The highest one, of those for real time. */
export const lastSignal = 64

/** What a signal does to a process that does not handle it. */
export type Action = 'end' | 'stop' | 'continue' | 'nothing'

const halting: ReadonlySet<number> = new Set([STOP, TSTP, TTIN, TTOU])
const ignored: ReadonlySet<number> = new Set([CHLD, URG, WINCH])

/** The default action of a signal (signal(7)). */
export function actionOf(signal: number): Action {
  if (halting.has(signal)) return 'stop'
  if (ignored.has(signal)) return 'nothing'
  return signal === CONT ? 'continue' : 'end'
}

/** Whether no process can do anything about it. */
export const isForced = (signal: number): boolean => signal === KILL || signal === STOP

/** Throws `EINVAL` for what is no signal; 0 is one that only looks. */
export function checkSignal(signal: number): void {
  if (!Number.isInteger(signal) || signal < 0 || signal > lastSignal) throw new Errno('EINVAL')
}

/** What a signal does to a program that does not handle it. */
export type Action = 'end' | 'stop' | 'continue' | 'nothing'

const signal = { KILL: 9, CHLD: 17, CONT: 18, STOP: 19, TSTP: 20, TTIN: 21, TTOU: 22, URG: 23, WINCH: 28 }

const ignored: readonly number[] = [signal.CHLD, signal.URG, signal.WINCH]
// No job control reaches a container's processes, so that TSTP, TTIN and TTOU have nobody to stop for.
const halting: readonly number[] = [signal.STOP]
const harmless: readonly number[] = [signal.TSTP, signal.TTIN, signal.TTOU]

/**
 * The default action of a signal by its number (signal(7)). The kernel spares the first process of a container what it
 * does not handle; here it dies, so that `docker stop` of a `sleep` takes no ten seconds.
 */
export function actionOf(number: number): Action {
  if (ignored.includes(number) || harmless.includes(number)) return 'nothing'
  if (halting.includes(number)) return 'stop'
  return number === signal.CONT ? 'continue' : 'end'
}

/** The one signal that a paused process does not get to keep waiting. */
export const isKill = (number: number): boolean => number === signal.KILL

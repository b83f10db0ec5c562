/** What a signal does to a program that does not handle it. */
export type Action = 'end' | 'stop' | 'continue' | 'nothing'

const signal = { KILL: 9, CHLD: 17, CONT: 18, STOP: 19, TSTP: 20, TTIN: 21, TTOU: 22, URG: 23, WINCH: 28 }

const ignored: readonly number[] = [signal.CHLD, signal.URG, signal.WINCH]
// No job control reaches a container's processes, so that TSTP, TTIN and TTOU have nobody to stop for.
const halting: readonly number[] = [signal.STOP]
const harmless: readonly number[] = [signal.TSTP, signal.TTIN, signal.TTOU]

// What a service goes down by; HUP and USR1 are what it reloads and reopens its logs by.
const ending: readonly number[] = [2, 3, 6, signal.KILL, 15]

/**
 * What a signal does by its number: the default action (signal(7)). The kernel spares the first process of a container
 * what it does not handle; here that one dies by what services go down by and by its `stopSignal`, so that `docker stop`
 * of a `sleep` takes no ten seconds.
 */
export function actionOf(number: number, stopSignal: number | undefined): Action {
  if (ignored.includes(number) || harmless.includes(number)) return 'nothing'
  if (halting.includes(number)) return 'stop'
  if (number === signal.CONT) return 'continue'
  return stopSignal === undefined || number === stopSignal || ending.includes(number) ? 'end' : 'nothing'
}

/** The one signal that a paused process does not get to keep waiting. */
export const isKill = (number: number): boolean => number === signal.KILL

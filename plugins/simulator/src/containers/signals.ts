import type { MakeError } from '../errors.js'
import type { Container } from './container.js'

// signal(7) of Linux, in the order of their numbers from 1.
const names = (
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU ' +
  'URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'
).split(' ')

const aliases: Readonly<Record<string, number>> = { IOT: 6, CLD: 17, POLL: 29, UNUSED: 31 }

const firstRealtime = 34
const lastSignal = 64

// What a service goes down by. HUP and USR1 are what services reload and reopen logs by.
const ending = new Set([2, 3, 6, 9, 15])

/** Whether a signal ends every simulated container. */
export const isEnding = (signal: number): boolean => ending.has(signal)

/** SIGKILL. */
export const killSignal = 9

/** The signal that a container is stopped by. */
export function stopSignalOf({ config }: Container): number {
  return numberOf(config.StopSignal ?? '') ?? 15
}

/**
 * Whether a signal from a client means that a container is not to be started again: any, unless the container names
 * the one that it is stopped by (moby `daemon/kill.go`).
 */
export function stopsForGood(container: Container, signal: number): boolean {
  const named = (container.config.StopSignal ?? '') !== ''
  return !named || signal === killSignal || signal === stopSignalOf(container)
}

/** The number of a signal: `SIGKILL`, `kill`, `9`, `RTMIN+3`. Undefined for none; it may be out of range. */
export function numberOf(text: string): number | undefined {
  if (/^[+-]?\d+$/.test(text)) return Number(text) === 0 ? undefined : Number(text)
  const name = text.toUpperCase().replace(/^SIG/, '')
  const [, edge, , offset = '0'] = /^RT(MIN|MAX)(([+-]\d{1,2}))?$/.exec(name) ?? []
  if (edge !== undefined) return realtime((edge === 'MIN' ? firstRealtime : lastSignal) + Number(offset))
  const at = names.indexOf(name)
  return at >= 0 ? at + 1 : Object.hasOwn(aliases, name) ? aliases[name] : undefined
}

/** The number of a signal that a client asks for; throws `InvalidParameter` for what is none. */
export function parseSignal(text: string, error: MakeError): number {
  const signal = numberOf(text)
  if (signal === undefined) throw error('InvalidParameter', `Invalid signal: ${text}`)
  return signal
}

/** Whether Linux has a signal of that number. */
export const isSupported = (signal: number): boolean => signal >= 1 && signal <= lastSignal

function realtime(signal: number): number | undefined {
  return signal >= firstRealtime && signal <= lastSignal ? signal : undefined
}

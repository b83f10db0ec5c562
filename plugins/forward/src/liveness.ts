import type { Socket } from 'node:net'
import type { Logger } from 'libswarm-core'
import type { Connections } from './connections.js'
import { send, Silent } from './send.js'

/** How an engine is watched, in ms. */
export interface LivenessTimes {
  /** For how long nothing is heard from it before it is asked while a stream is open, and how often then. */
  readonly every: number
  /** How long nothing may be heard from it once it was asked; with six fifths of `every` the longest that it can be gone. */
  readonly patience: number
}

/** Tells an engine that is silent from one that is gone without a word: streams have no deadline that would. */
export interface Liveness {
  /** Watches over a connection until it is closed, or until what is returned is called. */
  readonly watch: (socket: Socket) => () => void
  /** The engine has answered something. */
  heard(): void
  close(): void
}

const usual: LivenessTimes = { every: 5000, patience: 13_000 }

// How often it is looked whether something has come, from one question to the next. The first one waits for one look more:
// whoever asks by itself as often, as `aggregate` does, has been answered by then.
const looksAQuestion = 5

const ping = { method: 'GET', target: '/_ping', headers: [['Host', 'localhost']], body: undefined } as const

/**
 * Asks `GET /_ping`, each time over a connection of its own, while at least one connection is watched over and nothing else
 * is heard. Whatever is answered counts, to whomever, and so does what comes on one of them. When nothing was heard for as long as `patience` says, all of
 * them are destroyed with `Silent`.
 */
export function livenessOf(connections: Connections, log: Logger, { every, patience } = usual): Liveness {
  // How much has come on each.
  const watched = new Map<Socket, number>()
  const mostLooks = Math.ceil((patience * looksAQuestion) / every)
  // How many looks ago something was heard.
  let quiet = 0
  // How many of them ago it was asked and has said nothing since; undefined when nothing is waited for.
  let waited: number | undefined
  let silent = false
  let timer: NodeJS.Timeout | undefined
  let asking = new AbortController()

  const { shown } = connections.endpoint
  const heard = () => {
    quiet = 0
    waited = undefined
    if (!silent) return
    silent = false
    log.info(`the engine at ${shown} answers again`)
  }
  const forget = () => {
    asking.abort()
    asking = new AbortController()
  }
  const ask = () => {
    const { signal } = asking
    const answered = send(ping, { createConnection: () => connections.fresh() }, signal)
    answered.then(
      ({ upgraded }) => {
        // The request that the signal ends has let go of it.
        upgraded?.destroy()
        if (signal.aborted) return
        heard()
        // Nobody else has asked: the next question does not wait for one look more.
        quiet = 1
        forget()
      },
      // Counted by its absence.
      () => undefined,
    )
  }
  const rest = () => {
    clearInterval(timer)
    timer = undefined
    forget()
  }
  const breakAll = () => {
    const seconds = patience / 1000
    const count = `${watched.size} ${watched.size === 1 ? 'stream is' : 'streams are'} broken off`
    const sentence = `nothing was heard from the engine at ${shown} for ${seconds} s: ${count}`
    // Whoever tries again meanwhile finds the same.
    if (silent) log.debug(sentence)
    else log.warn(sentence)
    silent = true
    // One for all of them: the host tells each failure once.
    const reason = new Silent(seconds)
    for (const socket of [...watched.keys()]) socket.destroy(reason)
    watched.clear()
    rest()
  }
  // Counted, not by the clock: a process that was stopped itself, or its machine, has asked nobody meanwhile.
  const look = () => {
    if (hasMoved(watched)) {
      quiet = 0
      waited = undefined
    } else if (waited !== undefined && ++waited >= mostLooks) return breakAll()
    if (quiet++ < looksAQuestion || (quiet - 1) % looksAQuestion !== 0) return
    // What was asked before something came is not waited for any more.
    if (waited === undefined) forget()
    waited ??= 0
    ask()
  }

  return {
    heard,
    watch: (socket) => {
      const release = () => {
        socket.off('close', release)
        if (watched.delete(socket) && watched.size === 0) rest()
      }
      if (watched.size === 0) {
        quiet = 0
        waited = undefined
        timer = setInterval(look, every / looksAQuestion).unref()
      }
      watched.set(socket, socket.bytesRead)
      socket.once('close', release)
      return release
    },
    close: () => {
      watched.clear()
      rest()
    },
  }
}

/** Whether anything has come since it was looked last. */
function hasMoved(watched: Map<Socket, number>): boolean {
  let moved = false
  for (const [socket, before] of watched) {
    if (socket.bytesRead === before) continue
    watched.set(socket, socket.bytesRead)
    moved = true
  }
  return moved
}

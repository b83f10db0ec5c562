import { setTimeout as pause } from 'node:timers/promises'
import {
  compose,
  isSwarmError,
  logNotCaught,
  sentencesOf,
  silent,
  type BackendSpec,
  type ComposeOptions,
} from 'libswarm-core'
import type { Finding } from './finding.js'

/** What the process is told, as its first message. */
export interface Asked {
  readonly backends: readonly BackendSpec[]
  readonly options: ComposeOptions
}

/** What it says, as its only message. */
export type Said = readonly Omit<Finding, 'what'>[]

const deadline = 5000

// As in swarmd: what is thrown outside of the call ends nothing.
logNotCaught(silent)
process.once('message', (asked: Asked) => void answer(asked))
// Whoever asked has gone.
process.once('disconnect', () => process.exit())

async function answer(asked: Asked): Promise<void> {
  const said = await ping(asked).catch((thrown: unknown): Said => {
    return sentencesOf(thrown).map((sentence) => ({ status: 'error', sentence }))
  })
  process.send!(said)
}

/** Starts the chain, runs `SystemPing` through it, ends the chain. */
async function ping({ backends, options }: Asked): Promise<Said> {
  const chain = await compose(backends, { ...options, deadline })
  try {
    const by = chain.answerers('SystemPing').map(({ backend }) => backend)
    const reply = await chain.run({ operation: 'SystemPing' })
    const sentence = `SystemPing is answered with ${reply.status} (${by.join(' > ')})`
    const body = await Promise.race([reply.bytes(), pause(deadline)])
    if (body === undefined) return [{ status: 'error', sentence: `${sentence}, and the answer does not end` }]
    return [{ status: reply.status < 400 ? 'ok' : 'error', sentence }]
  } catch (thrown) {
    if (!isSwarmError(thrown) || thrown.kind !== 'NotImplemented') throw thrown
    return [{ status: 'warning', sentence: `${thrown.message}; docker asks for it first` }]
  } finally {
    await chain.close()
  }
}

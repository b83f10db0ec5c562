import { describeError } from 'libswarm-core'
import { answer } from './answer.js'
import { config } from './config.js'
import { coreCopies } from './core-copies.js'
import type { Check, Finding, Subject } from './finding.js'
import { installed } from './installed.js'
import { isolation } from './isolation.js'
import { listening } from './listening.js'
import { node } from './node.js'
import { options } from './options.js'
import { targets } from './targets.js'

/** Every check, in the order of what depends on what. */
export const checks: readonly Check[] = [
  node,
  config,
  installed,
  coreCopies,
  isolation,
  options,
  listening,
  targets,
  answer,
]

/**
 * All that the checks find. One that fails itself is an error like others, and stops none. They come one after the
 * other: an address that one holds for a moment is not another's finding.
 */
export async function examine(subject: Subject): Promise<readonly Finding[]> {
  const found: Finding[] = []
  for (const check of checks) found.push(...(await look(check, subject)))
  return found
}

async function look(check: Check, subject: Subject): Promise<readonly Finding[]> {
  try {
    return await check.look(subject)
  } catch (thrown) {
    const sentence = `this could not be looked at: ${describeError(thrown)}`
    return [{ status: 'error', what: check.what, sentence }]
  }
}

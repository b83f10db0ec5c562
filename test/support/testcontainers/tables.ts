import type { Checks } from './checks.js'
import { configuration } from './configuration.js'
import { copying } from './copying.js'
import { execs } from './execs.js'
import { lifecycle } from './lifecycle.js'
import { logs } from './logs.js'
import { official } from './official.js'
import { waiting } from './waiting.js'

/** What is asked of every engine, by what it is about. */
export const everywhere: Readonly<Record<string, Checks>> = {
  waiting,
  execs,
  copying,
  logs,
  lifecycle,
  configuration,
}

/** What is asked of engines with a registry. */
export const withRegistry: Readonly<Record<string, Checks>> = { official }

/** All of it. */
export const tables: Readonly<Record<string, Checks>> = { ...everywhere, ...withRegistry }

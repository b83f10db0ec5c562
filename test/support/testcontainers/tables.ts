import type { Checks } from './checks.js'
import { composed } from './composed.js'
import { configuration } from './configuration.js'
import { copying } from './copying.js'
import { execs } from './execs.js'
import { lifecycle } from './lifecycle.js'
import { logs } from './logs.js'
import { networking } from './networking.js'
import { official } from './official.js'
import { ports } from './ports.js'
import { waiting } from './waiting.js'

/** What is asked of every engine, by what it is about. */
export const everywhere: Readonly<Record<string, Checks>> = {
  waiting,
  ports,
  execs,
  copying,
  logs,
  networking,
  lifecycle,
  configuration,
}

/** What is asked where there is docker-compose. */
export const withCompose: Readonly<Record<string, Checks>> = { composed }

/** What is asked of engines with a registry. */
export const withRegistry: Readonly<Record<string, Checks>> = { official }

/** All of it. */
export const tables: Readonly<Record<string, Checks>> = { ...everywhere, ...withCompose, ...withRegistry }

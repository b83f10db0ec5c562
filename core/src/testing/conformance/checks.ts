import { answers } from './checks/answers.js'
import { badInput } from './checks/bad-input.js'
import { closing } from './checks/closing.js'
import { everythingElse } from './checks/everything-else.js'
import { filters } from './checks/filters.js'
import { halfClose } from './checks/half-close.js'
import { passingOn } from './checks/passing-on.js'
import { registered } from './checks/registered.js'
import { state } from './checks/state.js'
import { streams } from './checks/streams.js'
import { throwing } from './checks/throwing.js'
import { unknownIds } from './checks/unknown-ids.js'
import type { Check, Plan } from './plan.js'

/** All checks, by title. */
export const checks: readonly (readonly [title: string, checksOf: (plan: Plan) => readonly Check[]])[] = [
  ['what is registered', registered],
  ['everything else', everythingElse],
  ['passing on', passingOn],
  ['answers', answers],
  ['unknown names', unknownIds],
  ['filters', filters],
  ['bad input', badInput],
  ['failures', throwing],
  ['streams', streams],
  ['connections that are taken over', halfClose],
  ['instances', state],
  ['closing', closing],
]

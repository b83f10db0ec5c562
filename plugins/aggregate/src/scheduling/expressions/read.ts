import type { Fail } from '../fail.js'
import type { Expression, Whitelist } from './expression.js'
import { parseExpression, parseWhitelist } from './parse.js'
import { newBudget } from './regular-expression.js'

/** Classic Swarm's words for whether a container moves when its node fails. */
export type ReschedulePolicy = 'on-node-failure' | 'off'

/** What a client has written about where its container may be. */
export interface Expressions {
  readonly constraints: readonly Expression[]
  readonly affinities: readonly Expression[]
  readonly whitelists: readonly Whitelist[]
  /** The last that was said; undefined where nothing was. */
  readonly reschedule: ReschedulePolicy | undefined
  /** The environment without them. */
  readonly environment: readonly string[]
  /** The labels that keep them, as JSON lists, for those that there are any of. */
  readonly labels: ReadonlyMap<string, string>
}

const most = 64

// Where classic Swarm kept them (its `cluster/config.go`), and reads them from.
const kinds = [
  { prefix: 'constraint:', label: 'com.docker.swarm.constraints', example: '["disk==ssd"]' },
  { prefix: 'affinity:', label: 'com.docker.swarm.affinities', example: '["container==web"]' },
  { prefix: 'whitelist:', label: 'com.docker.swarm.whitelists', example: '["node==a|b"]' },
  { prefix: 'reschedule:', label: 'com.docker.swarm.reschedule-policies', example: '["on-node-failure"]' },
] as const

type Kind = (typeof kinds)[number]

/**
 * Reads the expressions of a container: from environment (`constraint:KEY==VALUE`, `affinity:…`, `whitelist:…`,
 * `reschedule:…`) and from labels (`com.docker.swarm.constraints` …). Those of the labels come first.
 * Throws `InvalidParameter` for one that is none.
 */
export function readExpressions(
  environment: readonly string[],
  labels: ReadonlyMap<string, string>,
  fail: Fail,
): Expressions {
  const found = kinds.map((kind) => ({ kind, texts: textsOf(kind, environment, labels, fail) }))
  if (found.reduce((sum, { texts }) => sum + texts.length, 0) > most) {
    throw fail('InvalidParameter', `a container has at most ${most} constraints, affinities and whitelists`)
  }
  const [constraints = [], affinities = [], whitelists = [], policies = []] = found.map(({ texts }) => texts)
  const budget = newBudget()
  return {
    constraints: constraints.map((text) => parseExpression(text, budget, fail)),
    affinities: affinities.map((text) => parseExpression(text, budget, fail)),
    whitelists: whitelists.map((text) => parseWhitelist(text, fail)),
    reschedule: policies.map((text) => parsePolicy(text, fail)).at(-1),
    environment: environment.filter((entry) => !kinds.some(({ prefix }) => entry.startsWith(prefix))),
    labels: new Map(
      found.flatMap(({ kind, texts }) => (texts.length === 0 ? [] : [[kind.label, JSON.stringify(texts)]])),
    ),
  }
}

function textsOf(
  { prefix, label, example }: Kind,
  environment: readonly string[],
  labels: ReadonlyMap<string, string>,
  fail: Fail,
): readonly string[] {
  const kept = labels.get(label)
  const listed = kept === undefined || kept === '' ? [] : parseList(kept)
  if (listed === undefined) throw fail('InvalidParameter', `the label ${label} is no JSON list such as ${example}`)
  const written = environment.flatMap((entry) => (entry.startsWith(prefix) ? [entry.slice(prefix.length)] : []))
  return [...new Set([...listed, ...written])]
}

function parseList(text: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) && list.every((entry) => typeof entry === 'string') ? list : undefined
  } catch {
    return undefined
  }
}

function parsePolicy(text: string, fail: Fail): ReschedulePolicy {
  if (text === 'on-node-failure' || text === 'off') return text
  throw fail('InvalidParameter', `there is no reschedule policy ${JSON.stringify(text)}: on-node-failure or off`)
}

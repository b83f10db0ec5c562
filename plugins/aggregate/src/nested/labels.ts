import { nestedNode } from '../scheduling/expressions/nested-node.js'

/** Labels of something that was created. */
export type Labels = Readonly<Record<string, string>>

/** What the labels of a container say to a pool around the one that it is in, a JSON object. */
export const outerLabel = 'com.docker.swarm.outer'

const constraintsLabel = 'com.docker.swarm.constraints'

/** The labels that a pool acts upon, and that mean its own nodes. Affinities mean containers, which are the same for all. */
const spoken: readonly string[] = [
  constraintsLabel,
  'com.docker.swarm.whitelists',
  'com.docker.swarm.reschedule-policies',
  'com.docker.swarm.id',
  'com.docker.swarm.former-ids',
  'com.docker.swarm.availability',
  outerLabel,
]

/**
 * The labels that a node gets which is a pool itself: it does not read what was said to this one, which is kept in
 * `outerLabel`. Of constraints that name a node of that pool, `node==r2/a`, it is told its part, `node==a`.
 */
export function toInner(labels: Labels, node: string): Labels {
  const [said, rest] = split(labels)
  if (Object.keys(said).length === 0) return labels
  const constraints = listIn(said[constraintsLabel]).flatMap((text) => nestedNode(text)?.within(node) ?? [])
  return {
    ...rest,
    ...(constraints.length === 0 ? {} : { [constraintsLabel]: JSON.stringify(constraints) }),
    [outerLabel]: JSON.stringify(said),
  }
}

/** The labels of something on a node which is a pool itself, as this pool has given them: what was said to that one is left out. */
export function fromInner(labels: Labels): Labels {
  const [said, rest] = split(labels)
  return Object.keys(said).length === 0 ? labels : { ...rest, ...labelsIn(said[outerLabel]) }
}

function split(labels: Labels): readonly [said: Labels, rest: Labels] {
  const pick = (isSaid: boolean) =>
    Object.fromEntries(Object.entries(labels).filter(([name]) => spoken.includes(name) === isSaid))
  return [pick(true), pick(false)]
}

/** A client may have written anything there. */
function labelsIn(text: string | undefined): Labels {
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(Object.entries(value).filter(([, label]) => typeof label === 'string'))
}

function listIn(text: string | undefined): readonly string[] {
  const value = parse(text)
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return undefined
  }
}

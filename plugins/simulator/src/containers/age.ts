import { isOlder } from '../api-version.js'
import { endpointsFor } from '../networks/endpoints-at.js'
import type { Networks } from './container.js'

// What a list says that it did not always: an endpoint's `DNSNames` and its aliases without the short id, the host's `Annotations`, an endpoint's `GwPriority`,
// and `Health` (docs/api/version-history.md).
const steps = ['1.44', '1.45', '1.46', '1.48', '1.52'] as const

/** How old an answer is, by the API version that was asked for: versions of one age are told the same. */
export type Age = 0 | 1 | 2 | 3 | 4 | 5

/** The age of an API version. */
export function ageOf(version: string): Age {
  const known = ages.get(version)
  if (known !== undefined) return known
  const age = steps.filter((step) => !isOlder(version, step)).length as Age
  if (ages.size < 100) ages.set(version, age)
  return age
}

// Asked for with every call, and never many.
const ages = new Map<string, Age>()

/** Whether an age has what came with an API version. */
export const has = (age: Age, since: (typeof steps)[number]): boolean => age > steps.indexOf(since)

/** A container's networks as an age knows them, by name. */
export function networksAt(age: Age, networks: Networks): Networks {
  const known = endpointsFor(networks, age === 0 ? oldest : steps[age - 1])
  const names = Object.keys(known).sort()
  return Object.fromEntries(names.map((name) => [name, known[name]!]))
}

const oldest = '1.24'

import type { Filters } from 'libswarm-core'
import {
  checkFilterNames,
  invalidFilter,
  isTrue,
  isTruth,
  matchesExactly,
  matchesLabels,
  matchesPattern,
  valuesOf,
} from '../filters.js'
import { isRunning, type Container } from './container.js'
import { familyOf } from './ancestors.js'
import type { State } from '../state.js'
import { portsAsked, refusePorts } from './port-filter.js'

type Fits = (container: Container) => boolean

type Refused = Pick<State, 'error' | 'settings'>

interface Filter {
  /** Made once for a list, so that what is asked for is looked up once. */
  readonly fit: (wanted: readonly string[], state: State) => Fits
  /** The error that refuses a value; undefined for a good one. */
  readonly refuse?: (value: string, refused: Refused) => Error | undefined
}

const always: Filter = { fit: () => () => true }

const phases = ['created', 'restarting', 'running', 'removing', 'paused', 'exited', 'dead']
const healths = ['starting', 'healthy', 'unhealthy', 'none']

// Moby's list (`daemon/list.go`). `before` and `since` are of the whole list, and not looked at here.
const filters: Readonly<Record<string, Filter>> = {
  ancestor: {
    fit: (wanted, state) => {
      const family = familyOf(wanted, state)
      return ({ imageId }) => family.has(imageId)
    },
  },
  before: always,
  since: always,
  exited: {
    fit: (wanted) => (container) =>
      container.run.startedAt !== undefined &&
      !isRunning(container) &&
      wanted.some((code) => Number(code) === container.run.exitCode),
    refuse: because(refuseNumber),
  },
  expose: {
    fit: (wanted) => {
      const isAsked = portsAsked(wanted)
      return ({ ports }) => Object.keys(ports).some(isAsked)
    },
    refuse: because(refusePorts('expose')),
  },
  health: {
    fit:
      (wanted) =>
      ({ health }) =>
        matchesExactly(wanted, health?.status ?? 'none'),
    refuse: because((value) =>
      healths.includes(value) ? undefined : `Unrecognised filter value for health: ${value}`,
    ),
  },
  id: {
    fit: (wanted, { containers }) => {
      const ids = new Set(wanted.flatMap((prefix) => onlyId(containers.beginningWith(prefix), prefix)))
      return ({ id }) => ids.has(id)
    },
  },
  'is-task': {
    // No container here is of a swarm.
    fit: (wanted) => () => !wanted.some(isTrue),
    refuse: (value, refused) => (isTruth(value) ? undefined : invalidFilter(`'is-task=[${value}]'`, refused)),
  },
  // Only Windows has more than one.
  isolation: always,
  label: {
    fit:
      (wanted) =>
      ({ config }) =>
        matchesLabels(wanted, config.Labels ?? {}),
  },
  name: {
    fit:
      (wanted) =>
      ({ name }) =>
        matchesPattern(wanted, name) || matchesPattern(wanted, `/${name}`),
  },
  network: {
    fit:
      (wanted) =>
      ({ networks }) =>
        wanted.some(
          (text) =>
            Object.hasOwn(networks, text) ||
            Object.values(networks).some(({ NetworkID = '' }) => NetworkID.startsWith(text)),
        ),
  },
  publish: {
    fit: (wanted) => {
      const isAsked = portsAsked(wanted)
      return ({ ports }) =>
        Object.entries(ports).some(([port, bindings]) =>
          bindings?.some(({ HostPort = '' }) => isAsked(`${HostPort}/${port.split('/')[1]}`)),
        )
    },
    refuse: because(refusePorts('publish')),
  },
  status: {
    fit:
      (wanted) =>
      ({ run }) =>
        matchesExactly(wanted, run.phase),
    refuse: (value, refused) => (phases.includes(value) ? undefined : invalidFilter(`'status=${value}'`, refused)),
  },
  volume: {
    fit:
      (wanted) =>
      ({ mounts }) =>
        mounts.some(({ Name = '', Source = '', Destination = '' }) =>
          [Destination, Name === '' ? Source : Name].some((text) => text !== '' && wanted.includes(text)),
        ),
  },
}

/** Throws `InvalidParameter` for a filter that Docker does not have, or a value that cannot be. */
export function checkFilters(asked: Filters, refused: Refused): void {
  checkFilterNames(asked, Object.keys(filters), refused)
  for (const [key, values] of Object.entries(asked)) {
    for (const value of values) {
      const refusal = filters[key]?.refuse?.(value, refused)
      if (refusal !== undefined) throw refusal
    }
  }
}

/** What says whether a container fits all filters that have a value. Throws as `checkFilters` does. */
export function containerFilter(state: State, asked: Filters): Fits {
  checkFilters(asked, state)
  const given = Object.entries(filters).filter(([key]) => valuesOf(asked, key).length > 0)
  const fits = given.map(([key, { fit }]) => fit(valuesOf(asked, key), state))
  return (container) => fits.every((one) => one(container))
}

function because(refuse: (value: string) => string | undefined): Filter['refuse'] {
  return (value, { error }) => {
    const why = refuse(value)
    return why === undefined ? undefined : error('InvalidParameter', why)
  }
}

function refuseNumber(value: string): string | undefined {
  const refuse = (why: string): string => `strconv.Atoi: parsing ${JSON.stringify(value)}: ${why}`
  if (!/^[+-]?\d+$/.test(value)) return refuse('invalid syntax')
  const number = BigInt(value.replace('+', ''))
  return BigInt.asIntN(64, number) === number ? undefined : refuse('value out of range')
}

// A prefix that two ids have fits neither.
const onlyId = (found: readonly Container[], prefix: string): readonly string[] =>
  prefix === '' || found.length !== 1 ? [] : [found[0]!.id]

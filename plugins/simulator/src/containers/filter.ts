import type { Filters } from 'libswarm-core'
import { matchesExactly, matchesLabels, matchesPattern, valuesOf } from '../filters.js'
import { imageIdOf } from '../image.js'
import type { MakeError } from '../errors.js'
import type { Container } from './container.js'

type Fits = (container: Container, wanted: readonly string[]) => boolean

interface Filter {
  readonly fits: Fits
  /** The sentence that refuses a value; undefined for a good one. */
  readonly refuse?: (value: string) => string | undefined
}

const always: Fits = () => true

const phases = ['created', 'restarting', 'running', 'removing', 'paused', 'exited', 'dead']
const healths = ['starting', 'healthy', 'unhealthy', 'none']
const truths = ['1', 'true', 'True', 'TRUE', 't', 'T']
const falsehoods = ['0', 'false', 'False', 'FALSE', 'f', 'F']

const oneOf = (key: string, good: readonly string[]) => (value: string) =>
  good.includes(value) ? undefined : `Invalid filter '${key}=${value}'`

const isPort = (value: string): string | undefined =>
  /^\d{1,5}(-\d{1,5})?(\/(tcp|udp|sctp))?$/.test(value) ? undefined : `Invalid port '${value}'`

// Moby's list (`daemon/list.go`). `before` and `since` are of the whole list, and not looked at here.
const filters: Readonly<Record<string, Filter>> = {
  ancestor: { fits: (container, wanted) => wanted.length === 0 || wanted.some((text) => isMadeOf(container, text)) },
  before: { fits: always },
  since: { fits: always },
  exited: {
    fits: ({ run }, wanted) => run.phase === 'exited' && wanted.some((code) => Number(code) === run.exitCode),
    refuse: (value) => (/^[+-]?\d+$/.test(value) ? undefined : `invalid exit code '${value}': not an integer`),
  },
  expose: { fits: ({ config }, wanted) => hasPort(Object.keys(config.ExposedPorts ?? {}), wanted), refuse: isPort },
  health: {
    fits: (_, wanted) => matchesExactly(wanted, 'none'),
    refuse: (value) => (healths.includes(value) ? undefined : `Unrecognised filter value for health: ${value}`),
  },
  id: { fits: ({ id }, wanted) => matchesPattern(wanted, id) },
  'is-task': {
    fits: (_, wanted) => wanted.every((value) => falsehoods.includes(value)),
    refuse: (value) => ([...truths, ...falsehoods].includes(value) ? undefined : `Invalid filter 'is-task=[${value}]'`),
  },
  isolation: { fits: ({ hostConfig }, wanted) => matchesExactly(wanted, hostConfig.Isolation ?? '') },
  label: { fits: ({ config }, wanted) => matchesLabels(wanted, config.Labels ?? {}) },
  name: { fits: ({ name }, wanted) => matchesPattern(wanted, name) || matchesPattern(wanted, `/${name}`) },
  network: { fits: ({ networks }, wanted) => wanted.some((network) => Object.hasOwn(networks, network)) },
  publish: { fits: () => false, refuse: isPort },
  status: { fits: ({ run }, wanted) => matchesExactly(wanted, run.phase), refuse: oneOf('status', phases) },
  volume: { fits: () => false },
}

/** Throws `InvalidParameter` for a filter that Docker does not have, or a value that cannot be. */
export function checkFilters(asked: Filters, error: MakeError): void {
  for (const [key, values] of Object.entries(asked)) {
    if (!Object.hasOwn(filters, key)) throw error('InvalidParameter', `Invalid filter '${key}'`)
    for (const value of values) {
      const refusal = filters[key]?.refuse?.(value)
      if (refusal !== undefined) throw error('InvalidParameter', refusal)
    }
  }
}

/** Whether a container fits all filters that have a value. */
export function fitsContainer(container: Container, asked: Filters): boolean {
  return Object.entries(filters).every(([key, { fits }]) => {
    const wanted = valuesOf(asked, key)
    return wanted.length === 0 || fits(container, wanted)
  })
}

function isMadeOf({ imageId, config }: Container, text: string): boolean {
  if (imageId === '') return false
  if (config.Image === text || imageIdOf(text) === imageId) return true
  const start = text.replace(/^sha256:/, '')
  return /^[0-9a-f]+$/.test(start) && imageId.slice('sha256:'.length).startsWith(start)
}

function hasPort(ports: readonly string[], wanted: readonly string[]): boolean {
  return ports.some((port) => wanted.some((text) => text === port || `${text}/tcp` === port))
}

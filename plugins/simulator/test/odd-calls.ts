import fc from 'fast-check'
import { operations } from 'libswarm-core'
import { containerHandlers } from '../dist/containers/handlers.js'
import { execHandlers } from '../dist/execs/handlers.js'
import { imageHandlers } from '../dist/images/handlers.js'
import { networkHandlers } from '../dist/networks/handlers.js'
import { systemHandlers } from '../dist/system/handlers.js'
import { volumeHandlers } from '../dist/volumes/handlers.js'
import { bodyOf, numbers, text } from './odd-values.js'

/** One call, as a client puts it. */
export interface OddCall {
  readonly operation: string
  readonly path: Readonly<Record<string, string>>
  readonly search: string
  readonly raw: Uint8Array | undefined
  readonly version: string | undefined
}

/** In a path: the exec that was created last. */
export const lastExec = '(the last exec)'

type Row = (typeof operations)[number]

const registered = Object.keys({
  ...{ ...systemHandlers, ...containerHandlers, ...execHandlers },
  ...{ ...imageHandlers, ...networkHandlers, ...volumeHandlers },
})

const filterKeys = fc.constantFrom(
  ...['label', 'label!', 'name', 'id', 'status', 'exited', 'expose', 'publish', 'ancestor', 'before', 'since', 'until'],
  ...['volume', 'network', 'health', 'is-task', 'dangling', 'reference', 'driver', 'type', 'scope', 'event', 'image'],
  ...['container', 'daemon', 'stars', 'is-official', 'all', '__proto__', 'constructor', 'toString', ''],
)
const filters = fc
  .oneof(
    fc.dictionary(filterKeys, fc.array(text, { maxLength: 3 }), { maxKeys: 2 }),
    fc.dictionary(filterKeys, fc.dictionary(text, fc.boolean(), { maxKeys: 2 }), { maxKeys: 1 }),
    fc.jsonValue({ maxDepth: 2 }),
  )
  .map((value) => JSON.stringify(value))

const likely = { containers: ['web', 'db', 'new'], images: ['busybox', 'redis:7'], networks: ['bridge', 'private'] }
const pathValue = ({ path }: Row): fc.Arbitrary<string> => {
  const [resource = ''] = path.slice(1).split('/')
  const here = path.startsWith('/exec/') ? [lastExec] : (likely[resource as 'images'] ?? ['data'])
  return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...here) }, { weight: 1, arbitrary: text })
}

const queryValue = (kind: string, key: string): fc.Arbitrary<string> => {
  if (kind === 'filters') return fc.oneof({ weight: 9, arbitrary: filters }, { weight: 1, arbitrary: text })
  if (kind === 'boolean') return fc.constantFrom('1', '0', 'true', '')
  if (kind === 'integer') return numbers
  const good =
    key === 'name'
      ? ['new', 'old']
      : key === 'fromImage'
        ? ['busybox', 'nginx']
        : key === 'platform'
          ? ['', '', 'linux/amd64']
          : ['', '1', '0']
  return fc.oneof(fc.constantFrom(...good), text)
}

const searchOf = ({ query }: Row): fc.Arbitrary<string> => {
  const pairs = Object.entries<string>(query).map(([key, kind]) => {
    const sent = queryValue(kind, key).map((value): [string, string][] => [[key, value]])
    return fc.oneof({ weight: 2, arbitrary: fc.constant<[string, string][]>([]) }, { weight: 1, arbitrary: sent })
  })
  return fc.tuple(...pairs).map((sent) => new URLSearchParams(sent.flat()).toString())
}

const callOf = (row: Row): fc.Arbitrary<OddCall> => {
  const names = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  const path = fc.record(Object.fromEntries(names.map((name) => [name, pathValue(row)]))) as fc.Arbitrary<
    OddCall['path']
  >
  const raw = row.body !== 'json' ? fc.constant(undefined) : bodyOf(row.operation).map((body) => Buffer.from(body))
  const version = fc.constantFrom(undefined, '1.24', '1.41', '1.44', '1.56')
  return fc.record({ operation: fc.constant(row.operation), path, search: searchOf(row), raw, version })
}

const creating = ['ContainerCreate', 'ContainerStart', 'ContainerExec', 'ExecStart', 'NetworkCreate', 'NetworkConnect']

/** Calls of all operations that the simulated engine has, with odd values among good ones. */
export const oddCall: fc.Arbitrary<OddCall> = fc.oneof(
  ...operations
    .filter(({ operation }) => registered.includes(operation))
    .map((row) => ({ weight: creating.includes(row.operation) ? 4 : 1, arbitrary: callOf(row) })),
)

import type { Expressions } from '../expressions/read.js'
import { isFields, valueOf, withValue, type Fields } from './fields.js'
import { isVolume, parseReference } from './references.js'

type Change = (value: unknown) => unknown

/** The body as the engine gets it; the very same where nothing is to change. */
export function engineBody(body: Fields, expressions: Expressions): Fields {
  const { environment, labels } = expressions
  const withEnvironment = withValue(body, 'Env', (value) =>
    Array.isArray(value) ? withoutExpressions(value, environment) : value,
  )
  const withLabels = withValue(withEnvironment, 'Labels', (value) => addLabels(value, labels))
  const withHost = withValue(withLabels, 'HostConfig', inFields(hostChanges))
  return withValue(withHost, 'NetworkingConfig', inFields([['EndpointsConfig', endpoints]]))
}

/** What is no text in there stays, for the engine to refuse. */
function withoutExpressions(entries: readonly unknown[], environment: readonly string[]): readonly unknown[] {
  const kept = new Set(environment)
  const left = entries.filter((entry) => typeof entry !== 'string' || kept.has(entry))
  return left.length === entries.length ? entries : left
}

function addLabels(value: unknown, labels: ReadonlyMap<string, string>): unknown {
  const had = isFields(value) ? value : {}
  const isThere = [...labels].every(([name, text]) => Object.hasOwn(had, name) && had[name] === text)
  return isThere ? value : { ...had, ...Object.fromEntries(labels) }
}

const inFields =
  (changes: readonly (readonly [name: string, change: Change])[]): Change =>
  (value) =>
    isFields(value) ? changes.reduce((fields, [name, change]) => withValue(fields, name, change), value) : value

const inList =
  (change: Change): Change =>
  (value) => {
    if (!Array.isArray(value)) return value
    const changed = value.map(change)
    return changed.some((entry, at) => entry !== value[at]) ? changed : (value as unknown)
  }

const inText =
  (change: (text: string) => string): Change =>
  (value) =>
    typeof value === 'string' ? change(value) : value

/** `node/name` as the node knows it. */
function local(text: string): string {
  const { node, name } = parseReference(text, '')
  return node === undefined ? text : name
}

/** `node/name` in front of the first colon. */
const localBeforeColon = (text: string): string => {
  const [name = ''] = text.split(':', 1)
  return `${local(name)}${text.slice(name.length)}`
}

const mode = inText((text) => (text.startsWith('container:') ? `container:${local(text.slice(10))}` : text))

const mount: Change = (value) =>
  isFields(value) && valueOf(value, 'Type') === 'volume' ? withValue(value, 'Source', inText(local)) : value

const hostChanges = [
  ['VolumesFrom', inList(inText(localBeforeColon))],
  ['Links', inList(inText(localBeforeColon))],
  ['Binds', inList(inText((text) => (isVolume(text) ? localBeforeColon(text) : text)))],
  ['Mounts', inList(mount)],
  ['NetworkMode', (value: unknown) => (isContainerMode(value) ? mode(value) : inText(local)(value))],
  ['PidMode', mode],
  ['IpcMode', mode],
] as const

const isContainerMode = (value: unknown): boolean => typeof value === 'string' && value.startsWith('container:')

const endpoint = inFields([['Links', inList(inText(localBeforeColon))]])

/** The body of `NetworkConnect` as the engine gets it: links without the nodes of `node/name`. */
export const endpointBody = (body: Fields): Fields => withValue(body, 'EndpointConfig', endpoint)

const endpoints: Change = (value) => {
  if (!isFields(value)) return value
  const entries = Object.entries(value)
  const changed = entries.map(([name, settings]) => [local(name), endpoint(settings)] as const)
  const isSame = changed.every(([name, settings], at) => name === entries[at]?.[0] && settings === entries[at][1])
  return isSame ? value : Object.fromEntries(changed)
}

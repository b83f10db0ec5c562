import { readExpressions, type Expressions } from '../expressions/read.js'
import type { Fail } from '../fail.js'
import { engineBody } from './engine-body.js'
import { fieldsOf, isFields, pairsOf, textOf, textsOf } from './fields.js'
import { readPorts } from './ports.js'
import { readContainers, readNetworks, readVolumes } from './references.js'
import type { Request } from './request.js'
import { reservedCpus, reservedMemory } from './resources.js'

/** A container as a client asks for it, and what its engine is told. */
export interface Creation {
  readonly request: Request
  /**
   * What goes to the engine: without the expressions in its environment, which its labels keep, and without the nodes of
   * `node/name`. The very body of the client where nothing of that is in it.
   */
  readonly body: unknown
}

/**
 * Reads the body of `ContainerCreate`. What is not of its type in there is for the engine to refuse. Throws
 * `InvalidParameter` for an expression that is none.
 *
 * @param name the query's `name`; without it the engine finds one
 */
export function readRequest(body: unknown, name: string | undefined, fail: Fail): Creation {
  const fields = isFields(body) ? body : {}
  const hostConfig = fieldsOf(fields, 'HostConfig')
  const labels = new Map(pairsOf(fields, 'Labels'))
  const expressions = readExpressions(textsOf(fields, 'Env'), labels, fail)
  const request: Request = {
    ...emptyRequest,
    ...placing(expressions),
    name: name === undefined || name === '' ? undefined : name.replace(/^\//, ''),
    image: textOf(fields, 'Image'),
    labels: new Map([...labels, ...expressions.labels]),
    memory: reservedMemory(hostConfig),
    nanoCpus: reservedCpus(hostConfig),
    ports: readPorts(fields, hostConfig),
    containers: readContainers(fields, hostConfig),
    volumes: readVolumes(hostConfig),
    networks: readNetworks(fields, hostConfig),
  }
  return { request, body: isFields(body) ? engineBody(body, expressions) : body }
}

/**
 * Reads what says where a thing goes that is no container, from texts such as `constraint:disk==ssd`: the build
 * arguments of `ImageBuild` as classic Swarm took them. `rest` are the texts that are no such thing.
 */
export function readPlacing(texts: readonly string[], fail: Fail): { request: Request; rest: readonly string[] } {
  const expressions = readExpressions(texts, new Map(), fail)
  return { request: { ...emptyRequest, ...placing(expressions) }, rest: expressions.environment }
}

const placing = ({ constraints, affinities, whitelists, reschedule }: Expressions) => ({
  constraints,
  affinities,
  whitelists,
  reschedule,
})

/** Asks for nothing. */
export const emptyRequest: Request = {
  name: undefined,
  image: '',
  labels: new Map(),
  constraints: [],
  affinities: [],
  whitelists: [],
  reschedule: undefined,
  memory: 0,
  nanoCpus: 0,
  ports: [],
  containers: [],
  volumes: [],
  networks: [],
}

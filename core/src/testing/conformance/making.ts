import { randomUUID } from 'node:crypto'
import type { OperationName } from '../../api/table.js'
import type { Runner } from '../../engine/runner.js'
import type { Known, Resource } from './subject.js'

/** Makes a thing of a kind, by another operation of the backend; resolves to its name or id. */
export type Make = (runner: Runner) => Promise<string>

interface Making {
  readonly by: OperationName
  readonly make: (runner: Runner, known: Known) => Promise<string>
}

/** Makes a network; resolves to its name. */
export async function makeNetwork(runner: Runner): Promise<string> {
  const name = `conformance-${randomUUID()}`
  await runner.run({ operation: 'NetworkCreate', body: { Name: name } })
  return name
}

async function makeVolume(runner: Runner): Promise<string> {
  const name = `conformance-${randomUUID()}`
  await runner.run({ operation: 'VolumeCreate', body: { Name: name } })
  return name
}

/** Makes an exec in the container that is known; resolves to its id. */
export async function makeExec(runner: Runner, { container = '' }: Known, Cmd = ['true']): Promise<string> {
  const body = { Cmd, AttachStdout: true }
  const reply = await runner.run({ operation: 'ContainerExec', path: { id: container }, body })
  return (await reply.json()).Id
}

// Neither containers nor images: what there is to run is the backend's own affair.
const makings: { readonly [R in Resource]?: Making } = {
  exec: { by: 'ContainerExec', make: makeExec },
  network: { by: 'NetworkCreate', make: makeNetwork },
  volume: { by: 'VolumeCreate', make: makeVolume },
}

/** How a thing of a kind is made, where the backend answers the operation that makes one. */
export function makeOf(resource: Resource, callable: ReadonlySet<OperationName>, known: Known): Make | undefined {
  const making = makings[resource]
  return making === undefined || !callable.has(making.by) ? undefined : (runner) => making.make(runner, known)
}

import type { JobInit } from 'libswarm-core'
import type { Node } from '../nodes/node.js'
import { isFields, withValue } from '../scheduling/request/fields.js'
import { toInner, type Labels } from './labels.js'

/** A job that creates something on a node, for that node: one that is a pool itself reads no labels that are meant for this one. */
export function creationOn<J extends JobInit<'ContainerCreate'> | JobInit<'VolumeCreate'>>(node: Node, job: J): J {
  const body: unknown = job.body
  if (!node.isPool || !isFields(body)) return job
  const told = withValue(body, 'Labels', (value) => (isLabels(value) ? toInner(value, node.name) : value))
  if (told === body) return job
  return 'with' in job ? (job as unknown as { with(changes: object): J }).with({ body: told }) : { ...job, body: told }
}

/** What is none is for the engine to refuse. */
const isLabels = (value: unknown): value is Labels =>
  isFields(value) && Object.values(value).every((label) => typeof label === 'string')

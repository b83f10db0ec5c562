import type { Answer, Job } from 'libswarm-core'
import { nullable, plain, type FieldTable } from '../containers/fields.js'
import { isObject, mismatch, readFields } from '../containers/read-fields.js'
import type { State } from '../state.js'
import { volumeEvent } from './event.js'
import { planVolume } from './plan.js'
import { describeVolume } from './view.js'

const createFields = {
  Name: plain('string'),
  Driver: plain('string'),
  DriverOpts: nullable('stringMap'),
  Labels: nullable('stringMap'),
  ClusterVolumeSpec: nullable('object'),
} satisfies FieldTable

type Texts = Readonly<Record<string, string>>

/** Answers `VolumeCreate`; a volume of that name that is there stays as it is. */
export function createVolume(state: State, job: Job<'VolumeCreate'>): Answer<'VolumeCreate'> {
  const { clock, error, events, volumes } = state
  const body: unknown = job.body
  if (body === undefined) throw error('InvalidParameter', 'got EOF while reading request body')
  if (!isObject(body)) throw mismatch(body, 'value', 'volume.VolumeCreateBody', error)
  const read = readFields(body, createFields, 'VolumeCreateBody', error)
  if (read['ClusterVolumeSpec'] !== null) throw error('Unavailable', noManager)
  const [name, driver] = [read['Name'] as string, read['Driver'] as string]
  const [options, labels] = [read['DriverOpts'] as Texts | null, read['Labels'] as Texts | null]
  const now = clock.now()
  const volume = planVolume(state, { name, driver, options, labels }, now)
  volumes.put(volume)
  events.publish([volumeEvent(volume.name, 'create', now)])
  return describeVolume(volume, job.version)
}

const noManager =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm ' +
  'and try again.'

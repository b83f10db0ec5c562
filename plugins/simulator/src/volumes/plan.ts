import type { MakeError } from '../errors.js'
import { randomId } from '../random-id.js'
import type { State } from '../state.js'
import type { Instant } from '../world.js'
import type { Volume } from './volume.js'

type Texts = Readonly<Record<string, string>>

/** A volume that is wanted. */
export interface VolumeRequest {
  /** Empty for one without a name. */
  readonly name: string
  /** Empty for `local`. */
  readonly driver: string
  readonly options: Texts | null
  readonly labels: Texts | null
}

/** The volume that is wanted: the one that is there, or a new one that is not kept yet. Throws in dockerd's words. */
export function planVolume({ volumes, random, error }: State, asked: VolumeRequest, created: Instant): Volume {
  const refuse: MakeError = (kind, sentence) => error(kind, `create ${asked.name}: ${sentence}`)
  if (asked.driver !== '' && asked.driver !== 'local') {
    const plugin = `plugin "${asked.driver}" not found`
    throw refuse('NotFound', `error looking up volume plugin ${asked.driver}: ${plugin}`)
  }
  const there = volumes.get(asked.name)
  if (there !== undefined) return there
  if (asked.name !== '') checkName(asked.name, refuse)
  checkOptions(asked.options ?? {}, refuse)
  const { options, labels } = asked
  const anonymous = asked.name === ''
  return { name: anonymous ? randomId(random) : asked.name, created, labels, options, anonymous }
}

function checkName(name: string, refuse: MakeError): void {
  if (name.length === 1) {
    throw refuse('InvalidParameter', 'volume name is too short, names should be at least two alphanumeric characters')
  }
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) return
  const allowed = 'only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed'
  const remedy = 'If you intended to pass a host directory, use absolute path'
  const sentence = `"${name}" includes invalid characters for a local volume name, ${allowed}. ${remedy}`
  throw refuse('InvalidParameter', sentence)
}

/** The options of the driver `local`: a file system to mount, or none of them. */
function checkOptions(options: Texts, refuse: MakeError): void {
  const odd = Object.keys(options).find((key) => !['type', 'o', 'device', 'size'].includes(key))
  if (odd !== undefined) throw refuse('InvalidParameter', `invalid option: "${odd}"`)
  if (options['size'] !== undefined) {
    throw refuse('InvalidParameter', 'quota size requested but no quota support')
  }
  if (Object.keys(options).length === 0) return
  const missing = ['device', 'type'].find((key) => (options[key] ?? '') === '')
  if (missing !== undefined) throw refuse('InvalidParameter', `missing required option: "${missing}"`)
}

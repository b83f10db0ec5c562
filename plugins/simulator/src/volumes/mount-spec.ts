import { nullable, plain, type FieldTable } from '../containers/fields.js'
import { readFields } from '../containers/read-fields.js'
import type { MakeError } from '../errors.js'
import { checkTarget, cleanPath, requireAbsolute } from './mount-path.js'
import type { WantedMount } from './wanted.js'

const propagations = ['', 'private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']

const mountFields = {
  Type: plain('string'),
  Source: plain('string'),
  Target: plain('string'),
  ReadOnly: plain('boolean'),
  BindOptions: nullable({ struct: 'mount.BindOptions', fields: { Propagation: plain('string') } }),
  VolumeOptions: nullable({
    struct: 'mount.VolumeOptions',
    fields: {
      NoCopy: plain('boolean'),
      Labels: nullable('stringMap'),
      DriverConfig: nullable({
        struct: 'mount.Driver',
        fields: { Name: plain('string'), Options: nullable('stringMap') },
      }),
    },
  }),
} satisfies FieldTable

type Texts = Readonly<Record<string, string>>

interface Mount {
  readonly Type: string
  readonly Source: string
  readonly Target: string
  readonly ReadOnly: boolean
  readonly BindOptions: { readonly Propagation: string } | null
  readonly VolumeOptions: {
    readonly Labels: Texts | null
    readonly DriverConfig: { readonly Name: string; readonly Options: Texts | null } | null
  } | null
}

/**
 * Reads one of `Mounts`; throws `InvalidParameter` in the words of moby's `volume/mounts/validate.go`. The source of a
 * bind is taken as it is: nothing of a host is looked at.
 */
export function readMount(values: object, error: MakeError): WantedMount {
  const mount = readFields({ ...values }, mountFields, 'Mount', error) as unknown as Mount
  const refuse: MakeError = (kind, sentence) =>
    error(kind, `invalid mount config for type "${mount.Type}": ${sentence}`)
  const common = { destination: checkTarget(mount.Target, refuse), mode: '', writable: !mount.ReadOnly }
  switch (mount.Type) {
    case 'bind':
      return { ...common, ...bindOf(mount, refuse) }
    case 'volume':
      return { ...common, mode: 'z', ...volumeOf(mount, refuse) }
    case 'tmpfs':
      if (mount.BindOptions !== null) throw refuse('InvalidParameter', 'field BindOptions must not be specified')
      if (mount.VolumeOptions !== null) throw refuse('InvalidParameter', 'field VolumeOptions must not be specified')
      if (mount.Source !== '') throw refuse('InvalidParameter', 'field Source must not be specified')
      return { ...common, type: 'tmpfs' }
    default:
      throw refuse('InvalidParameter', 'mount type unknown')
  }
}

function bindOf({ Source, BindOptions, VolumeOptions }: Mount, refuse: MakeError) {
  const propagation = BindOptions?.Propagation ?? ''
  if (Source === '') throw refuse('InvalidParameter', 'field Source must not be empty')
  if (!propagations.includes(propagation)) throw refuse('InvalidParameter', `invalid propagation mode: ${propagation}`)
  if (VolumeOptions !== null) throw refuse('InvalidParameter', 'field VolumeOptions must not be specified')
  requireAbsolute(Source, refuse)
  return {
    type: 'bind',
    source: cleanPath(Source),
    propagation: propagation === '' ? 'rprivate' : propagation,
  } as const
}

function volumeOf({ Source, ReadOnly, BindOptions, VolumeOptions }: Mount, refuse: MakeError) {
  if (BindOptions !== null) throw refuse('InvalidParameter', 'field BindOptions must not be specified')
  if (Source === '' && ReadOnly) {
    throw refuse('InvalidParameter', 'must not set ReadOnly mode when using anonymous volumes')
  }
  const { Labels: labels = null, DriverConfig = null } = VolumeOptions ?? {}
  const { Name: driver = '', Options: options = null } = DriverConfig ?? {}
  return { type: 'volume', volume: { name: Source, driver, options, labels } } as const
}

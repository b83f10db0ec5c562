import { listOf, omitted, optional, text, type FieldTable, type ListType, type StructType } from './fields.js'

const struct = (name: string, fields: FieldTable): StructType => ({ struct: `mount.${name}`, fields })

const driver = struct('Driver', { Name: omitted('string'), Options: optional('stringMap') })

/** `HostConfig.Mounts`, as moby's `mount.Mount`. */
export const mounts: ListType = listOf(
  struct('Mount', {
    Type: omitted(text('mount.Type')),
    Source: omitted('string'),
    Target: omitted('string'),
    ReadOnly: omitted('boolean'),
    Consistency: omitted(text('mount.Consistency')),
    BindOptions: optional(
      struct('BindOptions', {
        Propagation: omitted(text('mount.Propagation')),
        NonRecursive: omitted('boolean'),
        CreateMountpoint: omitted('boolean'),
        ReadOnlyNonRecursive: omitted('boolean'),
        ReadOnlyForceRecursive: omitted('boolean'),
      }),
    ),
    VolumeOptions: optional(
      struct('VolumeOptions', {
        NoCopy: omitted('boolean'),
        Labels: optional('stringMap'),
        Subpath: omitted('string'),
        DriverConfig: optional(driver),
      }),
    ),
    ImageOptions: optional(struct('ImageOptions', { Subpath: omitted('string') })),
    TmpfsOptions: optional(
      struct('TmpfsOptions', {
        SizeBytes: omitted('integer'),
        Mode: omitted({ named: 'fs.FileMode', like: 'uint64' }),
        Options: optional({ list: '[][]string', items: 'strings' }),
      }),
    ),
  }),
)

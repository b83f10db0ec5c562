import { expect } from 'chai'
import type { Body } from 'libswarm-core'
import type { State } from '../dist/state.js'
import { removeAnonymousVolumes } from '../dist/volumes/mounting.js'
import { removeVolume } from '../dist/volumes/remove.js'
import { usersByVolume } from '../dist/volumes/users.js'
import { add, job, countingState, record, refusal, run, stop, told } from './seams.js'

type Host = NonNullable<Body<'ContainerCreate'>['HostConfig']>

describe('what a container has mounted', () => {
  let state: State
  beforeEach(() => void (state = countingState()))

  const mounts = (HostConfig: Host, more: object = {}) => add(state, 'web', { HostConfig, ...more }).mounts
  const data = (name: string): string => `/var/lib/docker/volumes/${name}/_data`
  const volume = (Name: string, Destination: string, Mode: string, RW = true) => ({
    Type: 'volume',
    Name,
    Source: data(Name),
    Destination,
    Driver: 'local',
    Mode,
    RW,
    Propagation: '',
  })
  const bind = (Source: string, Destination: string, Mode: string, RW = true, Propagation = 'rprivate') => ({
    Type: 'bind',
    Source,
    Destination,
    Mode,
    RW,
    Propagation,
  })

  const binds: readonly [string, object][] = [
    ['/a:/b', bind('/a', '/b', '')],
    ['/tmp:/b:ro', bind('/tmp', '/b', 'ro', false)],
    ['/tmp:/b:rshared,cached', bind('/tmp', '/b', 'rshared,cached', true, 'rshared')],
    ['/tmp/../x/:/b/c/../d/', bind('/x', '/b/d', '')],
    ['/tmp:/b:', bind('/tmp', '/b', '')],
    ['vol:/b', volume('vol', '/b', 'z')],
    ['vol:/b:rw,z', volume('vol', '/b', 'rw,z')],
    ['vol:/b:ro,Z,nocopy', volume('vol', '/b', 'ro,Z,nocopy', false)],
  ]
  for (const [text, mount] of binds) {
    it(`is ${text}`, () => {
      expect(mounts({ Binds: [text] })).to.deep.equal([mount])
    })
  }

  it('is a volume without a name for a path alone, in Binds, Volumes and Mounts', () => {
    const [one, two, three] = mounts(
      { Binds: ['/b'], Mounts: [{ Type: 'volume', Target: '/m' }] },
      { Volumes: { '/c': {}, '/b': {} } },
    )
    for (const mount of [one, two, three]) expect(mount?.Name).to.match(/^[0-9a-f]{64}$/)
    expect([one, two, three]).to.deep.equal([
      volume(one!.Name!, '/b', 'z'),
      volume(two!.Name!, '/m', 'z'),
      volume(three!.Name!, '/c', ''),
    ])
  })

  it('is what Mounts say', () => {
    const VolumeOptions = {
      Labels: { q: 'r' },
      DriverConfig: { Name: 'local', Options: { type: 'tmpfs', device: 'tmpfs' } },
    }
    const asked: Host['Mounts'] = [
      { Type: 'bind', Source: '/tmp/', Target: '/b/', ReadOnly: true, BindOptions: { Propagation: 'rslave' } },
      { Type: 'volume', Source: 'tv', Target: '/v', VolumeOptions },
      { Type: 'tmpfs', Target: '/t', TmpfsOptions: { SizeBytes: 1000 } },
    ]
    expect(mounts({ Mounts: asked })).to.deep.equal([
      bind('/tmp', '/b', '', false, 'rslave'),
      volume('tv', '/v', 'z'),
      { Type: 'tmpfs', Source: '', Destination: '/t', Mode: '', RW: true, Propagation: '' },
    ])
    expect(state.volumes.get('tv')).to.deep.include({ labels: { q: 'r' }, options: { type: 'tmpfs', device: 'tmpfs' } })
  })

  it('is what others have', () => {
    const own = add(state, 'src', {
      HostConfig: { Binds: ['vol:/b', '/x:/t:ro', '/an'], Mounts: [{ Type: 'tmpfs', Target: '/tt' }] },
    })
    const name = own.mounts[2]!.Name!
    expect(mounts({ VolumesFrom: ['src:ro'], Binds: ['other:/b'] })).to.deep.equal([
      volume('other', '/b', 'z'),
      bind('/x', '/t', '', false),
      volume(name, '/an', '', false),
    ])
  })

  const spec = 'invalid volume specification'
  const absolute = "invalid mount path: 'b' mount path must be absolute"
  const refusals: readonly [Host, string][] = [
    [{ Binds: [''] }, `${spec}: ''`],
    [{ Binds: [':/b'] }, `${spec}: ':/b'`],
    [{ Binds: ['a:b:c:d'] }, `${spec}: 'a:b:c:d'`],
    [{ Binds: ['/b:rw'] }, `${spec}: '/b:rw'`],
    [{ Binds: ['/tmp:/b:foo'] }, 'invalid mode: foo'],
    [{ Binds: ['/tmp:/b:ro,rw'] }, 'invalid mode: ro,rw'],
    [{ Binds: ['vol:/b:z,Z'] }, 'invalid mode: z,Z'],
    [{ Binds: ['/tmp:b'] }, `${spec}: '/tmp:b': invalid mount config for type "bind": ${absolute}`],
    [{ Binds: ['b'] }, `${spec}: 'b': invalid mount config for type "volume": ${absolute}`],
    [
      { Binds: ['/tmp:/'] },
      `${spec}: '/tmp:/': invalid mount config for type "bind": invalid specification: destination can't be '/'`,
    ],
    [
      { Binds: ['/tmp:/b:nocopy'] },
      `${spec}: '/tmp:/b:nocopy': invalid mount config for type "bind": field VolumeOptions must not be specified`,
    ],
    [
      { Binds: ['vol:/b:rshared'] },
      `${spec}: 'vol:/b:rshared': invalid mount config for type "volume": field BindOptions must not be specified`,
    ],
    [{ Binds: ['/tmp:/b', 'x1:/b/'] }, 'Duplicate mount point: /b'],
    [{ Binds: ['vol:/b'], Tmpfs: { '/b': '' } }, 'Duplicate mount point: /b'],
    [{ Binds: ['vol:/b'], Mounts: [{ Type: 'tmpfs', Target: '/b' }] }, 'Duplicate mount point: /b'],
    [{ Tmpfs: { t: '' } }, "invalid mount path: 't' mount path must be absolute"],
    [{ Binds: ['v:/b'] }, 'create v: volume name is too short, names should be at least two alphanumeric characters'],
    [{ Mounts: [{}] }, 'invalid mount config for type "": field Target must not be empty'],
    [
      { Mounts: [{ Type: 'bind', Target: '/b' }] },
      'invalid mount config for type "bind": field Source must not be empty',
    ],
    [{ Mounts: [{ Type: 'bind', Source: 'b', Target: '/b' }] }, `invalid mount config for type "bind": ${absolute}`],
    [
      { Mounts: [{ Type: 'npipe', Source: 'x', Target: '/b' }] },
      'invalid mount config for type "npipe": mount type unknown',
    ],
    [
      { Mounts: [{ Type: 'cluster', Source: 'x', Target: '/b' }] },
      'invalid mount config for type "cluster": mount type unknown',
    ],
    [
      { Mounts: [{ Type: 'tmpfs', Source: 'x', Target: '/b' }] },
      'invalid mount config for type "tmpfs": field Source must not be specified',
    ],
    [
      { Mounts: [{ Type: 'volume', ReadOnly: true, Target: '/b' }] },
      'invalid mount config for type "volume": must not set ReadOnly mode when using anonymous volumes',
    ],
    [{ VolumesFrom: [''] }, 'volumes-from specification cannot be an empty string'],
    [{ VolumesFrom: ['nope'] }, 'No such container: nope'],
    [{ VolumesFrom: ['nope:foo'] }, 'invalid mode: foo'],
  ]
  for (const [host, sentence] of refusals) {
    it(`is not ${JSON.stringify(host)}`, () => {
      expect(refusal(() => mounts({ ...host, Binds: ['made:/first', ...(host.Binds ?? [])] }))).to.deep.equal([
        'InvalidParameter',
        sentence,
      ])
      expect(state.volumes.all()).to.deep.equal([])
    })
  }

  it('is not of a driver that there is not', () => {
    expect(refusal(() => mounts({ Binds: ['vol:/b'], VolumeDriver: 'foo' }))).to.deep.equal([
      'NotFound',
      'create vol: error looking up volume plugin foo: plugin "foo" not found',
    ])
  })

  it('is told of as it is used, and is in use while the container is there', () => {
    const events = record(state)
    const { id } = run(state, 'web', {
      HostConfig: { Binds: ['vol:/b:ro', '/x:/y'], NetworkMode: 'container:web' },
      NetworkDisabled: true,
    })
    stop(state, 'web')
    const used = { container: id, destination: '/b', driver: 'local', propagation: '', 'read/write': 'false' }
    expect(events.map(told)).to.deep.equal([
      ['volume', 'create', 'vol', { driver: 'local' }],
      ['volume', 'mount', 'vol', used],
      ['volume', 'unmount', 'vol', { container: id, driver: 'local' }],
    ])
    expect(usersByVolume(state).get('vol')).to.have.length(1)
    for (const force of [false, true]) {
      expect(refusal(() => removeVolume(state, job({ name: 'vol' }, undefined, { force })))).to.deep.equal([
        'Conflict',
        `remove vol: volume is in use - [${id}]`,
      ])
    }
  })

  it('goes with the container where it has no name and no other user', () => {
    const first = add(state, 'first', { HostConfig: { Binds: ['/an', 'vol:/b'] } })
    const second = add(state, 'second', { HostConfig: { VolumesFrom: ['first'] } })
    expect(removeAnonymousVolumes(state, first, 1)).to.deep.equal([])
    state.containers.apply({ before: first, after: undefined, events: [] })
    const name = first.mounts[0]!.Name!
    expect(removeAnonymousVolumes(state, second, 1).map(told)).to.deep.equal([
      ['volume', 'destroy', name, { driver: 'local' }],
    ])
    expect(state.volumes.all().map((one) => one.name)).to.deep.equal(['vol'])
  })
})

import { expect } from 'chai'
import type { EngineHandle } from 'libswarm-core'
import { engineOf, startChildren, type ChildInstall } from './support/children.js'

type Registered = Parameters<EngineHandle['register']>[0]

const json = (body: unknown) => () => Buffer.from(JSON.stringify(body))
const id = (letter: string) => letter.repeat(64)

/** An engine that answers lists, those that are given otherwise. */
const engine = (name: string, odd: Readonly<Partial<Record<Registered, unknown>>> = {}): ChildInstall =>
  engineOf(name, (handle) => {
    const answers: Readonly<Partial<Record<Registered, unknown>>> = {
      SystemInfo: { ID: name, NCPU: 4, MemTotal: 1e9 },
      ContainerList: [{ Id: id('f'), Names: ['/well'], Created: 1 }],
      ImageList: [{ Id: 'sha256:aa', RepoTags: ['busybox:latest'], RepoDigests: [], Created: 1, Containers: -1 }],
      NetworkList: [{ Id: id('a'), Name: 'own', Labels: {} }],
      VolumeList: { Volumes: [{ Name: 'data', Labels: null }], Warnings: null },
      VolumePrune: { VolumesDeleted: ['data'], SpaceReclaimed: 5 },
      ContainerCreate: { Id: id('c'), Warnings: [] },
      ...odd,
    }
    for (const [operation, body] of Object.entries(answers)) {
      const reply = operation === 'ContainerCreate' ? () => ({ status: 201, body: JSON.stringify(body) }) : json(body)
      handle.register(operation as Registered, reply as never)
    }
  })

const oddities: readonly (readonly [line: string, has: string, odd: Readonly<Partial<Record<Registered, unknown>>>])[] =
  [
    ['GET /images/json', 'sha256:aa', { ImageList: [{ Id: 'sha256:bb', RepoTags: 'x' }] }],
    ['GET /images/json', 'sha256:aa', { ImageList: [{ Id: 5 }] }],
    ['GET /networks', 'own', { NetworkList: [{ Id: 'x', Name: 7, Labels: {} }] }],
    ['GET /volumes', 'data', { VolumeList: { Volumes: {}, Warnings: null } }],
    ['GET /volumes', 'data', { VolumeList: { Volumes: [null] } }],
    ['GET /volumes', 'data', { VolumeList: { Volumes: [{ Name: 'x', Labels: 'y' }], Warnings: 'none' } }],
    ['POST /volumes/prune', '"SpaceReclaimed":5', { VolumePrune: { VolumesDeleted: 'all', SpaceReclaimed: '7' } }],
  ]

describe('aggregate: an engine that answers what is of another type', () => {
  for (const [line, has, odd] of oddities)
    it(`is told of, and the others answer: ${line} of ${JSON.stringify(odd)}`, async () => {
      await using pool = await startChildren({ odd: engine('ODD', odd), well: engine('WELL') })
      const { status, text, headers } = await pool.call(line)
      expect([status, text]).to.satisfy(() => status === 200 && text.includes(has), `${status} ${text}`)
      expect(headers['warning']).to.match(/node odd: the engine answers \w+ with fields of other types/)
    })

  it('has no say in where containers go', async () => {
    const odd = { ImageList: [{ Id: 'sha256:bb', RepoTags: {} }], VolumeList: { Volumes: {} } }
    await using pool = await startChildren({ odd: engine('ODD', odd), well: engine('WELL') })
    const { status, text } = await pool.call('POST /containers/create', { body: { Image: 'busybox' } })
    expect([status, text]).to.satisfy(() => status === 201, `${status} ${text}`)
  })
})

describe('aggregate: ports that are none', () => {
  for (const Ports of [{}, 'all', 5, [null], null])
    it(`do no harm to the list: ${JSON.stringify(Ports)}`, async () => {
      const { withNode } = await import('../dist/merge/ports.js')
      const shown = withNode({ Id: 'x', Ports } as never, { address: '10.0.0.1' } as never)
      expect(shown).to.deep.equal({ Id: 'x', Ports })
    })
})

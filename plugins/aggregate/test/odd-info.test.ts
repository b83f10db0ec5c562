import { expect } from 'chai'
import type { EngineHandle } from 'libswarm-core'
import { engineOf, startChildren } from './support/children.js'

interface Info {
  readonly NCPU: number
  readonly MemTotal: number
  readonly Images: number
  readonly Warnings: readonly string[]
  readonly DriverStatus: readonly (readonly [string, string])[]
}

const told = (info: object) => (engine: EngineHandle) => {
  engine.register('SystemInfo', () => Buffer.from(JSON.stringify(info)))
  engine.register('ImageList', () => [])
}

const oddities: readonly object[] = [
  { ID: 'ODD', NCPU: '4', MemTotal: '8 GB', Images: 'many', Labels: null, Warnings: null, MemoryLimit: 'yes' },
  { ID: 'ODD', NCPU: null, MemTotal: null, Images: null, Labels: { disk: 'ssd' }, Warnings: {}, OSType: null },
  { ID: 'ODD', NCPU: [], MemTotal: {}, Images: -1, Labels: [1, null, ['disk=ssd']], Warnings: [null, 5], OSType: {} },
  { ID: 7, NCPU: true, SystemTime: 5, Name: null, Driver: {}, Architecture: [], ServerVersion: false },
  { ID: null, Labels: 'disk=ssd', Warnings: 'none', KernelVersion: 6.1, OperatingSystem: null, CgroupDriver: 2 },
]

describe('aggregate: an engine that tells of itself what is of another type', () => {
  for (const info of oddities)
    it(`is a node all the same, and adds nothing that is no number: ${JSON.stringify(info)}`, async () => {
      const well = engineOf('WELL', told({ ID: 'WELL', NCPU: 2, MemTotal: 1000, Images: 3, Labels: ['disk=ssd'] }))
      await using pool = await startChildren({ odd: engineOf('ODD', told(info)), well })
      const answered = await pool.get<Info>('GET /info')
      expect(answered).to.include({ NCPU: 2, MemTotal: 1000, Images: 3 })
      expect(answered.Warnings).to.deep.equal([])
      expect(answered.DriverStatus.flat().every((text) => typeof text === 'string')).to.equal(true)
      const nodes = await pool.get<{ readonly Spec: { readonly Name: string }; readonly ID: unknown }[]>('GET /nodes')
      expect(nodes.map(({ Spec }) => Spec.Name)).to.deep.equal(['odd', 'well'])
      for (const { ID } of nodes) expect(ID).to.be.a('string')
      expect((await pool.call('GET /_ping')).headers['ostype']).to.equal('linux')
      const Env = ['constraint:disk==ssd', 'constraint:node==odd']
      const { status, text } = await pool.call('POST /containers/create', { body: { Image: 'busybox', Env } })
      expect([status, text]).to.satisfy(() => status === 409 && text.includes('disk==ssd is not so: odd'))
    })
})

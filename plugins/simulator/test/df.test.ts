import { expect } from 'chai'
import { Engine, silent } from 'libswarm-core'
import type { Image } from '../dist/images/image-record.js'
import type { State } from '../dist/state.js'
import { dataUsage } from '../dist/system/df.js'
import { addStartingContainers } from '../dist/containers/starting.js'
import { newState } from './state.js'
import { noFiles } from './no-files.js'

const nothing = {
  config: {},
  lastTagged: 0,
  platform: { os: 'linux', architecture: 'amd64' },
  history: [],
}

const image = (digit: string, size: number): Image => {
  const id = `sha256:${digit.repeat(64)}`
  return {
    id,
    tags: [`${digit}:latest`],
    digests: [],
    created: 1_000_000,
    ...nothing,
    layers: [id],
    layerSizes: [size],
    files: noFiles,
    size,
  }
}

const ask = async (state: State, version: string, search = ''): Promise<Record<string, unknown>> => {
  const engine = new Engine({ name: 'simulator', log: silent })
  engine.register('SystemDataUsage', (job) => dataUsage(state, job))
  return (await engine.run({ operation: 'SystemDataUsage', version, search })).json() as Promise<
    Record<string, unknown>
  >
}

describe('what takes space', () => {
  let state: State
  before(() => {
    state = newState()
    for (const one of [image('a', 100), image('b', 20)]) state.images.put(one)
    addStartingContainers(state, ['web'])
    for (const { id, tags } of state.images.all()) if (tags.includes('busybox:latest')) state.images.delete(id)
    const [web] = state.containers.all()
    state.containers.apply({ before: web, after: { ...web!, imageId: image('a', 0).id }, events: [] })
  })

  describe('of volumes', () => {
    before(() => {
      const created = Date.UTC(2026, 0, 1) * 1000
      const volume = { created, labels: null, options: null, anonymous: false }
      state.volumes.put({ ...volume, name: 'data', labels: { a: 'b' } })
      state.volumes.put({ ...volume, name: 'f00', anonymous: true })
      const [web] = state.containers.all()
      const mounts = ['/one', '/two'].map((Destination) => ({ Type: 'volume' as const, Name: 'data', Destination }))
      state.containers.apply({ before: web, after: { ...web!, mounts }, events: [] })
    })
    after(() => {
      for (const { name } of state.volumes.all()) state.volumes.delete(name)
      const [web] = state.containers.all()
      state.containers.apply({ before: web, after: { ...web!, mounts: [] }, events: [] })
    })

    const volume = (Name: string, Labels: object | null, RefCount: number) => ({
      CreatedAt: '2026-01-01T00:00:00Z',
      Driver: 'local',
      Labels,
      Mountpoint: `/var/lib/docker/volumes/${Name}/_data`,
      Name,
      Options: null,
      Scope: 'local',
      UsageData: { RefCount, Size: 0 },
    })
    const used = volume('data', { a: 'b' }, 1)

    it('has each with how many containers have it, however often they do', async () => {
      expect((await ask(state, '1.41'))['Volumes']).to.deep.equal([used, volume('f00', null, 0)])
      const labelled = volume('f00', { 'com.docker.volume.anonymous': '' }, 0)
      expect((await ask(state, '1.51', 'type=volume'))['Volumes']).to.deep.equal([used, labelled])
      expect((await ask(state, '1.56', 'type=volume&verbose=1'))['VolumeUsage']).to.deep.equal({
        ...{ ActiveCount: 1, TotalCount: 2, Reclaimable: 0, TotalSize: 0 },
        Items: [used, labelled],
      })
    })
  })

  const item = (digit: string, Size: number, Containers: number) => ({
    Id: `sha256:${digit.repeat(64)}`,
    ParentId: '',
    RepoTags: [`${digit}:latest`],
    RepoDigests: [],
    Created: 1,
    Size,
    SharedSize: 0,
    Labels: null,
    Containers,
  })
  const images = [item('a', 100, 1), item('b', 20, 0)]
  const none = { ActiveCount: 0, TotalCount: 0, Reclaimable: 0, TotalSize: 0 }
  const imageUsage = { ActiveCount: 1, TotalCount: 2, Reclaimable: 20, TotalSize: 120 }
  const containerUsage = { ActiveCount: 1, TotalCount: 1, Reclaimable: 0, TotalSize: 0 }
  const usage = {
    ImageUsage: imageUsage,
    ContainerUsage: containerUsage,
    VolumeUsage: none,
    BuildCacheUsage: none,
  }

  it('is in lists up to API 1.51, with what Go leaves out left out', async () => {
    const { Containers, ...rest } = await ask(state, '1.51')
    expect(rest).to.deep.equal({ LayersSize: 120, Images: images, Volumes: [], BuildCache: [] })
    expect(Containers).to.have.length(1)
    expect((Containers as object[])[0])
      .to.include({ SizeRootFs: 100 })
      .and.not.have.any.keys('SizeRw')
  })

  it('has the fields of older API versions there', async () => {
    const { Containers, ...rest } = await ask(state, '1.41')
    const virtual = images.map((one) => ({ ...one, VirtualSize: one.Size }))
    const builder = { BuildCache: null, BuilderSize: 0 }
    expect(rest).to.deep.equal({ LayersSize: 120, Images: virtual, Volumes: [], ...builder })
    expect(Containers).to.have.length(1)
  })

  it('is summed up from API 1.53 on, and in both shapes in 1.52', async () => {
    expect(await ask(state, '1.53')).to.deep.equal(usage)
    expect(await ask(state, '1.52'))
      .to.include({ LayersSize: 120 })
      .and.have.any.keys('ImageUsage')
    const verbose = await ask(state, '1.52', 'verbose=1')
    expect(verbose['ImageUsage']).to.deep.equal({ ...imageUsage, Items: images })
    expect(Object.keys(verbose)).to.deep.equal(Object.keys(usage))
  })

  it('is of the types asked for, from API 1.42 on', async () => {
    const nothing = { Containers: null, Volumes: null, BuildCache: null }
    const only = { LayersSize: 120, Images: images, ...nothing }
    expect(await ask(state, '1.51', 'type=image')).to.deep.equal(only)
    expect(await ask(state, '1.53', 'type=volume&type=build-cache')).to.deep.equal({
      VolumeUsage: none,
      BuildCacheUsage: none,
    })
    expect(Object.keys(await ask(state, '1.41', 'type=volume'))).to.include('Images')
    const refused = await ask(state, '1.42', 'type=foo').catch((thrown: unknown) => thrown)
    expect(refused).to.include({ kind: 'InvalidParameter', message: 'unknown object type: foo' })
  })

  it('counts the layers that images share once', async () => {
    const own = newState()
    const base = { layers: ['sha256:1', 'sha256:2'], layerSizes: [70, 30] }
    own.images.put({ ...image('c', 100), ...base })
    own.images.put({ ...image('d', 75), layers: ['sha256:1', 'sha256:3'], layerSizes: [70, 5] })
    const { LayersSize, Images } = await ask(own, '1.51')
    const sizes = (Images as { SharedSize: number }[]).map(({ SharedSize }) => SharedSize)
    expect([LayersSize, sizes]).to.deep.equal([105, [70, 70]])
    expect(await ask(own, '1.53', 'type=image')).to.deep.equal({
      ImageUsage: { ActiveCount: 0, TotalCount: 2, Reclaimable: 105, TotalSize: 105 },
    })
  })
})

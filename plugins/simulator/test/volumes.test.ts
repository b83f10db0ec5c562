import { expect } from 'chai'
import { call, type Answered, type TestDaemon } from 'libswarm-core/testing'
import { act, filter, sentence, startSimulator } from './support.js'

describe('volumes', () => {
  let daemon: TestDaemon
  beforeEach(async () => void (daemon = await startSimulator()))
  afterEach(() => daemon.close())

  const make = (body: unknown, version = ''): Promise<Answered> =>
    call(daemon, `POST ${version}/volumes/create`, { body })
  const names = async (query = ''): Promise<string[]> =>
    (await call(daemon, `GET /volumes${query}`)).json<{ Volumes: { Name: string }[] }>().Volumes.map(({ Name }) => Name)
  const prune = async (query: string, version = ''): Promise<unknown> =>
    (await call(daemon, `POST ${version}/volumes/prune${query}`)).json()

  it('are made once, and keep what they were made with', async () => {
    const answer = await make({ Name: 'v1', Labels: { a: 'b' } })
    expect(answer.status).to.equal(201)
    const { CreatedAt, ...volume } = answer.json<Record<string, unknown>>()
    expect(CreatedAt).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    expect(volume).to.deep.equal({
      Driver: 'local',
      Labels: { a: 'b' },
      Mountpoint: '/var/lib/docker/volumes/v1/_data',
      Name: 'v1',
      Options: null,
      Scope: 'local',
    })
    const again = { Name: 'v1', Labels: { c: 'd' }, DriverOpts: { type: 'tmpfs', device: 'tmpfs' } }
    expect((await make(again)).json()).to.deep.equal(answer.json())
    expect((await call(daemon, 'GET /volumes/v1')).json()).to.deep.equal(answer.json())
    expect((await call(daemon, 'GET /volumes')).json()).to.deep.equal({ Volumes: [answer.json()], Warnings: null })
  })

  it('without a name get one, and a label for clients that know it', async () => {
    const labels = { 'com.docker.volume.anonymous': '' }
    const { Name, Labels } = (await make({})).json<{ Name: string; Labels: object }>()
    expect(Name).to.match(/^[0-9a-f]{64}$/)
    expect(Labels).to.deep.equal(labels)
    expect((await call(daemon, `GET /v1.41/volumes/${Name}`)).json()).to.include({ Labels: null })
  })

  const invalid = (name: string): string =>
    `create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`
  const refusals: readonly [unknown, number, string][] = [
    [undefined, 400, 'got EOF while reading request body'],
    [[], 400, 'json: cannot unmarshal array into Go value of type volume.VolumeCreateBody'],
    [{ Name: 7 }, 400, 'json: cannot unmarshal number into Go struct field VolumeCreateBody.Name of type string'],
    [{ Name: 'xx', Driver: 'foo' }, 404, 'create xx: error looking up volume plugin foo: plugin "foo" not found'],
    [{ Name: 'a/b' }, 400, invalid('a/b')],
    [{ Name: '-a' }, 400, invalid('-a')],
    [{ Name: 'é1' }, 400, invalid('é1')],
    [{ Name: 'a' }, 400, 'create a: volume name is too short, names should be at least two alphanumeric characters'],
    [{ Name: 'xx', DriverOpts: { foo: 'bar' } }, 400, 'create xx: invalid option: "foo"'],
    [{ Name: 'xx', DriverOpts: { type: 'tmpfs' } }, 400, 'create xx: missing required option: "device"'],
    [{ Name: 'xx', DriverOpts: { device: '/x' } }, 400, 'create xx: missing required option: "type"'],
    [{ Name: 'xx', DriverOpts: { size: '1g' } }, 400, 'create xx: quota size requested but no quota support'],
  ]
  it('are refused in the words of dockerd', async () => {
    for (const [body, status, told] of refusals) {
      expect(sentence(await make(body)), JSON.stringify(body)).to.deep.equal([status, told])
    }
    expect(await names()).to.deep.equal([])
  })

  it('are found by filters', async () => {
    await make({ Name: 'v1', Labels: { l: '1' } })
    await make({ Name: 'v2' })
    const found: readonly [string, string[], string[]][] = [
      ['name', ['v'], ['v1', 'v2']],
      ['name', ['2'], ['v2']],
      ['label', ['l=1'], ['v1']],
      ['label', ['l=2'], []],
      ['driver', ['local'], ['v1', 'v2']],
      ['driver', ['lo'], []],
      ['dangling', ['true'], ['v1', 'v2']],
      ['dangling', ['0'], []],
    ]
    for (const [key, values, expected] of found) {
      expect(await names(`?${filter(key, ...values)}`), `${key} ${values.join()}`).to.deep.equal(expected)
    }
    expect(await act(daemon, `GET /volumes?${filter('foo', 'x')}`)).to.deep.equal([400, "invalid filter 'foo'"])
    expect(await act(daemon, `GET /volumes?${filter('dangling', 'foo')}`)).to.deep.equal([
      400,
      "invalid filter 'dangling=[foo]'",
    ])
  })

  it('are removed', async () => {
    await make({ Name: 'v1' })
    expect(await act(daemon, 'DELETE /volumes/v1')).to.equal(204)
    expect(await act(daemon, 'DELETE /volumes/v1')).to.deep.equal([404, 'get v1: no such volume'])
    expect(await act(daemon, 'DELETE /volumes/v1?force=1')).to.equal(204)
    expect(await act(daemon, 'GET /volumes/v1')).to.deep.equal([404, 'get v1: no such volume'])
  })

  it('are pruned: since API 1.42 those without a name, unless all are asked for', async () => {
    const none = { VolumesDeleted: [], SpaceReclaimed: 0 }
    await make({ Name: 'v1', Labels: { keep: '' } })
    await make({ Name: 'v2' })
    await make({ Name: 'disk', DriverOpts: { type: 'tmpfs', device: 'tmpfs' } })
    const { Name } = (await make({})).json<{ Name: string }>()
    expect(await prune('')).to.deep.equal({ VolumesDeleted: [Name], SpaceReclaimed: 0 })
    expect(await prune(`?${filter('label', 'nope')}`, '/v1.41')).to.deep.equal(none)
    expect(await prune(`?${filter('label!', 'keep')}`, '/v1.41')).to.deep.equal({
      VolumesDeleted: ['v2'],
      SpaceReclaimed: 0,
    })
    expect(await prune(`?${filter('all', 'true')}`)).to.deep.equal({ VolumesDeleted: ['v1'], SpaceReclaimed: 0 })
    expect(await names()).to.deep.equal(['disk'])
    expect(await act(daemon, `POST /v1.41/volumes/prune?${filter('all', '1')}`)).to.deep.equal([
      400,
      "invalid filter 'all'",
    ])
  })

  it('of a swarm are not there to be updated', async () => {
    expect((await call(daemon, 'PUT /volumes/v1', { body: {} })).status).to.equal(503)
  })
})

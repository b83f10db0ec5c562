import { expect } from 'chai'
import { call, type Answered, type TestDaemon } from 'libswarm-core/testing'
import { imageEvents, inspectImage, pull } from './images-support.js'
import { create, filter, run, sentence, startWith } from './support.js'

interface Summary {
  readonly Id: string
  readonly RepoTags: string[]
  readonly RepoDigests: string[]
  readonly [field: string]: unknown
}

const zeros = '0'.repeat(64)

describe('images', () => {
  let daemon: TestDaemon
  const images = ['busybox', 'nginx:1.25', 'localhost:5000/a/b:1', 'me/app:2', 'debian']
  before(async () => void (daemon = await startWith({ image: images })))
  after(() => daemon.close())

  const ask = (line: string): Promise<Answered> => call(daemon, line)
  const list = async (query = ''): Promise<Summary[]> => (await ask(`GET /images/json?${query}`)).json()
  const names = async (query: string): Promise<string[]> =>
    (await list(query)).flatMap(({ RepoTags }) => RepoTags).sort()

  it('are listed whole, the youngest first', async () => {
    const all = await list()
    const created = all.map(({ Created }) => Created as number)
    expect(created).to.deep.equal([...created].sort((a, b) => b - a))
    const { Id, RepoDigests } = await inspectImage(daemon, 'busybox')
    expect(all.find(({ RepoTags }) => RepoTags.includes('busybox:latest'))).to.deep.equal({
      Containers: -1,
      Created: all.find((one) => one.Id === Id)!['Created'],
      Id,
      Labels: null,
      ParentId: '',
      RepoDigests,
      RepoTags: ['busybox:latest'],
      SharedSize: -1,
      Size: 4_300_000,
    })
  })

  it('are listed as the API version has them', async () => {
    const fields = async (version: string): Promise<string[]> =>
      Object.keys((await ask(`GET /v${version}/images/json`)).json<Summary[]>()[0]!)
    expect(await fields('1.43')).to.include('VirtualSize')
    expect(await fields('1.44')).not.to.include('VirtualSize')
  })

  it('have layers in common with those on the same base', async () => {
    const shared = (await list('shared-size=1')).map(({ RepoTags, SharedSize }) => [RepoTags[0], SharedSize])
    expect(Object.fromEntries(shared)).to.deep.equal({
      'busybox:latest': 0,
      'nginx:1.25': 117_000_000,
      'localhost:5000/a/b:1': 0,
      'me/app:2': 0,
      'debian:latest': 117_000_000,
    })
  })

  const filters: readonly (readonly [string, readonly string[], string[]])[] = [
    ['reference', ['busybox'], ['busybox:latest']],
    ['reference', ['bus*', 'me/*:2'], ['busybox:latest', 'me/app:2']],
    ['reference', ['*'], ['busybox:latest', 'debian:latest', 'nginx:1.25']],
    ['reference', ['*/*'], ['me/app:2']],
    ['reference', ['localhost:5000/?/[a-c]'], ['localhost:5000/a/b:1']],
    ['reference', ['a/b'], []],
    ['reference', ['docker.io/library/busybox'], []],
    ['label', ['maintainer'], ['nginx:1.25']],
    ['label', ['maintainer=me'], []],
    ['dangling', ['true'], []],
    ['dangling', ['false'], ['busybox:latest', 'debian:latest', 'localhost:5000/a/b:1', 'me/app:2', 'nginx:1.25']],
    ['until', ['1'], []],
    ['until', ['2000-01-01'], []],
    ['until', ['1h30m'], ['busybox:latest', 'debian:latest', 'localhost:5000/a/b:1', 'me/app:2', 'nginx:1.25']],
  ]
  for (const [key, values, found] of filters) {
    it(`are filtered by ${key} ${values.join(' ')}`, async () =>
      expect(await names(filter(key, ...values))).to.deep.equal(found))
  }

  it('are filtered by what is older and younger than another', async () => {
    const order = (await list()).map(({ RepoTags }) => RepoTags[0]!)
    expect(await names(filter('before', order[1]!))).to.deep.equal(order.slice(2).sort())
    expect(await names(filter('since', order[1]!))).to.deep.equal(order.slice(0, 1))
  })

  it('are filtered by the query of old clients', async () => {
    expect((await ask('GET /v1.40/images/json?filter=busybox')).json<Summary[]>()).to.have.length(1)
    expect((await ask('GET /v1.41/images/json?filter=busybox')).json<Summary[]>()).to.have.length(5)
  })

  const badFilters: readonly (readonly [string, readonly string[], number, string])[] = [
    ['foo', ['x'], 400, "invalid filter 'foo'"],
    ['__proto__', ['x'], 400, "invalid filter '__proto__'"],
    ['dangling', ['x'], 400, "invalid filter 'dangling=[x]'"],
    ['reference', ['['], 400, 'syntax error in pattern'],
    ['before', ['none'], 404, 'No such image: none:latest'],
    ['since', ['UP'], 400, 'invalid reference format: repository name must be lowercase'],
    ['until', ['x'], 400, 'failed to parse value as time or duration: "x"'],
    ['until', ['1h', '2h'], 400, 'more than one until filter specified'],
  ]
  for (const [key, values, status, message] of badFilters) {
    it(`are not filtered by ${key}=${values.join(' ')}`, async () => {
      const query = encodeURIComponent(`{${JSON.stringify(key)}:${JSON.stringify(values)}}`)
      expect(sentence(await ask(`GET /images/json?filters=${query}`))).to.deep.equal([status, message])
    })
  }

  it('are inspected whole, as the API version has them', async () => {
    const { Id, RepoDigests, RootFS } = await inspectImage(daemon, 'busybox')
    const layer = `/var/lib/docker/overlay2/${RootFS.Layers[0]!.slice(7)}`
    const Env = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin']
    const own = { User: '', Volumes: null, WorkingDir: '', Entrypoint: null, OnBuild: null, Labels: null }
    const ofContainers = {
      ...{ Hostname: '', Domainname: '', AttachStdin: false, AttachStdout: false, AttachStderr: false },
      ...{ Tty: false, OpenStdin: false, StdinOnce: false, Image: '', ...own },
    }
    const newest = {
      Id,
      RepoTags: ['busybox:latest'],
      RepoDigests,
      Parent: '',
      Comment: '',
      DockerVersion: '',
      Author: '',
      Config: { ...own, Env, Cmd: ['sh'] },
      Architecture: 'amd64',
      Os: 'linux',
      Size: 4_300_000,
      GraphDriver: {
        Data: { MergedDir: `${layer}/merged`, UpperDir: `${layer}/diff`, WorkDir: `${layer}/work` },
        Name: 'overlay2',
      },
      RootFS: { Type: 'layers', Layers: RootFS.Layers },
      Metadata: { LastTagTime: '0001-01-01T00:00:00Z' },
    }
    const at = async (version: string): Promise<Record<string, unknown>> => {
      const { Created, ...rest } = (await ask(`GET /v${version}/images/busybox/json`)).json<Record<string, unknown>>()
      expect(Created).to.match(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      return rest
    }
    expect(await at('1.51')).to.deep.equal(newest)
    expect(await at('1.49')).to.deep.equal({ ...newest, Config: { ...ofContainers, Env, Cmd: ['sh'] } })
    expect(await at('1.41')).to.deep.equal({
      ...newest,
      Config: { ...ofContainers, Env, Cmd: ['sh'] },
      Container: '',
      ContainerConfig: { ...ofContainers, Env: null, Cmd: null },
      VirtualSize: 4_300_000,
    })
  })

  it('are found by name, by the beginning of an id, and by digest', async () => {
    const { Id, RepoDigests } = await inspectImage(daemon, 'busybox')
    const ways = [
      ...['busybox:latest', 'library/busybox', 'docker.io/busybox', 'index.docker.io/library/busybox'],
      ...[Id, Id.slice(7), Id.slice(7, 19), Id.slice(0, 20), RepoDigests[0]!, RepoDigests[0]!.replace('@', ':none@')],
    ]
    for (const way of ways) expect([way, (await inspectImage(daemon, way)).Id]).to.deep.equal([way, Id])
  })

  const missing: readonly (readonly [string, number, string])[] = [
    ['none', 404, 'No such image: none:latest'],
    ['none:1', 404, 'No such image: none:1'],
    [`busybox@sha256:${zeros}`, 404, `No such image: busybox@sha256:${zeros}`],
    [`sha256:${zeros}`, 404, `No such image: sha256:${zeros}`],
    [zeros, 404, `No such image: sha256:${zeros}`],
    ['sha256:zz', 404, 'No such image: sha256:zz'],
    ['UP', 400, 'invalid reference format: repository name must be lowercase'],
    ['a%20b', 400, 'invalid reference format'],
    ['busybox@sha256:12', 400, 'invalid reference format'],
  ]
  for (const [name, status, message] of missing) {
    it(`are not found by ${name.slice(0, 30)}`, async () => {
      for (const line of [`GET /images/${name}/json`, `GET /images/${name}/history`, `DELETE /images/${name}`]) {
        expect(sentence(await ask(line))).to.deep.equal([status, message])
      }
    })
  }

  it('have a history that adds up', async () => {
    interface Step {
      readonly Id: string
      readonly Size: number
      readonly Tags: string[] | null
      readonly CreatedBy: string
    }
    const { Id, Size } = await inspectImage(daemon, 'nginx:1.25')
    const steps = (await ask('GET /images/nginx:1.25/history')).json<Step[]>()
    expect(Object.keys(steps[0]!).sort()).to.deep.equal(['Comment', 'Created', 'CreatedBy', 'Id', 'Size', 'Tags'])
    expect(steps.map((step) => [step.Id, step.Tags])).to.deep.equal([
      [Id, ['nginx:1.25']],
      ...steps.slice(1).map(() => ['<missing>', null]),
    ])
    expect(steps[0]!.CreatedBy).to.equal('CMD ["nginx","-g","daemon off;"]')
    expect(steps.at(-1)!.CreatedBy).to.match(/^\/bin\/sh -c #\(nop\) ADD file:[0-9a-f]{64} in \/ $/)
    expect(steps.reduce((sum, step) => sum + step.Size, 0)).to.equal(Size)
  })

  it('are refused for another platform than they are for', async () => {
    const query = `platform=${encodeURIComponent('{"os":"linux","architecture":"arm64"}')}`
    const found = 'image with reference busybox was found but does not match the specified platform'
    expect(sentence(await ask(`GET /images/busybox/json?${query}`))).to.deep.equal([
      404,
      `${found}: wanted linux/arm64, actual: linux/amd64`,
    ])
  })
})

describe('names of images', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startWith({ image: ['busybox', 'nginx'] })))
  after(() => daemon.close())
  const tag = (query: string, name = 'busybox'): Promise<Answered> => call(daemon, `POST /images/${name}/tag?${query}`)

  it('are given and moved, each with an event', async () => {
    for (const query of ['repo=x/y&tag=1', 'repo=x/y', 'repo=x/y:3&tag=4', 'repo=127.0.0.1:5000/foo:bar']) {
      const answer = await tag(query)
      expect([answer.status, answer.text]).to.deep.equal([201, ''])
    }
    expect((await tag('repo=docker.io/library/zz&tag=4')).status).to.equal(201)
    const before = await inspectImage(daemon, 'busybox')
    expect(before.RepoTags).to.deep.equal([
      ...['127.0.0.1:5000/foo:bar', 'busybox:latest', 'zz:4', 'x/y:1', 'x/y:4', 'x/y:latest'],
    ])
    expect((await tag('repo=x/y&tag=1', 'nginx')).status).to.equal(201)
    const after = await inspectImage(daemon, 'busybox')
    expect(after.RepoTags).to.deep.equal(['127.0.0.1:5000/foo:bar', 'busybox:latest', 'zz:4', 'x/y:4', 'x/y:latest'])
    const nginx = await inspectImage(daemon, 'nginx')
    expect(nginx.RepoTags).to.deep.equal(['nginx:latest', 'x/y:1'])
    const labels = nginx.Config['Labels'] as Record<string, string>
    expect(await imageEvents(daemon)).to.deep.equal([
      ['tag', after.Id, { name: 'x/y:1' }],
      ['tag', after.Id, { name: 'x/y' }],
      ['tag', after.Id, { name: 'x/y:4' }],
      ['tag', after.Id, { name: '127.0.0.1:5000/foo:bar' }],
      ['tag', after.Id, { name: 'zz:4' }],
      ['tag', nginx.Id, { ...labels, name: 'x/y:1' }],
    ])
  })

  const refusals: readonly (readonly [string, string, number, string])[] = [
    ['busybox', 'repo=UP', 400, 'invalid reference format: repository name must be lowercase'],
    ['busybox', 'repo=', 400, 'invalid reference format'],
    ['busybox', 'tag=x', 400, 'invalid reference format'],
    ['busybox', 'repo=a&tag=-', 400, 'invalid tag format'],
    ['busybox', `repo=a@sha256:${zeros}`, 400, 'refusing to create a tag with a digest reference'],
    ['busybox', `repo=a&tag=sha256:${zeros}`, 400, 'invalid tag format'],
    ['busybox', 'repo=sha256&tag=a', 400, 'refusing to create an ambiguous tag using digest algorithm as name'],
    ['none', 'repo=a', 404, 'No such image: none:latest'],
  ]
  for (const [name, query, status, message] of refusals) {
    it(`are refused as in ${query.slice(0, 40)} for ${name}`, async () =>
      expect(sentence(await tag(query, name))).to.deep.equal([status, message]))
  }
})

describe('an image that loses its name to another', () => {
  it('stays, by its digest', async () => {
    const daemon = await startWith({ image: ['busybox', 'nginx'] })
    const before = await inspectImage(daemon, 'busybox')
    await call(daemon, 'POST /images/nginx/tag?repo=busybox')
    const dangling = (await call(daemon, `GET /images/json?${filter('dangling', 'true')}`)).json<Summary[]>()
    expect(dangling.map(({ Id, RepoTags, RepoDigests }) => ({ Id, RepoTags, RepoDigests }))).to.deep.equal([
      { Id: before.Id, RepoTags: [], RepoDigests: before.RepoDigests },
    ])
    await pull(daemon, 'busybox:latest')
    expect((await inspectImage(daemon, 'busybox')).Id).to.equal(before.Id)
    await daemon.close()
  })
})

describe('containers and their images', () => {
  it('keep the id when the image goes', async () => {
    const daemon = await startWith({ name: ['web'] })
    const { Id } = await inspectImage(daemon, 'busybox')
    const id = await create(daemon, 'one')
    await run(daemon, 'two')
    const image = async (name: string): Promise<string> =>
      (await call(daemon, `GET /containers/${name}/json`)).json<{ Image: string }>().Image
    expect([await image('web'), await image(id)]).to.deep.equal([Id, Id])
    expect((await call(daemon, 'DELETE /images/busybox?force=1')).json()).to.deep.equal([
      { Untagged: 'busybox:latest' },
      { Untagged: (await pull(daemon, 'busybox:latest'), (await inspectImage(daemon, 'busybox')).RepoDigests[0]) },
    ])
    expect(await image(id)).to.equal(Id)
    await daemon.close()
  })
})

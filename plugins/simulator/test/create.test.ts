import { expect } from 'chai'
import { call, type Answered, type TestDaemon } from 'libswarm-core/testing'
import { sentence, startSimulator } from './support.js'

interface Inspected {
  readonly Id: string
  readonly Name: string
  readonly Path: string
  readonly Args: string[]
  readonly State: Record<string, unknown>
  readonly Config: Record<string, unknown>
  readonly HostConfig: Record<string, unknown>
  readonly NetworkSettings: { readonly Networks: Record<string, Record<string, unknown>> }
}

describe('creating a container', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startSimulator('web')))
  after(() => daemon.close())

  const create = (body: unknown, query = ''): Promise<Answered> =>
    call(daemon, `POST /containers/create${query}`, { body })
  const inspect = async (id: string): Promise<Inspected> => (await call(daemon, `GET /containers/${id}/json`)).json()
  const made = async (body: unknown, query = ''): Promise<Inspected> =>
    inspect((await create(body, query)).json<{ Id: string }>().Id)

  it('answers its id and no warnings', async () => {
    const answer = await create({ Image: 'busybox' }, '?name=first&platform=linux%2Famd64')
    expect(answer.status).to.equal(201)
    expect(answer.json()).to.deep.equal({ Id: (await inspect('first')).Id, Warnings: [] })
    expect((await inspect('first')).Id).to.match(/^[0-9a-f]{64}$/)
  })

  it('keeps all of Config and HostConfig, with the defaults of the engine for the rest', async () => {
    const config = { Image: 'busybox', Cmd: ['sleep', '9'], Env: ['A=1'], Labels: { tier: 'front' }, StopTimeout: 3 }
    const host = {
      Binds: ['/a:/b'],
      Memory: 1e8,
      PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] },
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 2 },
      Mounts: [{ Type: 'tmpfs', Target: '/t' }],
      CgroupnsMode: '',
      LogConfig: { Type: '', Config: null },
      MemorySwappiness: -1,
    }
    const inspected = await made({ ...config, HostConfig: host, Unknown: 7 })
    expect(inspected.Config).to.deep.equal({
      Hostname: inspected.Id.slice(0, 12),
      Domainname: '',
      User: '',
      AttachStdin: false,
      AttachStdout: false,
      AttachStderr: false,
      Tty: false,
      OpenStdin: false,
      StdinOnce: false,
      Volumes: null,
      WorkingDir: '',
      Entrypoint: null,
      ...config,
      Env: ['A=1', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    })
    expect(inspected.HostConfig).to.deep.include({
      ...host,
      CgroupnsMode: 'private',
      LogConfig: { Type: 'json-file', Config: {} },
      MemorySwappiness: null,
      NetworkMode: 'default',
      IpcMode: 'private',
      ShmSize: 67108864,
      Runtime: 'runc',
      AutoRemove: false,
      Links: null,
    })
  })

  it('has not run yet', async () => {
    expect((await made({ Image: 'busybox' })).State).to.deep.equal({
      Status: 'created',
      Running: false,
      Paused: false,
      Restarting: false,
      OOMKilled: false,
      Dead: false,
      Pid: 0,
      ExitCode: 0,
      Error: '',
      StartedAt: '0001-01-01T00:00:00Z',
      FinishedAt: '0001-01-01T00:00:00Z',
    })
  })

  it('runs the entrypoint with the command as its arguments; either may be one word', async () => {
    const { Path, Args } = await made({ Image: 'busybox', Entrypoint: '/bin/sh', Cmd: 'sleep 9' })
    expect([Path, Args]).to.deep.equal(['/bin/sh', ['sleep 9']])
  })

  it('takes the command from the image where none is given', async () => {
    const { Path, Args } = await made({ Image: 'busybox' })
    expect([Path, Args]).to.deep.equal(['sh', []])
  })

  it('gives a name of two words where none is given', async () => {
    expect((await made({ Image: 'busybox' })).Name).to.match(/^\/[a-z]+_[a-z]+$/)
  })

  it('keeps the endpoints that are asked for, or else joins the network of its mode', async () => {
    const networks = async (body: object): Promise<string[]> =>
      Object.keys((await made({ Image: 'busybox', ...body })).NetworkSettings.Networks)
    expect(await networks({})).to.deep.equal(['bridge'])
    expect(await networks({ HostConfig: { NetworkMode: 'none' } })).to.deep.equal(['none'])
    expect(await networks({ HostConfig: { NetworkMode: 'container:web' } })).to.deep.equal([])
    const asked = await made({ Image: 'busybox', NetworkingConfig: { EndpointsConfig: { blue: { Aliases: ['x'] } } } })
    expect(asked.NetworkSettings.Networks['blue'])
      .to.include({ NetworkID: '' })
      .and.to.deep.include({ Aliases: ['x'] })
  })

  it('warns of ports that are published on the network of the host', async () => {
    const body = { Image: 'busybox', HostConfig: { NetworkMode: 'host', PortBindings: { '80/tcp': [] } } }
    expect((await create(body)).json<{ Warnings: string[] }>().Warnings).to.deep.equal([
      'Published ports are discarded when using host network mode',
    ])
  })

  it('shows the limits of kernel memory to clients of API 1.41 only', async () => {
    const { Id } = await made({ Image: 'busybox' })
    const has = async (version: string): Promise<boolean> => {
      const answer = await call(daemon, `GET /v${version}/containers/${Id}/json`)
      return 'KernelMemory' in answer.json<Inspected>().HostConfig
    }
    expect([await has('1.41'), await has('1.42')]).to.deep.equal([true, false])
  })

  const field = 'Go struct field'
  const wrapped = `${field} ContainerConfigWrapper`
  const refusals: readonly [unknown, string][] = [
    [{}, 'Config cannot be empty in order to create a container'],
    [null, 'the request body is null, not a JSON object'],
    [undefined, 'Config cannot be empty in order to create a container'],
    [{ HostConfig: {} }, 'Config cannot be empty in order to create a container'],
    [{ Labels: {} }, 'No command specified'],
    [{ Image: null, Cmd: [] }, 'No command specified'],
    [[], 'json: cannot unmarshal array into Go value of type runconfig.ContainerConfigWrapper'],
    [{ Image: 7 }, `json: cannot unmarshal number into ${field} ContainerConfigWrapper.Image of type string`],
    [
      { Image: 'busybox', Cmd: {} },
      `json: cannot unmarshal object into ${field} ContainerConfigWrapper.Cmd of type string`,
    ],
    [
      { Image: 'busybox', Labels: ['x'] },
      `json: cannot unmarshal array into ${field} ContainerConfigWrapper.Labels of type map[string]string`,
    ],
    [
      { Image: 'busybox', Env: [1] },
      `json: cannot unmarshal number into ${field} ContainerConfigWrapper.Env of type string`,
    ],
    [
      { Image: 'busybox', Labels: { a: true } },
      `json: cannot unmarshal bool into ${field} ContainerConfigWrapper.Labels of type string`,
    ],
    [
      { Image: 'busybox', HostConfig: { LogConfig: 7 } },
      `json: cannot unmarshal number into ${field} HostConfig.HostConfig.LogConfig of type container.LogConfig`,
    ],
    [
      { Image: 'busybox', NetworkingConfig: 7 },
      `json: cannot unmarshal number into ${wrapped}.NetworkingConfig of type network.NetworkingConfig`,
    ],
    [
      { Image: 'busybox', HostConfig: { Memory: 'x' } },
      `json: cannot unmarshal string into ${field} HostConfig.HostConfig.Memory of type int64`,
    ],
    [{ Image: 'not an image' }, 'invalid reference format'],
    [{ Image: 'a:' }, 'invalid reference format'],
    [{ Image: 'Busybox' }, 'invalid reference format: repository name must be lowercase'],
    [{ Image: 'busybox', StopSignal: 'FOO' }, 'Invalid signal: FOO'],
    [{ Image: 'busybox', HostConfig: { RestartPolicy: { Name: 'foo' } } }, "invalid restart policy 'foo'"],
    [
      { Image: 'busybox', HostConfig: { AutoRemove: true, RestartPolicy: { Name: 'always' } } },
      "can't create 'AutoRemove' container with restart policy",
    ],
  ]
  for (const [body, told] of refusals) {
    it(`refuses ${JSON.stringify(body)}`, async () => {
      expect(sentence(await create(body, '?name=refused'))).to.deep.equal([400, told])
      expect((await call(daemon, 'GET /containers/refused/json')).status).to.equal(404)
    })
  }

  it('refuses the id of an image that is not here', async () => {
    const id = 'f'.repeat(64)
    for (const Image of [id, `sha256:${id}`]) {
      expect(sentence(await create({ Image }, '?name=refused'))).to.deep.equal([404, `No such image: sha256:${id}`])
    }
    expect((await call(daemon, 'GET /containers/refused/json')).status).to.equal(404)
  })

  for (const name of ['a', '-ab', 'a b', '/', 'ä1', 'a/b']) {
    it(`refuses the name "${name}"`, async () => {
      expect(sentence(await create({ Image: 'busybox' }, `?name=${encodeURIComponent(name)}`))).to.deep.equal([
        400,
        `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
      ])
    })
  }

  for (const name of ['web', '/web']) {
    it(`refuses the name "${name}" of another container`, async () => {
      const { Id } = await inspect('web')
      const remedy = 'You have to remove (or rename) that container to be able to reuse that name.'
      expect(sentence(await create({ Image: 'busybox' }, `?name=${name}`))).to.deep.equal([
        409,
        `Conflict. The container name "/web" is already in use by container "${Id}". ${remedy}`,
      ])
    })
  }

  it('refuses what is nested deeper than any request is', async () => {
    const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
    const answer = await call(daemon, 'POST /containers/create', {
      body: `{"Image":"a","HostConfig":{"Mounts":[${deep}]}}`,
      headers: { 'Content-Type': 'application/json' },
    })
    expect(answer.status).to.equal(400)
  })

  it('takes lists of any length', async () => {
    const wide = { Type: 'tmpfs', Target: '/t', Options: Array<number>(300_000).fill(1) }
    const answer = await create({
      Image: 'busybox',
      Env: Array<string>(300_000).fill('A=1'),
      HostConfig: { Mounts: [wide] },
    })
    expect(answer.status).to.equal(201)
  })

  it('takes the key __proto__ for a label like any other', async () => {
    const answer = await call(daemon, 'POST /containers/create?name=proto', {
      body: '{"Image":"busybox","Labels":{"__proto__":"x"}}',
      headers: { 'Content-Type': 'application/json' },
    })
    expect(answer.status).to.equal(201)
    expect((await call(daemon, 'GET /containers/proto/json')).text).to.include('"Labels":{"__proto__":"x"}')
  })
})

import { expect } from 'chai'
import { call, type Answered, type TestDaemon } from 'libswarm-core/testing'
import { act, create, filter, sentence, startSimulator } from './support.js'

interface Network {
  readonly Name: string
  readonly Id: string
  readonly IPAM: { readonly Config: object[] }
}

describe('networks', () => {
  let daemon: TestDaemon
  beforeEach(async () => void (daemon = await startSimulator()))
  afterEach(() => daemon.close())

  const make = (body: unknown, version = ''): Promise<Answered> =>
    call(daemon, `POST ${version}/networks/create`, { body })
  const inspect = async (text: string, version = ''): Promise<Network> =>
    (await call(daemon, `GET ${version}/networks/${text}`)).json()
  const names = async (query = ''): Promise<string[]> =>
    (await call(daemon, `GET /networks${query}`)).json<Network[]>().map(({ Name }) => Name)
  const post = async (line: string, body: unknown): Promise<number | [number, string]> => {
    const answer = await call(daemon, `POST ${line}`, { body })
    return answer.text === '' ? answer.status : sentence(answer)
  }

  it('are bridge, host and none from the start', async () => {
    expect(await names()).to.deep.equal(['bridge', 'host', 'none'])
    const { Id, Created, ...bridge } = (await inspect('bridge', '/v1.41')) as unknown as Record<string, unknown>
    expect(Id).to.match(/^[0-9a-f]{64}$/)
    expect(Created).to.match(/^\d{4}-\d\d-\d\dT/)
    expect(bridge).to.deep.equal({
      Name: 'bridge',
      Scope: 'local',
      Driver: 'bridge',
      EnableIPv6: false,
      IPAM: { Driver: 'default', Options: null, Config: [{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.1' }] },
      Internal: false,
      Attachable: false,
      Ingress: false,
      ConfigFrom: { Network: '' },
      ConfigOnly: false,
      Containers: {},
      Options: {
        'com.docker.network.bridge.default_bridge': 'true',
        'com.docker.network.bridge.enable_icc': 'true',
        'com.docker.network.bridge.enable_ip_masquerade': 'true',
        'com.docker.network.bridge.host_binding_ipv4': '0.0.0.0',
        'com.docker.network.bridge.name': 'docker0',
        'com.docker.network.driver.mtu': '1500',
      },
      Labels: {},
    })
    expect(await inspect('host')).to.include({ Driver: 'host', EnableIPv4: true })
    expect(await inspect('none')).to.deep.include({
      Driver: 'null',
      IPAM: { Driver: 'default', Options: null, Config: [] },
    })
  })

  it('are made with what was asked for, and keep it', async () => {
    const answer = await make({
      Name: 'blue',
      Internal: true,
      Attachable: true,
      EnableIPv6: true,
      IPAM: {
        Options: { a: 'b' },
        Config: [{ Subnet: '10.11.0.5/24' }, { Subnet: 'fd00:3::/64', Gateway: 'fd00:3::99' }],
      },
      Options: { x: 'y' },
      Labels: { k: 'v' },
    })
    expect(answer.status).to.equal(201)
    const { Id } = await inspect('blue')
    expect(answer.json()).to.deep.equal({ Id, Warning: '' })
    expect(await inspect(Id.slice(0, 8))).to.deep.include({
      Name: 'blue',
      Driver: 'bridge',
      EnableIPv4: true,
      EnableIPv6: true,
      Internal: true,
      Attachable: true,
      IPAM: {
        Driver: 'default',
        Options: { a: 'b' },
        Config: [{ Subnet: '10.11.0.5/24' }, { Subnet: 'fd00:3::/64', Gateway: 'fd00:3::99' }],
      },
      Options: { x: 'y' },
      Labels: { k: 'v' },
    })
  })

  it('may have one name twice for clients of old that do not mind', async () => {
    await make({ Name: 'twin' })
    const first = (await inspect('twin')).Id
    expect(sentence(await make({ Name: 'twin' }))).to.deep.equal([409, 'network with name twin already exists'])
    const checked = await make({ Name: 'twin', CheckDuplicate: true }, '/v1.41')
    expect(sentence(checked)).to.deep.equal([409, 'network with name twin already exists'])
    const second = await make({ Name: 'twin' }, '/v1.41')
    expect(second.json<{ Warning: string }>().Warning).to.equal(`Network with name twin (id : ${first}) already exists`)
    expect(await act(daemon, 'DELETE /networks/twin')).to.deep.equal([
      400,
      'network twin is ambiguous (2 matches found based on name)',
    ])
    expect(await act(daemon, `DELETE /networks/${first}`)).to.equal(204)
    expect(await act(daemon, 'DELETE /networks/twin')).to.equal(204)
  })

  it('take their settings from a configuration', async () => {
    await make({ Name: 'c1', ConfigOnly: true, IPAM: { Config: [{ Subnet: '10.20.0.0/24' }] } })
    await make({ Name: 'c2', ConfigFrom: { Network: 'c1' } })
    const config = [{ Subnet: '10.20.0.0/24' }]
    expect(await inspect('c1')).to.deep.include({ Driver: 'null', ConfigOnly: true })
    expect(await inspect('c2')).to.deep.include({ Driver: 'bridge', ConfigFrom: { Network: 'c1' } })
    expect([(await inspect('c1')).IPAM.Config, (await inspect('c2')).IPAM.Config]).to.deep.equal([config, config])
    expect(await act(daemon, 'DELETE /networks/c1')).to.deep.equal([403, 'configuration network "c1" is in use'])
  })

  const field = 'Go struct field NetworkCreateRequest'
  const noManager =
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'
  const depends = 'user specified configurations are not supported if the network depends on a configuration network'
  const parsing = 'strconv.ParseBool: parsing "maybe": invalid syntax'
  const refusals: readonly [unknown, number, string][] = [
    [undefined, 400, 'got EOF while reading request body'],
    [[], 400, 'json: cannot unmarshal array into Go value of type types.NetworkCreateRequest'],
    [{ Name: 7 }, 400, `json: cannot unmarshal number into ${field}.Name of type string`],
    [{ Name: 'x', Labels: ['x'] }, 400, `json: cannot unmarshal array into ${field}.Labels of type map[string]string`],
    [{}, 400, 'invalid name: '],
    [{ Name: 'bridge' }, 403, 'operation is not permitted on predefined bridge network '],
    [{ Name: 'default' }, 403, 'operation is not permitted on predefined default network '],
    [{ Name: 'x', Driver: 'foo' }, 404, 'plugin "foo" not found'],
    [{ Name: 'x', Driver: 'host' }, 403, 'only one instance of "host" network is allowed'],
    [{ Name: 'x', Driver: 'null' }, 403, 'only one instance of "null" network is allowed'],
    [{ Name: 'x', Driver: 'overlay' }, 503, noManager],
    [{ Name: 'x', Scope: 'swarm' }, 403, 'cannot create a swarm scoped network when swarm is not active'],
    [{ Name: 'x', Ingress: true }, 403, 'Ingress network can only be global scope network'],
    [{ Name: 'x', IPAM: { Driver: 'foo' } }, 404, 'plugin "foo" not found'],
    [{ Name: 'x', IPAM: { Driver: 'null' } }, 400, 'ipv4 pool is empty'],
    [{ Name: 'x', ConfigFrom: { Network: 'nope' } }, 404, 'configuration network "nope" does not exist'],
    [{ Name: 'x', ConfigFrom: { Network: 'bridge' } }, 404, 'configuration network "bridge" does not exist'],
    [{ Name: 'x', ConfigFrom: { Network: 'c' }, IPAM: { Config: [{ Subnet: '10.0.0.0/24' }] } }, 403, depends],
    [
      { Name: 'x', ConfigFrom: { Network: 'c' }, ConfigOnly: true },
      403,
      'a configuration network cannot depend on another configuration network',
    ],
    [
      { Name: 'x', IPAM: { Config: [{ Subnet: '172.17.0.0/24' }] } },
      403,
      'Pool overlaps with other one on this address space',
    ],
    [
      { Name: 'x', Options: { 'com.docker.network.bridge.enable_icc': 'maybe' } },
      400,
      `failed to parse com.docker.network.bridge.enable_icc value: maybe (${parsing})`,
    ],
  ]
  it('are refused in the words of dockerd, with nothing changed', async () => {
    for (const [body, status, told] of refusals) {
      expect(sentence(await make(body)), JSON.stringify(body)).to.deep.equal([status, told])
    }
    expect(await names()).to.deep.equal(['bridge', 'host', 'none'])
    await make({ Name: 'next' })
    expect((await inspect('next')).IPAM.Config).to.deep.equal([{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' }])
  })

  it('are found by filters', async () => {
    await make({ Name: 'n-lab', Labels: { k: 'v', z: '' } })
    await make({ Name: 'n-lab2' })
    const found: readonly [string, string[], string[]][] = [
      ['name', ['bri'], ['bridge']],
      ['name', ['^n-lab$'], ['n-lab']],
      ['label', ['k=v', 'z'], ['n-lab']],
      ['label', ['k=w'], []],
      ['driver', ['bridge'], ['bridge', 'n-lab', 'n-lab2']],
      ['driver', ['bri'], []],
      ['scope', ['local'], ['bridge', 'host', 'none', 'n-lab', 'n-lab2']],
      ['scope', ['swarm'], []],
      ['type', ['builtin'], ['bridge', 'host', 'none']],
      ['type', ['custom'], ['n-lab', 'n-lab2']],
      ['dangling', ['true'], ['n-lab', 'n-lab2']],
      ['dangling', ['0'], ['bridge', 'host', 'none']],
      ['id', [(await inspect('host')).Id], ['host']],
      ['name', [], ['bridge', 'host', 'none', 'n-lab', 'n-lab2']],
    ]
    for (const [key, values, expected] of found) {
      expect(await names(`?${filter(key, ...values)}`), `${key} ${values.join()}`).to.deep.equal(expected)
    }
  })

  it('refuse filters that there are not', async () => {
    const dangling = 'invalid value for filter \'dangling\', must be "true" (or "1"), or "false" (or "0")'
    const refused: readonly [string, string[], string][] = [
      ['foo', ['x'], "invalid filter 'foo'"],
      ['type', ['foo'], "invalid filter: 'type'='foo'"],
      ['dangling', ['foo'], dangling],
      ['dangling', ['true', 'false'], 'got more than one value for filter key "dangling"'],
    ]
    for (const [key, values, told] of refused) {
      expect(await act(daemon, `GET /networks?${filter(key, ...values)}`)).to.deep.equal([400, told])
    }
  })

  it('are removed, but for those of the engine', async () => {
    await make({ Name: 'gone' })
    expect(await act(daemon, 'DELETE /networks/gone')).to.equal(204)
    expect(await act(daemon, 'DELETE /networks/gone')).to.deep.equal([404, 'network gone not found'])
    for (const name of ['bridge', 'host', 'none']) {
      expect(await act(daemon, `DELETE /networks/${name}`)).to.deep.equal([
        403,
        `${name} is a pre-defined network and cannot be removed`,
      ])
    }
  })

  it('are pruned by age and labels', async () => {
    const prune = async (query: string): Promise<unknown> => (await call(daemon, `POST /networks/prune${query}`)).json()
    await make({ Name: 'kept', Labels: { keep: '' } })
    await make({ Name: 'other' })
    expect(await prune(`?${filter('until', '1h')}`)).to.deep.equal({ NetworksDeleted: null })
    expect(await prune(`?${filter('label!', 'keep')}`)).to.deep.equal({ NetworksDeleted: ['other'] })
    expect(await prune('')).to.deep.equal({ NetworksDeleted: ['kept'] })
    expect(await prune('')).to.deep.equal({ NetworksDeleted: null })
    const refused: readonly [string, string[], string][] = [
      ['dangling', ['true'], "invalid filter 'dangling'"],
      ['until', ['foo'], 'failed to parse value as time or duration: "foo"'],
      ['until', ['1', '2'], 'more than one until filter specified'],
    ]
    for (const [key, values, told] of refused) {
      expect(await act(daemon, `POST /networks/prune?${filter(key, ...values)}`)).to.deep.equal([400, told])
    }
  })

  it('are told of by version and scope', async () => {
    expect(await inspect('bridge', '/v1.47')).to.not.have.property('EnableIPv4')
    expect(await inspect('bridge', '/v1.48')).to.have.property('EnableIPv4', true)
    expect(await act(daemon, 'GET /networks/bridge?scope=swarm')).to.deep.equal([404, 'network bridge not found'])
    expect((await call(daemon, 'GET /networks/bridge?scope=local')).status).to.equal(200)
  })

  it('take a container that does not run, and let it go', async () => {
    const id = await create(daemon, 'idle')
    await make({ Name: 'blue' })
    const on = async (version = ''): Promise<Record<string, object>> => {
      const answer = await call(daemon, `GET ${version}/containers/idle/json`)
      return answer.json<{ NetworkSettings: { Networks: Record<string, object> } }>().NetworkSettings.Networks
    }
    expect(await post('/networks/blue/connect', { Container: 'idle', EndpointConfig: { Aliases: ['al'] } })).to.equal(
      200,
    )
    expect(Object.keys(await on())).to.deep.equal(['bridge', 'blue'])
    expect((await on())['blue']).to.deep.include({ Aliases: ['al'], NetworkID: '', IPAddress: '' })
    expect((await on('/v1.41'))['blue']).to.deep.equal({
      IPAMConfig: null,
      Links: null,
      Aliases: ['al', id.slice(0, 12)],
      MacAddress: '',
      DriverOpts: null,
      NetworkID: '',
      EndpointID: '',
      Gateway: '',
      IPAddress: '',
      IPPrefixLen: 0,
      IPv6Gateway: '',
      GlobalIPv6Address: '',
      GlobalIPv6PrefixLen: 0,
    })
    expect(await post('/networks/bridge/disconnect', { Container: 'idle' })).to.equal(200)
    expect(Object.keys(await on())).to.deep.equal(['blue'])
    expect(await post('/networks/bridge/disconnect', { Container: 'idle' })).to.deep.equal([
      409,
      `container ${id} is not connected to the network bridge`,
    ])
  })

  it('refuse to connect what cannot be', async () => {
    await create(daemon, 'idle')
    await create(daemon, 'on-host', { HostConfig: { NetworkMode: 'host' } })
    await create(daemon, 'on-none', { HostConfig: { NetworkMode: 'none' } })
    await make({ Name: 'blue' })
    const shared =
      'container sharing network namespace with another container or host cannot be connected to any other network'
    const alone = 'container cannot be connected to multiple networks with one of the networks in private (none) mode'
    const refused: readonly [string, unknown, number, string][] = [
      ['nope', { Container: 'idle' }, 404, 'network nope not found'],
      ['blue', { Container: 'nope' }, 404, 'No such container: nope'],
      ['blue', {}, 400, 'invalid name or ID supplied: ""'],
      ['blue', undefined, 400, 'got EOF while reading request body'],
      [
        'blue',
        { Container: 7 },
        400,
        'json: cannot unmarshal number into Go struct field NetworkConnect.Container of type string',
      ],
      ['blue', { Container: 'on-host' }, 400, shared],
      ['blue', { Container: 'on-none' }, 400, alone],
      ['none', { Container: 'idle' }, 400, alone],
      [
        'host',
        { Container: 'idle' },
        400,
        'container cannot be disconnected from host network or connected to host network',
      ],
      [
        'blue',
        { Container: 'idle', EndpointConfig: { IPAMConfig: { IPv4Address: 'x' } } },
        400,
        'invalid IPv4 address: x',
      ],
    ]
    for (const [network, body, status, told] of refused) {
      expect(await post(`/networks/${network}/connect`, body), JSON.stringify(body)).to.deep.equal([status, told])
    }
  })
})

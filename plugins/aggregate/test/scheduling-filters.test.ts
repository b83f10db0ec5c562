import { expect } from 'chai'
import { isSwarmError, swarmError } from 'libswarm-core'
import { eligible } from '../dist/scheduling/eligible.js'
import { allFilters, readFilters } from '../dist/scheduling/filters/table.js'
import type { Request } from '../dist/scheduling/request/request.js'
import { isRefusal } from '../dist/scheduling/result.js'
import { schedule } from '../dist/scheduling/schedule.js'
import type { NodeSnapshot, Snapshot } from '../dist/scheduling/snapshot.js'
import { asking, container, GiB, labels, namesFor, node, options, orderOf, wanting } from './support/pool.js'

const unable = (...lines: readonly string[]): string =>
  ['Unable to find a node that satisfies the following conditions', ...lines].join('\n')

type Case = readonly [request: Request, names: string]

function holds(pool: Snapshot, table: Readonly<Record<string, Case>>): void {
  for (const [says, [request, names]] of Object.entries(table)) {
    it(says, () => {
      expect(namesFor(pool, request)).to.equal(names)
    })
  }
}

describe('the filters health and availability', () => {
  it('leave nodes that answer and are active', () => {
    const pool = [node('a'), node('b', { healthy: false }), node('c', { availability: 'pause' })]
    expect(namesFor([...pool, node('d', { availability: 'drain' })], asking())).to.equal('a')
  })

  it('say why there is none', () => {
    expect(namesFor([], asking())).to.equal('there is no node in the pool')
    expect(namesFor([node('a', { healthy: false })], asking())).to.equal('No healthy node available in the pool')
    const pool = [
      node('a', { healthy: false }),
      node('b', { availability: 'pause' }),
      node('c', { availability: 'drain' }),
    ]
    expect(namesFor(pool, asking())).to.equal(
      unable('[health] it does not answer: a', '[availability] it is paused: b', '[availability] it is drained: c'),
    )
  })
})

describe('the filter constraint', () => {
  const pool = [
    node('a', { labels: labels({ disk: 'ssd', Region: 'us-east', storagedriver: 'overlay2' }) }),
    node('b', { labels: labels({ disk: 'hdd', Region: 'us-west', storagedriver: 'btrfs' }) }),
    node('c', { labels: labels({ Region: 'eu' }) }),
  ]
  holds(pool, {
    'takes nodes by label': [wanting('constraint:disk==ssd'), 'a'],
    'takes nodes without': [wanting('constraint:disk!=ssd'), 'b c'],
    'takes nodes by name': [wanting('constraint:node==b'), 'b'],
    'takes nodes by id': [wanting('constraint:node==ID:b'), 'b'],
    'takes nodes by another name': [wanting('constraint:node!=b'), 'a c'],
    'takes nodes by glob': [wanting('constraint:region==us*'), 'a b'],
    'takes nodes by regular expression': [wanting('constraint:region!=/^us-(e|x)/'), 'b c'],
    'takes nodes by what engines say of themselves': [wanting('constraint:storagedriver==overlay*'), 'a'],
    'takes keys in any case': [wanting('constraint:REGION==eu'), 'c'],
    'finds no label that is not there': [wanting('constraint:disk==*'), 'a b'],
    'takes all constraints together': [wanting('constraint:disk==*', 'constraint:node!=a'), 'b'],
    'says which nodes are not so': [
      wanting('constraint:disk==nvme', 'constraint:node!=a'),
      unable('[constraint] disk==nvme is not so: a, b, c'),
    ],
    'reads labels of the client': [asking({ Labels: { 'com.docker.swarm.constraints': '["disk==hdd"]' } }), 'b'],
  })
})

describe('the filter whitelist', () => {
  const pool = ['a', 'b', 'c'].map((name) => node(name))
  holds(pool, {
    'takes the nodes that it names': [wanting('whitelist:node==a|ID:b'), 'a b'],
    'takes what all name': [wanting('whitelist:node==a|b', 'whitelist:node==b|c'), 'b'],
    'takes no pattern': [wanting('whitelist:node==*'), unable('[whitelist] node==* does not name it: a, b, c')],
  })
})

describe('the filter affinity', () => {
  const images = [
    {
      id: `sha256:${'ab'.repeat(32)}`,
      repoTags: ['redis:7', 'reg:5000/team/app:1'],
      repoDigests: [`redis@sha256:${'0'.repeat(64)}`],
    },
    { id: `sha256:${'cd'.repeat(32)}`, repoTags: ['<none>:<none>'], repoDigests: [] },
  ]
  const web = container('web', { labels: labels({ tier: 'front' }) })
  const pool = [node('a', { containers: [web], images }), node('b', { containers: [container('db')] }), node('c')]
  holds(pool, {
    'takes the node of a container by name': [wanting('affinity:container==web'), 'a'],
    'takes it by name with its node': [wanting('affinity:container==a/web'), 'a'],
    'takes nodes without it by name with its node': [wanting('affinity:container!=a/web'), 'b c'],
    'takes it by a glob with its node': [wanting('affinity:container==a/w*'), 'a'],
    'takes no node by the name of another': [
      wanting('affinity:container==b/web'),
      unable('[affinity] container==b/web is not so: a, b, c'),
    ],
    'takes no node by its name in a regular expression': [
      wanting('affinity:container==/^a/'),
      unable('[affinity] container==/^a/ is not so: a, b, c'),
    ],
    'takes it by id': [wanting(`affinity:container==${web.id}`), 'a'],
    'takes it by short id': [wanting(`affinity:container==${web.id.slice(0, 12)}`), 'a'],
    'takes nodes without': [wanting('affinity:container!=web'), 'b c'],
    'takes nodes by glob': [wanting('affinity:container==d*'), 'b'],
    'takes nodes by regular expression': [wanting('affinity:container==/^(web|db)$/'), 'a b'],
    'takes nodes by image with tag': [wanting('affinity:image==redis:7'), 'a'],
    'takes nodes by image without tag': [wanting('affinity:image==redis'), 'a'],
    'takes nodes by image of a registry': [wanting('affinity:image==reg:5000/team/app'), 'a'],
    'takes nodes by digest': [wanting(`affinity:image==redis@sha256:${'0'.repeat(64)}`), 'a'],
    'takes nodes by id of an image': [wanting('affinity:image==abababababab'), 'a'],
    'takes nodes without an image': [wanting('affinity:image!=redis'), 'b c'],
    'takes no image without a name': [
      wanting('affinity:image==/none/'),
      unable('[affinity] image==/none/ is not so: a, b, c'),
    ],
    'takes nodes by labels of their containers': [wanting('affinity:tier==front'), 'a'],
    'takes nodes without such a label': [wanting('affinity:tier!=front'), 'b c'],
  })
})

describe('wishes', () => {
  const pool = [
    node('a', { labels: labels({ disk: 'ssd' }) }),
    node('b', { labels: labels({ disk: 'ssd', zone: 'x' }), containers: [container('b1'), container('b2')] }),
    node('c', { containers: [container('web'), container('c1'), container('c2')] }),
  ]
  const find = (...environment: readonly string[]) => schedule(pool, wanting(...environment), options, 1)

  it('exclude no node', () => {
    expect(orderOf(find('constraint:disk==~nvme', 'affinity:container!=~*'))).to.have.members(['a', 'b', 'c'])
  })

  it('come before the strategy', () => {
    expect(orderOf(find('affinity:container==~web'))).to.deep.equal(['c', 'a', 'b'])
  })

  it('are weighed one by one: where not all can be met, most are', () => {
    const wishes = ['constraint:disk==~ssd', 'constraint:zone==~x', 'affinity:container==~web']
    expect(orderOf(find(...wishes))).to.deep.equal(['b', 'a', 'c'])
    expect(orderOf(find('constraint:zone==~nowhere', 'affinity:container==~web'))).to.deep.equal(['c', 'a', 'b'])
  })

  it('are told where they are not met', () => {
    const found = find('constraint:disk==~ssd', 'affinity:container==~web')
    expect(
      isRefusal(found) ? [] : found.candidates.map(({ node: { name }, unsatisfied }) => [name, unsatisfied]),
    ).to.deep.equal([
      ['a', ['affinity:container==~web']],
      ['b', ['affinity:container==~web']],
      ['c', ['constraint:disk==~ssd']],
    ])
  })

  it('do not hide what must be', () => {
    expect(namesFor(pool, wanting('constraint:disk==~ssd', 'constraint:zone==y'))).to.equal(
      unable('[constraint] zone==y is not so: a, b, c'),
    )
  })
})

describe('the filter dependency', () => {
  const web = container('web')
  const pool = [
    node('a', { containers: [web, container('twice')] }),
    node('b', { containers: [container('twice', { id: 'ff' })] }),
  ]
  holds(pool, {
    'follows --volumes-from': [asking({ HostConfig: { VolumesFrom: ['web:ro'] } }), 'a'],
    'follows --link': [asking({ HostConfig: { Links: ['web:w'] } }), 'a'],
    'follows --network container:': [asking({ HostConfig: { NetworkMode: `container:${web.id}` } }), 'a'],
    'follows the beginning of an id': [asking({ HostConfig: { NetworkMode: `container:${web.id.slice(0, 8)}` } }), 'a'],
    'follows node/name': [asking({ HostConfig: { VolumesFrom: ['b/twice'] } }), 'b'],
    'says where the container is not': [
      asking({ HostConfig: { VolumesFrom: ['none'] } }),
      unable('[dependency] it has no container none (--volumes-from): a, b'),
    ],
    'takes no other container of the same name': [
      asking({ HostConfig: { Links: ['twice:t'] } }),
      'twice (--link) may be any of a/twice, b/twice: name the one that is meant',
    ],
    'takes the one on the node that is asked for': [
      asking({ Env: ['constraint:node==b'], HostConfig: { Links: ['twice:t'] } }),
      'b',
    ],
    'needs all of them on one node': [
      asking({ HostConfig: { VolumesFrom: ['web', 'b/twice'] } }),
      unable(
        '[dependency] it has no container b/twice (--volumes-from): a',
        '[dependency] it has no container web (--volumes-from): b',
      ),
    ],
  })

  it('lets any be meant where it is not used', () => {
    const filters = readFilters(['health'], swarmError)
    expect(namesFor(pool, asking({ HostConfig: { Links: ['twice:t'] } }), { filters })).to.equal('a b')
  })
})

describe('the filters volume and network', () => {
  const pool = [
    node('a', { volumes: new Set(['data', 'both']), networks: [{ id: 'abc1', name: 'back' }] }),
    node('b', { volumes: new Set(['both']) }),
    node('c', { networks: [{ id: 'def2', name: 'back' }] }),
  ]
  const bind = (...names: readonly string[]) => asking({ HostConfig: { Binds: names.map((name) => `${name}:/x`) } })
  const on = (mode: string) => asking({ HostConfig: { NetworkMode: mode } })
  holds(pool, {
    'a volume decides the node': [bind('data'), 'a'],
    'a volume of two nodes leaves both': [bind('both'), 'a b'],
    'a volume of none leaves all': [bind('new'), 'a b c'],
    'two volumes want one node': [bind('data', 'both'), 'a'],
    'a volume is meant on its node, there or not': [bind('c/new'), 'c'],
    'a volume of a node that is not there is told': [
      bind('z/data'),
      unable('[volume] the volume z/data is of the node z, which is not in the pool: a, b, c'),
    ],
    'a network must be there': [on('back'), 'a c'],
    'a network may be named by id': [on('abc1'), 'a'],
    'a network may be named by the beginning of its id': [on('de'), 'c'],
    'a network is meant on its node': [on('c/back'), 'c'],
    'a network that is nowhere is told': [on('front'), unable('[network] it has no network front: a, b, c')],
  })

  it('a volume of a node that does not answer is not made anew elsewhere', () => {
    const down = node('a', { volumes: new Set(['data']), healthy: false })
    expect(namesFor([down, node('b')], bind('data'))).to.equal(
      unable('[health] it does not answer: a', '[volume] the volume data is on a: b'),
    )
  })
})

describe('the filter port', () => {
  const holding = (ip: string, port: number, protocol = 'tcp') =>
    node('a', { containers: [container('x', { ports: [{ ip, port, protocol }] })] })
  const publish = (HostPort: string, HostIp = '', protocol = 'tcp') =>
    asking({ HostConfig: { PortBindings: { [`80/${protocol}`]: [{ HostIp, HostPort }] } } })
  const inHost = (...ports: readonly string[]) =>
    asking({ HostConfig: { NetworkMode: 'host' }, ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])) })

  const table: readonly (readonly [held: NodeSnapshot, asked: Request, taken: string | undefined, what: string])[] = [
    [holding('', 80), publish('80'), '80/tcp', 'the same port'],
    [holding('', 80), publish('81'), undefined, 'another port'],
    [holding('', 80, 'udp'), publish('80'), undefined, 'another protocol'],
    [holding('', 53, 'udp'), publish('53', '', 'udp'), '53/udp', 'the same protocol'],
    [holding('10.0.0.1', 80), publish('80', '10.0.0.2'), undefined, 'another address'],
    [holding('10.0.0.1', 80), publish('80', '10.0.0.1'), '80/tcp', 'the same address'],
    [holding('10.0.0.1', 80), publish('80'), '80/tcp', 'all addresses'],
    [holding('0.0.0.0', 80), publish('80', '10.0.0.1'), '80/tcp', 'one of all of IPv4'],
    [holding('0.0.0.0', 80), publish('80', '::1'), undefined, 'one of the other family'],
    [holding('::', 80), publish('80', '::1'), '80/tcp', 'one of all of IPv6'],
    [holding('', 80), publish(''), undefined, 'any port'],
    [holding('', 80), publish('80-81'), undefined, 'one of a range'],
    [holding('', 80), publish('80-80'), '80/tcp', 'a range of one'],
    [holding('', 80), inHost('80/tcp'), '80/tcp', 'a port of the host'],
    [holding('', 80), inHost('80/udp'), undefined, 'a port of the host in another protocol'],
  ]
  for (const [held, asked, taken, what] of table) {
    it(`${what} is ${taken === undefined ? 'free' : 'taken'}`, () => {
      const wanted = taken === undefined ? 'a' : unable(`[port] port ${taken} is taken: a`)
      expect(namesFor([held], asked)).to.equal(wanted)
    })
  }

  it('counts those that are stopped', () => {
    const stopped = container('x', { state: 'exited', ports: [{ ip: '', port: 80, protocol: 'tcp' }] })
    expect(namesFor([node('a', { containers: [stopped] }), node('b')], publish('80'))).to.equal('b')
  })

  it('takes no range that is taken, by others or by the container itself', () => {
    const both = asking({
      HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '80-81' }], '81/tcp': [{ HostPort: '81' }] } },
    })
    expect(namesFor([holding('', 80)], both)).to.equal(unable('[port] the ports 80-81/tcp are taken: a'))
    expect(namesFor([holding('', 82)], both)).to.equal('a')
  })

  it('is quick, however many ports are asked for', () => {
    const every = Array.from({ length: 65_535 }, (_, n) => [`${n + 1}/tcp`, [{ HostPort: `${n + 1}` }]] as const)
    const pool = Array.from({ length: 1000 }, (_, n) =>
      node(`n${n}`, { containers: [container('x', { ports: [{ ip: '', port: 80, protocol: 'tcp' }] })] }),
    )
    const asked = asking({
      HostConfig: { PortBindings: { ...Object.fromEntries(every), '80/udp': [{ HostPort: '1-65535' }] } },
    })
    expect(namesFor(pool, asked)).to.match(/port 80\/tcp is taken: n0, n1, n2, n3, n4 and 995 more$/)
  })
})

describe('the filter containerslots', () => {
  const full = (slots: string) =>
    node('a', { labels: labels({ containerslots: slots }), containers: [container('x'), container('y')] })
  const table: Readonly<Record<string, boolean>> = {
    '3': true,
    '2': false,
    '0': false,
    '': true,
    many: true,
    '-1': true,
    '1.5': true,
  }
  for (const [slots, isFree] of Object.entries(table)) {
    it(`${isFree ? 'leaves' : 'excludes'} a node of 2 containers for "${slots}"`, () => {
      const said = unable(`[containerslots] no container slot is left (containerslots=${slots}): a`)
      expect(namesFor([full(slots)], asking())).to.equal(isFree ? 'a' : said)
    })
  }
})

describe('the filter resources', () => {
  const pool = [
    node('a', { containers: [container('x', { memory: 6 * GiB, nanoCpus: 3e9 })] }),
    node('b', { containers: [container('y', { memory: 1 * GiB, nanoCpus: 1e9, state: 'exited' })] }),
  ]
  const give = (HostConfig: object) => asking({ HostConfig })

  const table: readonly (readonly [HostConfig: object, overcommit: number, names: string])[] = [
    [{ Memory: 2 * GiB }, 0, 'a b'],
    [{ Memory: 2 * GiB + 1 }, 0, 'b'],
    [{ MemoryReservation: 3 * GiB }, 0, 'b'],
    [{ Memory: 7 * GiB }, 0, 'b'],
    [
      { Memory: 7 * GiB + 1 },
      0,
      unable(
        '[resources] it has 2GiB of memory left, not 7GiB: a',
        '[resources] it has 7GiB of memory left, not 7GiB: b',
      ),
    ],
    [{ Memory: 2 * GiB + 1 }, 0.05, 'a b'],
    [{ Memory: 10 * GiB }, 1, 'a b'],
    [{ Memory: 2 * GiB }, -0.5, 'b'],
    [{ NanoCpus: 1e9 }, 0, 'a b'],
    [{ NanoCpus: 1.1e9 }, 0, 'b'],
    [{ NanoCpus: 1.2e9 }, 0.05, 'a b'],
    [
      { CpuQuota: 350_000 },
      0,
      unable('[resources] it has 1 CPUs left, not 3.5: a', '[resources] it has 3 CPUs left, not 3.5: b'),
    ],
    [
      { Memory: 5 * GiB, NanoCpus: 4e9 },
      0,
      unable('[resources] it has 2GiB of memory left, not 5GiB: a', '[resources] it has 3 CPUs left, not 4: b'),
    ],
    [{ CpuShares: 1_000_000 }, 0, 'a b'],
  ]
  for (const [HostConfig, overcommit, names] of table) {
    it(`gives ${JSON.stringify(HostConfig)} with an overcommit of ${overcommit} to: ${names.replace(/\n/g, ' ').slice(0, 40)}`, () => {
      expect(namesFor(pool, give(HostConfig), { overcommit })).to.equal(names)
    })
  }
})

describe('the filters', () => {
  const failure = (read: () => unknown): string => {
    try {
      read()
    } catch (thrown) {
      if (isSwarmError(thrown) && thrown.kind === 'InvalidParameter') return thrown.message
      throw thrown
    }
    return 'taken'
  }

  it('are chosen by name, in their order', () => {
    expect(readFilters([], swarmError)).to.equal(allFilters)
    expect(readFilters(['port', 'health'], swarmError).map(({ name }) => name)).to.deep.equal(['port', 'health'])
    expect(failure(() => readFilters(['ports'], swarmError))).to.match(
      /^there is no filter "ports"; there are health, avail/,
    )
    expect(failure(() => readFilters(['port', 'port'], swarmError))).to.equal('the filter port is named twice')
  })

  it('do nothing where they are not chosen, their wishes neither', () => {
    const pool = [
      node('a', { healthy: false }),
      node('b', { labels: labels({ x: 'y' }), containers: [container('z')] }),
    ]
    const filters = readFilters(['port'], swarmError)
    const found = schedule(pool, wanting('constraint:x==q', 'constraint:x==~y'), { ...options, filters }, 1)
    expect(orderOf(found)).to.deep.equal(['a', 'b'])
  })

  it('refuse by kinds that docker does not take for a missing image', () => {
    const kinds = [
      schedule([], asking(), options, 1),
      schedule([node('a', { healthy: false })], asking(), options, 1),
      schedule([node('a')], wanting('constraint:a==b'), options, 1),
    ].map((found) => isRefusal(found) && found.kind)
    expect(kinds).to.deep.equal(['Unavailable', 'Unavailable', 'Conflict'])
  })

  it('say of each node what is wrong with it, once', () => {
    const pool = [node('a', { healthy: false, availability: 'drain' }), node('b'), node('c', { availability: 'pause' })]
    const { nodes, exclusions } = eligible(pool, asking(), allFilters, options)
    expect(nodes).to.deep.equal([pool[1]])
    expect(exclusions.map(({ node: { name }, filter, reason }) => [name, filter, reason])).to.deep.equal([
      ['a', 'health', 'it does not answer'],
      ['c', 'availability', 'it is paused'],
    ])
  })

  it('say no more than a person reads', () => {
    const pool = Array.from({ length: 40 }, (_, n) =>
      node(`n${n}`, { containers: [container('x', { memory: (8 - n / 10) * GiB })] }),
    )
    const said = namesFor(pool, asking({ HostConfig: { Memory: 8 * GiB } }))
    expect(said.split('\n')).to.have.length(12)
    expect(said).to.match(/\nand 30 more reasons$/)
  })
})

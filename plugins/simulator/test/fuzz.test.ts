import { expect } from 'chai'
import fc from 'fast-check'
import { compose, isSwarmError, operations, type AnyJob, type Chain, type Reply } from 'libswarm-core'
import { install } from 'libswarm-backend-simulator'

/** What an engine has all along, so that much of what is asked for is there. */
const options = { name: ['web', 'db'], image: ['redis:7'], seed: 'fuzz' }

// Names of what is there, of what may be, and what is no name at all.
const names = fc.constantFrom(
  ...['web', 'db', '/web', 'new', 'bridge', 'host', 'none', 'busybox', 'redis:7', 'data', 'private', 'default'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a', '', '/', '.', '..', ' ', '\0', 'ü', '\ud800', '%'],
  ...['sha256:', `sha256:${'0'.repeat(64)}`, 'f'.repeat(64), '0', 'container:web', 'container:', 'a'.repeat(5000), '*'],
)
const numbers = fc.constantFrom(
  ...['0', '-0', '1', '-1', '80', '2147483648', '9007199254740993', '99999999999999999999', '-9223372036854775808'],
  ...['1e9', '0x10', 'NaN', 'Infinity', '1.5', '+1', ' 1', '١'],
)
const words = fc.constantFrom(
  ...['true', 'false', 'all', 'json', '24h', '-1h', '1h30m', '0', '2026-01-01', '1970-01-01T00:00:00Z', '1.000000001'],
  ...['label', 'k=v', '__proto__=1', '=', '(a+)+$', '[', '^web$', '\\', '0-65535/udp', '65535-0', 'x'.repeat(2000)],
  ...['ctrl-p,ctrl-q', 'ctrl-', 'linux/arm64', 'SIGKILL', 'RTMIN+99', 'next-exit', 'removed', '-eo pid', 'running'],
)
const text = fc.oneof(names, numbers, words, fc.string({ maxLength: 20, unit: 'binary' }))

const filterKeys = fc.constantFrom(
  ...['label', 'label!', 'name', 'id', 'status', 'exited', 'expose', 'publish', 'ancestor', 'before', 'since', 'until'],
  ...['volume', 'network', 'health', 'is-task', 'dangling', 'reference', 'driver', 'type', 'scope', 'event', 'image'],
  ...['container', 'daemon', 'stars', 'is-official', 'all', '__proto__', 'constructor', 'toString', ''],
)
const filters = fc.oneof(
  fc.dictionary(filterKeys, fc.array(text, { maxLength: 3 }), { maxKeys: 3, noNullPrototype: true }),
  fc.dictionary(filterKeys, fc.dictionary(text, fc.boolean(), { maxKeys: 2 }), { maxKeys: 2 }),
  fc.json({ maxDepth: 2 }).map((json): unknown => JSON.parse(json)),
)

// Fields of all bodies; each is given what it may be, what it may not, and any JSON.
const texts = fc.oneof(fc.dictionary(text, text, { maxKeys: 3 }), fc.constant(null))
const endpoint = fc.record(
  {
    IPAMConfig: fc.record({ IPv4Address: fc.oneof(text, fc.constant('172.18.0.9')) }, { requiredKeys: [] }),
    Aliases: fc.array(text, { maxLength: 3 }),
    MacAddress: fc.oneof(text, fc.constant('02:42:00:00:00:01')),
    NetworkID: text,
  },
  { requiredKeys: [] },
)
const ports = fc.oneof(text, fc.constantFrom('80/tcp', '53/udp', '0/tcp', '80', '65536/tcp', '/tcp', '80/__proto__'))
const host = fc.record(
  {
    Binds: fc.array(fc.oneof(text, fc.constantFrom('data:/d', '/a:/b:ro', 'a:b:c:d', ':/x')), { maxLength: 3 }),
    PortBindings: fc.dictionary(ports, fc.array(fc.record({ HostIp: text, HostPort: text }), { maxLength: 2 })),
    PublishAllPorts: fc.boolean(),
    NetworkMode: names,
    PidMode: names,
    IpcMode: names,
    RestartPolicy: fc.record({ Name: fc.constantFrom('always', 'on-failure', 'no', 'x'), MaximumRetryCount: fc.nat(3) }),
    AutoRemove: fc.boolean(),
    VolumesFrom: fc.array(names, { maxLength: 2 }),
    Links: fc.array(fc.oneof(names, fc.constant('web:db')), { maxLength: 2 }),
    Mounts: fc.array(fc.record({ Type: fc.constantFrom('volume', 'bind', 'tmpfs', 'x'), Source: text, Target: text })),
    LogConfig: fc.record({ Type: fc.oneof(text, fc.constantFrom('json-file', 'none')), Config: texts }),
    Tmpfs: texts,
    Sysctls: texts,
    Memory: fc.oneof(fc.integer(), fc.maxSafeInteger()),
  },
  { requiredKeys: [] },
)
const commands = fc.constantFrom(
  ['true'],
  ['false'],
  ['echo', '-e', '\\x00\\c'],
  ['sleep', 'infinity'],
  ['sleep', '0.01'],
  ['sh', '-c', 'echo $__proto__ $constructor; exit 300'],
  ['sh', '-c', '"'],
  ['__proto__'],
  ['constructor'],
  [''],
  ['cat'],
)
const config = {
  Image: fc.oneof(names, fc.constant('busybox')),
  Cmd: fc.oneof({ weight: 4, arbitrary: commands }, { weight: 1, arbitrary: fc.array(text) }),
  Entrypoint: fc.array(text, { maxLength: 1 }),
  Env: fc.array(fc.oneof(text, fc.constant('PATH=')), { maxLength: 3 }),
  Labels: texts,
  ExposedPorts: fc.dictionary(ports, fc.constant({}), { maxKeys: 3 }),
  Volumes: fc.dictionary(text, fc.constant({}), { maxKeys: 3 }),
  User: text,
  WorkingDir: text,
  StopSignal: text,
  StopTimeout: fc.integer(),
  Tty: fc.boolean(),
  OpenStdin: fc.boolean(),
  Healthcheck: fc.record({ Test: fc.array(text, { maxLength: 2 }), Interval: fc.maxSafeInteger() }),
  HostConfig: host,
  NetworkingConfig: fc.record({ EndpointsConfig: fc.dictionary(names, endpoint, { maxKeys: 2 }) }),
}
const network = {
  Name: names,
  Driver: fc.constantFrom('bridge', 'macvlan', 'host', 'overlay', '__proto__'),
  IPAM: fc.record({
    Config: fc.array(
      fc.record(
        { Subnet: fc.constantFrom('10.0.0.0/30', '10.0.0.0/8', '::/0', '0.0.0.0/0', '10.0.0.0/33', 'x', 'fd00::/127') },
        { requiredKeys: [] },
      ),
      { maxLength: 2 },
    ),
  }),
  EnableIPv6: fc.boolean(),
  Options: texts,
  DriverOpts: texts,
  Container: names,
  EndpointConfig: endpoint,
  Force: fc.boolean(),
  Detach: fc.boolean(),
  AttachStdin: fc.boolean(),
  AttachStdout: fc.boolean(),
}
const body = fc.oneof(
  { weight: 6, arbitrary: fc.record({ ...network, ...config }, { requiredKeys: [] }) },
  { weight: 4, arbitrary: fc.record({ Image: fc.constant('busybox'), Cmd: commands, HostConfig: host }) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...Object.keys(config), '__proto__'), fc.jsonValue()) },
  { weight: 1, arbitrary: fc.jsonValue() },
)

const queryOf = (row: (typeof operations)[number]): fc.Arbitrary<string> => {
  const keys = Object.entries<string>(row.query)
  const pairs = keys.map(([key, kind]) => {
    const json = filters.map((value) => JSON.stringify(value))
    const value =
      kind === 'filters'
        ? fc.oneof({ weight: 9, arbitrary: json }, { weight: 1, arbitrary: text })
        : kind === 'boolean'
          ? fc.constantFrom('1', '0', 'true', 'x', '')
          : kind === 'integer'
            ? numbers
            : text
    return fc.option(value, { nil: undefined, freq: 2 }).map((one) => [key, one] as const)
  })
  return fc.tuple(...pairs).map((sent) => {
    const search = new URLSearchParams()
    for (const [key, value] of sent) if (value !== undefined) search.append(key, value)
    return search.toString()
  })
}

interface Ask {
  readonly operation: string
  readonly path: Readonly<Record<string, string>>
  readonly search: string
  readonly raw: Uint8Array | undefined
  readonly version: string | undefined
}

const asks = operations
  .filter(({ swarm, body }) => swarm !== true && body !== 'stream')
  .map((row): fc.Arbitrary<Ask> => {
    const parameters = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
    const likely = fc.constantFrom('web', 'db', 'new', 'data', 'bridge', 'busybox')
    const values = fc.oneof({ weight: 3, arbitrary: likely }, { weight: 1, arbitrary: text })
    return fc.record({
      operation: fc.constant(row.operation),
      path: fc.record(Object.fromEntries(parameters.map((name) => [name, values]))) as fc.Arbitrary<Ask['path']>,
      search: queryOf(row),
      raw: row.body === 'json' ? body.map((value) => Buffer.from(JSON.stringify(value))) : fc.constant(undefined),
      version: fc.constantFrom(undefined, '1.24', '1.41', '1.44', '1.56'),
    })
  })

// What an engine answers 500 to: it has no port, no address left.
const internal = [/all ports are allocated/, /port is already allocated/, /address already in use/, /no available IPv/]

/** Asks, looks at what comes for a moment, and leaves; the failure that no engine may have, if it has one. */
async function ask(chain: Chain, { operation, ...init }: Ask): Promise<string | undefined> {
  const gone = new AbortController()
  const patience = setTimeout(() => gone.abort(), 20)
  const given = new Promise<undefined>((resolve) => gone.signal.addEventListener('abort', () => resolve(undefined)))
  try {
    const asked = chain.run({ ...init, operation, signal: gone.signal } as unknown as AnyJob)
    const reply = await Promise.race([asked, given])
    if (reply === undefined) void asked.then(drop, () => undefined)
    else drop(reply)
    return undefined
  } catch (thrown) {
    if (!isSwarmError(thrown)) return `${operation}: ${String(thrown)}`
    const expected = thrown.kind !== 'Internal' || internal.some((sentence) => sentence.test(thrown.message))
    return expected ? undefined : `${operation}: ${thrown.message} ${String((thrown.cause as Error | undefined)?.stack)}`
  } finally {
    clearTimeout(patience)
    gone.abort()
  }
}

function drop({ body }: Reply): void {
  if (typeof body === 'object' && body !== null && 'destroy' in body) body.destroy()
}

/** That lists and inspects tell the same, and that networks, volumes and containers agree about each other. */
async function checkState(chain: Chain): Promise<void> {
  const containers = await (await chain.run({ operation: 'ContainerList', query: { all: true } })).json()
  const networks = await (await chain.run({ operation: 'NetworkList' })).json()
  const { Volumes: volumes } = await (await chain.run({ operation: 'VolumeList' })).json()
  const images = await (await chain.run({ operation: 'ImageList' })).json()
  const names = containers.flatMap(({ Names }) => Names!)
  expect(new Set(names).size).to.equal(containers.length)
  const running: string[] = []
  for (const { Id, Names, State } of containers) {
    const inspected = await (await chain.run({ operation: 'ContainerInspect', path: { id: Names![0]! } })).json()
    expect([inspected.Id, inspected.State!.Status]).to.deep.equal([Id, State])
    for (const { Type, Name } of inspected.Mounts!) {
      if (Type === 'volume') expect(volumes!.map((volume) => volume.Name)).to.include(Name)
    }
    if (['running', 'paused'].includes(State!)) running.push(Id!)
  }
  for (const { Id } of networks) {
    const { Containers } = await (await chain.run({ operation: 'NetworkInspect', path: { id: Id! } })).json()
    expect(running).to.include.members(Object.keys(Containers!))
    const addresses = Object.values(Containers!).map(({ IPv4Address }) => IPv4Address).filter((one) => one !== '')
    expect(new Set(addresses).size).to.equal(addresses.length)
  }
  for (const { Id } of images) await chain.run({ operation: 'ImageInspect', path: { name: Id! } })
  const df = await (await chain.run({ operation: 'SystemDataUsage', version: '1.41' })).json()
  expect([df.Containers?.length, df.Images?.length, df.Volumes?.length]).to.deep.equal([
    containers.length,
    images.length,
    volumes!.length,
  ])
}

describe('whatever is asked of the simulated engine', function () {
  this.timeout(60_000)

  it('is answered or refused, never with a failure of its own, and leaves what it says of itself in agreement', async () => {
    const property = fc.asyncProperty(fc.array(fc.oneof(...asks), { minLength: 5, maxLength: 40 }), async (sequence) => {
      const chain = await compose([{ name: 'simulator', install, options, simulated: true }])
      const notCaught: string[] = []
      const note = (thrown: unknown): void => void notCaught.push((thrown as Error).stack ?? String(thrown))
      process.on('uncaughtExceptionMonitor', note)
      try {
        const failures: string[] = []
        for (const one of sequence) failures.push(...[(await ask(chain, one)) ?? []].flat())
        expect(failures).to.deep.equal([])
        await checkState(chain)
      } finally {
        process.off('uncaughtExceptionMonitor', note)
        await chain.close()
      }
      expect(notCaught).to.deep.equal([])
    })
    await fc.assert(property, { numRuns: 150, interruptAfterTimeLimit: 8000 })
  })
})

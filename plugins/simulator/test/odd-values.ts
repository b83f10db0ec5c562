import fc from 'fast-check'

// Names of what is there, of what may be, and what is no name at all.
const names = fc.constantFrom(
  ...['web', 'db', '/web', 'new', 'bridge', 'host', 'none', 'busybox', 'redis:7', 'data', 'private', 'default'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a', '', '/', '.', '..', ' ', '\0', 'ü', '\ud800', '%'],
  ...['sha256:', `sha256:${'0'.repeat(64)}`, 'f'.repeat(64), '0', 'container:web', 'container:', 'a'.repeat(5000), '*'],
)

/** Numbers as texts, among them such that Go does not read. */
export const numbers = fc.constantFrom(
  ...['0', '-0', '1', '-1', '80', '2147483648', '9007199254740993', '99999999999999999999', '-9223372036854775808'],
  ...['1e9', '0x10', 'NaN', 'Infinity', '1.5', '+1', ' 1', '١'],
)

const words = fc.constantFrom(
  ...['true', 'false', 'all', 'json', '24h', '-1h', '1h30m', '0', '2026-01-01', '1970-01-01T00:00:00Z', '1.000000001'],
  ...['label', 'k=v', '__proto__=1', '=', '(a+)+$', '[', '^web$', '\\', '0-65535/udp', '65535-0', 'x'.repeat(2000)],
  ...['ctrl-p,ctrl-q', 'ctrl-', 'linux/arm64', 'SIGKILL', 'RTMIN+99', 'next-exit', 'removed', '-eo pid', 'running'],
)

/** Texts that mean something somewhere, or nothing. */
export const text = fc.oneof(names, numbers, words, fc.string({ maxLength: 20, unit: 'binary' }))

const texts = fc.oneof(fc.dictionary(text, text, { maxKeys: 3 }), fc.constant(null))
const someTexts = fc.array(text, { maxLength: 2 })
const commands = fc.constantFrom(
  ...[['true'], ['false'], ['echo', '-e', '\\x00\\c'], ['sleep', 'infinity'], ['sleep', '0.01'], ['cat'], ['']],
  ...[['sh', '-c', 'echo $__proto__ $constructor; exit 300'], ['sh', '-c', '"'], ['__proto__'], ['constructor']],
)
const containers = fc.constantFrom('web', 'db', 'new', '', '__proto__')
const endpoint = optional({
  IPAMConfig: optional({ IPv4Address: fc.constantFrom('172.18.0.9', '10.0.0.2', '') }),
  Aliases: someTexts,
  MacAddress: fc.constantFrom('02:42:00:00:00:01', '', 'x'),
  NetworkID: text,
})
const ports = fc.oneof(text, fc.constantFrom('80/tcp', '53/udp', '0/tcp', '80', '65536/tcp', '/tcp', '80/__proto__'))
const hostPort = fc.constantFrom('', '0', '80', '1-65535', '8000-8001', '65536', 'x')
const host = optional({
  Binds: fc.array(fc.oneof(text, fc.constantFrom('data:/d', '/a:/b:ro', 'a:b:c:d', ':/x')), { maxLength: 3 }),
  PortBindings: fc.dictionary(ports, fc.array(fc.record({ HostIp: names, HostPort: hostPort }), { maxLength: 2 })),
  PublishAllPorts: fc.boolean(),
  NetworkMode: fc.constantFrom('bridge', 'host', 'none', 'private', 'container:web', 'container:', '__proto__', ''),
  PidMode: names,
  RestartPolicy: fc.record({
    Name: fc.constantFrom('always', 'on-failure', 'no', '__proto__'),
    MaximumRetryCount: fc.nat(1),
  }),
  AutoRemove: fc.boolean(),
  VolumesFrom: fc.array(names, { maxLength: 2 }),
  Links: fc.array(fc.constantFrom('web:db', 'db', '__proto__:constructor', ':', ''), { maxLength: 2 }),
  Mounts: fc.array(fc.record({ Type: fc.constantFrom('volume', 'bind', 'tmpfs', 'x'), Source: text, Target: text })),
  LogConfig: fc.record({ Type: fc.constantFrom('json-file', 'none', 'constructor'), Config: texts }),
  Tmpfs: texts,
  Sysctls: texts,
  Memory: fc.oneof(fc.integer(), fc.maxSafeInteger()),
})
const rare = {
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
  Healthcheck: fc.record({ Test: someTexts, Interval: fc.maxSafeInteger() }),
  NetworkingConfig: fc.record({ EndpointsConfig: fc.dictionary(names, endpoint, { maxKeys: 2 }) }),
}
const subnets = fc.constantFrom('10.0.0.0/30', '10.0.0.0/8', '::/0', '0.0.0.0/0', '10.0.0.0/33', 'x', 'fd00::/127')

const bodies: Readonly<Record<string, fc.Arbitrary<object>>> = {
  ContainerCreate: fc
    .tuple(fc.constantFrom('busybox', 'busybox', 'busybox', 'redis:7', '__proto__'), commands, host, optional(rare))
    .map(([Image, Cmd, HostConfig, others]) => ({ Image, Cmd, HostConfig, ...others })),
  ContainerExec: fc
    .tuple(commands, optional({ ...rare, AttachStdin: fc.boolean(), AttachStdout: fc.boolean() }))
    .map(([Cmd, others]) => ({ Cmd, ...others })),
  ContainerUpdate: host,
  ExecStart: optional({ Detach: fc.boolean(), Tty: fc.boolean() }),
  NetworkCreate: fc
    .tuple(
      fc.constantFrom('private', 'private', 'new', '__proto__', '', ' '),
      optional({
        Driver: fc.constantFrom('bridge', 'macvlan', 'host', 'overlay', '__proto__'),
        IPAM: fc.record({ Config: fc.array(optional({ Subnet: subnets }), { maxLength: 2 }) }),
        EnableIPv6: fc.boolean(),
        Options: texts,
        Labels: texts,
        ConfigOnly: fc.boolean(),
      }),
    )
    .map(([Name, others]) => ({ Name, ...others })),
  NetworkConnect: fc.record({ Container: containers, EndpointConfig: endpoint }),
  NetworkDisconnect: fc.record({ Container: containers, Force: fc.boolean() }),
  VolumeCreate: optional({ Name: names, Driver: text, DriverOpts: texts, Labels: texts }),
}

const anyBody = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(fc.constantFrom('HostConfig', 'Cmd', 'IPAM', 'Labels', '__proto__', 'Name'), fc.jsonValue()),
)

/** Bodies of an operation as JSON: what it may be given mostly, and anything. */
export const bodyOf = (operation: string): fc.Arbitrary<string> =>
  fc
    .oneof({ weight: 7, arbitrary: bodies[operation] ?? anyBody }, { weight: 1, arbitrary: anyBody })
    .map((value) => JSON.stringify(value))

/** An object with some of the fields: each is there one time in twelve. */
function optional(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> {
  const entries = Object.entries(fields).map(([name, values]) =>
    fc.oneof(
      { weight: 11, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: values.map((value) => [[name, value] as const]) },
    ),
  )
  return fc.tuple(...entries).map((given) => Object.fromEntries(given.flat()))
}

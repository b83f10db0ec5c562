import type { Asking, Shown } from './shown.js'

/** `GET /a?filters=…` */
const filtered = (line: string, filters: object): string =>
  `${line}?filters=${encodeURIComponent(JSON.stringify(filters))}`

/** The part of an answer at a path like `0.Config.Image`; undefined where there is none. */
function part(answer: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    const fields = value as Readonly<Record<string, unknown>> | null | undefined
    return fields?.[name]
  }, answer)
}

/** A part of an answer, whatever it says. */
const says =
  (line: string, path: string) =>
  async ({ client }: Asking) =>
    part((await client(line)).json(), path)

/** A step from which on parts of an answer are not there any more. */
function gone(since: string, operations: string, line: string, ...paths: readonly string[]): Shown {
  const look = async ({ client }: Asking): Promise<unknown> => {
    const answer = (await client(line)).json()
    return paths.filter((path) => part(answer, path) !== undefined)
  }
  return { since, operations, look, before: paths, from: [] }
}

const one = 'GET /containers/one/json'
const busybox = filtered('GET /images/json', { reference: ['busybox'] })
const unnamed = filtered('GET /images/json', { dangling: ['true'] })
const own = filtered('GET /networks', { name: ['own'] })
const endpoint = 'NetworkSettings.Networks.own'

const usages = ['ImageUsage', 'ContainerUsage', 'VolumeUsage', 'BuildCacheUsage']

/** The names of a container on a network of its own, its short id as `<id>`. */
const namesOf =
  (path: string) =>
  async ({ client }: Asking) => {
    const inspected = (await client(one)).json<{ Id: string }>()
    const names = part(inspected, `${endpoint}.${path}`)
    return Array.isArray(names)
      ? names.map((name) => (name === inspected.Id.slice(0, 12) ? '<id>' : String(name)))
      : names
  }

const eventFields = async ({ client }: Asking): Promise<readonly string[]> => {
  const filters = encodeURIComponent('{"container":["one"],"event":["start"]}')
  const { text } = await client(`GET /events?since=1&until=${Math.ceil(Date.now() / 1000)}&filters=${filters}`)
  return Object.keys(JSON.parse(text) as object)
}

const eventNow = ['Type', 'Action', 'Actor', 'scope', 'time', 'timeNano']

/** The steps that change what a newer client is answered, by an engine that has what `furnish` makes. */
export const answers: readonly Shown[] = [
  gone('1.42', 'ContainerInspect', one, 'HostConfig.KernelMemory', 'HostConfig.KernelMemoryTCP'),
  gone('1.42', 'SystemDataUsage', 'GET /system/df', 'BuilderSize'),
  {
    since: '1.43',
    operations: 'ImageList',
    look: says(unnamed, '0.RepoTags'),
    before: ['<none>:<none>'],
    from: [],
  },
  {
    since: '1.44',
    operations: 'ContainerInspect',
    look: namesOf('DNSNames'),
    before: undefined,
    from: ['one', 'other', '<id>'],
  },
  gone('1.44', 'ImageList, ImageInspect', busybox, '0.VirtualSize'),
  gone('1.44', 'ImageList, ImageInspect', 'GET /images/busybox/json', 'VirtualSize'),
  {
    since: '1.44',
    operations: 'ImageInspect',
    look: says('GET /images/undated/json', 'Created'),
    before: '0001-01-01T00:00:00Z',
    from: undefined,
  },
  gone('1.44', 'SystemDataUsage', 'GET /system/df', 'Images.0.VirtualSize'),
  {
    since: '1.45',
    operations: 'ContainerInspect',
    look: namesOf('Aliases'),
    before: ['other', '<id>'],
    from: ['other'],
  },
  gone('1.45', 'ImageInspect', 'GET /images/busybox/json', 'Container', 'ContainerConfig'),
  {
    since: '1.48',
    operations: 'NetworkList, NetworkInspect',
    look: says(own, '0.EnableIPv4'),
    before: undefined,
    from: true,
  },
  {
    since: '1.48',
    operations: 'NetworkList, NetworkInspect',
    look: says('GET /networks/own', 'EnableIPv4'),
    before: undefined,
    from: true,
  },
  gone(
    '1.49',
    'SystemInfo',
    'GET /info',
    'ContainerdCommit.Expected',
    'RuncCommit.Expected',
    'RegistryConfig.AllowNondistributableArtifactsCIDRs',
  ),
  gone('1.50', 'ImageInspect', 'GET /images/busybox/json', 'Config.Hostname', 'Config.Tty', 'Config.Image'),
  gone('1.50', 'SystemInfo', 'GET /info', 'BridgeNfIptables', 'BridgeNfIp6tables'),
  gone('1.52', 'ContainerInspect', one, 'NetworkSettings.IPAddress', 'NetworkSettings.Bridge'),
  gone('1.52', 'ContainerInspect', one, 'Config.MacAddress', 'Config.OnBuild'),
  gone('1.52', 'ImageInspect', 'GET /images/busybox/json', 'Parent', 'Author', 'Config.User', 'Config.Labels'),
  gone('1.52', 'NetworkList', own, '0.Containers'),
  gone('1.52', 'SystemInfo', 'GET /info', 'KernelMemoryTCP'),
  {
    since: '1.52',
    operations: 'SystemDataUsage',
    look: async ({ client }) => {
      const answer = (await client('GET /system/df')).json()
      return [
        ...usages.filter((usage) => part(answer, usage) !== undefined),
        part(answer, 'ContainerUsage.ActiveCount') ?? 'no count',
      ]
    },
    before: ['no count'],
    from: [...usages, 1],
  },
  gone('1.53', 'SystemDataUsage', 'GET /system/df', 'LayersSize', 'Images', 'Containers', 'Volumes'),
  {
    since: '1.52',
    operations: 'SystemEvents',
    look: eventFields,
    before: ['status', 'id', 'from', ...eventNow],
    from: eventNow,
  },
]

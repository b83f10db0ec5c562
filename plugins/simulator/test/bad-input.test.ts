import { expect } from 'chai'
import { call, type Answered, type TestDaemon } from 'libswarm-core/testing'
import { configFields, hostConfigFields } from '../dist/containers/config-fields.js'
import type { FieldTable, FieldType } from '../dist/containers/fields.js'
import { fieldsInGo } from './fields-in-go.js'
import { create, sentence, startSimulator } from './support.js'

const json = { 'Content-Type': 'application/json' }

// What is of the wrong type in the bodies of the other operations.
const others: readonly (readonly [line: string, body: string])[] = [
  ['POST /networks/create', ''],
  ['POST /networks/create', '[]'],
  ['POST /networks/create', '{"Name":7}'],
  ['POST /networks/create', '{"Name":" "}'],
  ['POST /networks/create', '{"Name":"x","Driver":{}}'],
  ['POST /networks/create', '{"Name":"x","Internal":"yes"}'],
  ['POST /networks/create', '{"Name":"x","EnableIPv6":1}'],
  ['POST /networks/create', '{"Name":"x","Options":{"a":7}}'],
  ['POST /networks/create', '{"Name":"x","IPAM":7}'],
  ['POST /networks/create', '{"Name":"x","IPAM":{"Options":[]}}'],
  ['POST /networks/create', '{"Name":"x","IPAM":{"Config":[7]}}'],
  ['POST /networks/create', '{"Name":"x","IPAM":{"Config":[{"Subnet":"x"}]}}'],
  ['POST /networks/create', '{"Name":"x","IPAM":{"Config":[{"Subnet":"10.0.0.0/8","Gateway":"x"}]}}'],
  ['POST /networks/create', '{"Name":"x","IPAM":{"Config":[{"Subnet":"10.0.0.0/8","IPRange":"11.0.0.0/9"}]}}'],
  ['POST /networks/create', '{"Name":"x","IPAM":{"Config":[{"AuxiliaryAddresses":["a"]}]}}'],
  ['POST /networks/create', '{"Name":"x","Labels":["__proto__"]}'],
  ['POST /networks/create', '{"Name":"x","ConfigFrom":"y"}'],
  ['POST /networks/bridge/connect', ''],
  ['POST /networks/bridge/connect', '{}'],
  ['POST /networks/bridge/connect', '{"Container":7}'],
  ['POST /networks/bridge/connect', '{"Container":"base","EndpointConfig":7}'],
  ['POST /networks/bridge/connect', '{"Container":"base","EndpointConfig":{"Aliases":"a"}}'],
  ['POST /networks/bridge/connect', '{"Container":"base","EndpointConfig":{"IPAMConfig":[]}}'],
  ['POST /networks/bridge/connect', '{"Container":"base","EndpointConfig":{"IPAMConfig":{"IPv4Address":"x"}}}'],
  ['POST /networks/bridge/connect', '{"Container":"base","EndpointConfig":{"IPAMConfig":{"LinkLocalIPs":["x"]}}}'],
  ['POST /networks/bridge/connect', '{"Container":"base","EndpointConfig":{"DriverOpts":{"a":7}}}'],
  ['POST /networks/bridge/disconnect', '{"Container":["base"]}'],
  ['POST /networks/bridge/disconnect', '{"Container":"base","Force":"yes"}'],
  ['POST /volumes/create', ''],
  ['POST /volumes/create', '7'],
  ['POST /volumes/create', '{"Name":7}'],
  ['POST /volumes/create', '{"Name":"x"}'],
  ['POST /volumes/create', '{"Name":"a/b"}'],
  ['POST /volumes/create', '{"Name":"ab","Driver":true}'],
  ['POST /volumes/create', '{"Name":"ab","DriverOpts":["a"]}'],
  ['POST /volumes/create', '{"Name":"ab","DriverOpts":{"foo":"x"}}'],
  ['POST /volumes/create', '{"Name":"ab","Labels":{"a":7}}'],
  ['POST /volumes/create', '{"Name":"ab","ClusterVolumeSpec":7}'],
  ['POST /containers/base/exec', ''],
  ['POST /containers/base/exec', '[]'],
  ['POST /containers/base/exec', '{}'],
  ['POST /containers/base/exec', '{"Cmd":{}}'],
  ['POST /containers/base/exec', '{"Cmd":["true",7]}'],
  ['POST /containers/base/exec', '{"AttachStdin":"yes","Cmd":["true"]}'],
  ['POST /containers/base/exec', '{"Cmd":["true"],"Env":"A=1"}'],
  ['POST /containers/base/exec', '{"Cmd":["true"],"User":7}'],
  ['POST /containers/base/exec', '{"Cmd":["true"],"WorkingDir":[]}'],
  ['POST /containers/base/exec', '{"Cmd":["true"],"DetachKeys":7}'],
  ['POST /containers/base/update', ''],
  ['POST /containers/base/update', '[]'],
  ['POST /containers/base/update', '{"Memory":"x"}'],
  ['POST /containers/base/update', '{"Memory":1}'],
  ['POST /containers/base/update', '{"Memory":10000000.5}'],
  ['POST /containers/base/update', '{"CpusetCpus":7}'],
  ['POST /containers/base/update', '{"CpusetCpus":"9"}'],
  ['POST /containers/base/update', '{"PidsLimit":"1"}'],
  ['POST /containers/base/update', '{"NanoCpus":99999999999}'],
  ['POST /containers/base/update', '{"RestartPolicy":7}'],
  ['POST /containers/base/update', '{"RestartPolicy":{"Name":"foo"}}'],
  ['POST /containers/base/update', '{"RestartPolicy":{"Name":"always","MaximumRetryCount":1}}'],
]

const creating = 'POST /v1.41/containers/create'
const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`

const start = '{"Image":"busybox","User":"'
const tooLong = `${start.padEnd(16 * 1024 * 1024 - 1, 'x')}"}`

// What is not JSON, or no object, or not what Go reads: 400, unless it says otherwise.
const bodies: readonly (readonly [title: string, body: string | Uint8Array, status?: number])[] = [
  ['nothing', ''],
  ['a list', '[]'],
  ['a text', '"x"'],
  ['a number', '7'],
  ['null', 'null'],
  ['half of it', '{"Image":"busybox"'],
  ['a comma too many', '{"Image":"busybox",}'],
  ['no quotes', '{Image:"busybox"}'],
  ['something behind it', '{"Image":"busybox"}x'],
  ['an empty object', '{}'],
  ['an unknown field alone', '{"__proto__":{"Image":"busybox"}}'],
  ['a constructor', '{"constructor":{"prototype":{"Image":"busybox"}}}'],
  ['a NUL in the image', '{"Image":"busybox\\u0000"}'],
  ['half a character in the image', '{"Image":"\\ud800"}'],
  ['what is no UTF-8', Uint8Array.from(Buffer.from('{"Image":"busybox","User":"\xff"}', 'latin1'))],
  ['too deep', `{"Image":"busybox","x":${deep(200)}}`],
  ['too deep in HostConfig', `{"Image":"busybox","HostConfig":{"Mounts":${deep(10_000)}}}`],
  ['a number past int64', '{"Image":"busybox","HostConfig":{"Memory":99999999999999999999}}'],
  ['a number past any', '{"Image":"busybox","HostConfig":{"Memory":1e999}}'],
  ['a fraction', '{"Image":"busybox","HostConfig":{"Memory":10000000.5}}'],
  ['a negative uint16', '{"Image":"busybox","HostConfig":{"BlkioWeight":-1}}'],
  ['16 MiB and one byte', tooLong, 413],
]

const names = ['', 'a', '-ab', 'a b', '/', '//ab', 'ä1', 'a/b', '\0', 'a\0', '.', '..', '_a', 'a'.repeat(5000) + '/']

const ids = [
  '%00',
  '%20',
  '..',
  '%2F',
  'a%2Fb',
  '__proto__',
  'constructor',
  'ä',
  '%F0%9F%90%B3',
  '-',
  '*',
  'x'.repeat(9000),
]

describe('bad input', () => {
  let daemon: TestDaemon
  let untouched: string
  before(async () => {
    daemon = await startSimulator()
    await create(daemon, 'base')
    untouched = await everything()
  })
  after(() => daemon.close())
  afterEach('changes nothing', async () => expect(await everything()).to.equal(untouched))

  /** All that a client can see of the engine. */
  async function everything(): Promise<string> {
    // Past the last event's moment: nothing happens between two tests.
    const until = (Date.now() / 1000 + 0.002).toFixed(6)
    const paths = ['/containers/json?all=1', '/images/json?all=1', '/networks', '/volumes']
    const seen = [...paths, `/events?since=1&until=${until}`].map((path) => call(daemon, `GET ${path}`))
    return (await Promise.all(seen)).map(({ status, text }) => `${status} ${text}`).join('\n')
  }

  const post = (line: string, body: string | Uint8Array): Promise<Answered> =>
    call(daemon, line, { body, headers: json })

  for (const [path, struct, type] of fieldsInGo) {
    const wrong = type === 'bool' ? 7 : true
    it(`a ${typeof wrong} for ${path}`, async () => {
      const told = type === 'bool' ? 'number' : 'bool'
      const where = `${struct}.${path.replace(/\.?\{[^}]*\}|\[\]/g, '')}`
      expect(sentence(await post(creating, bodyWith(path, wrong)))).to.deep.equal([
        400,
        `json: cannot unmarshal ${told} into Go struct field ${where} of type ${type}`,
      ])
    })
  }

  it('is looked for in every field that there is', () => {
    const newer = ['Annotations', 'StartInterval', 'CreateMountpoint', 'ReadOnlyNonRecursive', 'ReadOnlyForceRecursive']
    const unknown = ['Subpath', 'ImageOptions', 'TmpfsOptions.Options', 'IPv6Address']
    const same = /Blkio(DeviceWriteBps|DeviceReadIOps|DeviceWriteIOps)\[\]/
    const asked = new Set(fieldsInGo.map(([path]) => path))
    const all = [...pathsOf(configFields, ''), ...pathsOf(hostConfigFields, 'HostConfig.')]
    const missed = all.filter((path) => !asked.has(path) && !same.test(path))
    expect(missed.filter((path) => ![...newer, ...unknown].some((name) => path.endsWith(name)))).to.deep.equal([])
  })

  for (const [title, body, status = 400] of bodies) {
    it(`${title} for a body`, async () => {
      const answer = await post(creating, body)
      expect(answer.status).to.equal(status)
      expect(answer.json<{ message: string }>().message).to.match(/\w{3}/)
    })
  }

  for (const [line, body] of others) {
    it(`${line} of ${body}`, async () => {
      const answer = await post(line, body)
      expect(answer.status).to.equal(400)
      expect(answer.json<{ message: string }>().message).to.match(/\w{3}/)
    })
  }

  for (const name of names.slice(1)) {
    it(`the name ${JSON.stringify(name).slice(0, 30)}`, async () => {
      const answer = await post(`${creating}?name=${encodeURIComponent(name)}`, '{"Image":"busybox"}')
      expect(sentence(answer)).to.deep.equal([
        400,
        `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
      ])
    })
  }

  for (const id of ids) {
    it(`the id ${id.slice(0, 20)}`, async () => {
      for (const line of [`GET /containers/${id}/json`, `POST /containers/${id}/start`, `DELETE /containers/${id}`]) {
        const answer = await call(daemon, line)
        expect(answer.status).to.be.within(300, 499)
      }
    })
  }
})

describe('odd input', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startSimulator()))
  after(() => daemon.close())

  const made = async (
    body: string,
  ): Promise<{ Config: Record<string, unknown>; HostConfig: Record<string, unknown> }> => {
    const answer = await call(daemon, creating, { body, headers: json })
    expect(answer.status, answer.text).to.equal(201)
    return (await call(daemon, `GET /v1.41/containers/${answer.json<{ Id: string }>().Id}/json`)).json()
  }

  it('has labels that are called as parts of JavaScript are', async () => {
    const { Config } = await made('{"Image":"busybox","Labels":{"__proto__":"x","constructor":"y","a":null}}')
    expect(JSON.stringify(Config['Labels'])).to.equal('{"__proto__":"x","a":"","constructor":"y"}')
    expect(({} as Record<string, unknown>)['x']).to.equal(undefined)
  })

  it('is read without regard to case, and the last of two fields counts', async () => {
    const { Config, HostConfig } = await made(
      '{"image":"nope","CMD":["a"],"Image":"busybox","hostconfig":{"memory":10000000,"MEMORY":20000000}}',
    )
    expect([Config['Image'], Config['Cmd'], HostConfig['Memory']]).to.deep.equal(['busybox', ['a'], 20000000])
  })

  it('keeps NUL, and makes U+FFFD of half a character', async () => {
    const { Config } = await made('{"Image":"busybox","Hostname":"a\\u0000b","Labels":{"\\udc00":"\\ud800"}}')
    expect([Config['Hostname'], Config['Labels']]).to.deep.equal(['a\0b', { '\ufffd': '\ufffd' }])
  })

  it('has maps in the order of their keys', async () => {
    const { Config } = await made('{"Image":"busybox","Labels":{"b":"1","a":"2","B":"3"}}')
    expect(JSON.stringify(Config['Labels'])).to.equal('{"B":"3","a":"2","b":"1"}')
  })

  it('may be 200 deep where nothing reads it', async () => {
    await made(`{"Image":"busybox","x":${deep(199)}}`)
  })
})

/** A body of `ContainerCreate` with a value at a path such as `HostConfig.Mounts[].Type`. */
function bodyWith(path: string, value: unknown): string {
  const steps = path.match(/\{[^}]*\}|\[\]|\w+/g) ?? []
  const put = (inner: unknown, step: string): unknown =>
    step === '[]' ? [inner] : { [step.replace(/[{}]/g, '')]: inner }
  return JSON.stringify({ Image: 'busybox', ...(steps.reduceRight(put, value) as object) })
}

/** The paths of all fields of a table. */
function pathsOf(table: FieldTable, start: string): string[] {
  return Object.entries(table).flatMap(([name, { type }]) => [`${start}${name}`, ...within(type, `${start}${name}`)])
}

function within(type: FieldType, path: string): string[] {
  if (typeof type === 'string' || 'named' in type) return []
  if ('struct' in type) return pathsOf(type.fields, `${path}.`)
  if ('list' in type) return within(type.items, `${path}[]`)
  return within(type.values, `${path}.{80/tcp}`)
}

import { call, type TestDaemon } from 'libswarm-core/testing'
import { hijack, unframe } from './connection.js'
import { eventually } from './support.js'

/** What a call was answered. */
export interface Stop {
  readonly line: string
  readonly status: number
  /** Without times and what is of the engine's release: two engines that differ in nothing else give the same. */
  readonly value: unknown
}

const container = {
  Image: 'busybox',
  Cmd: ['sh', '-c', 'echo out; echo err >&2; cat'],
  OpenStdin: true,
  Labels: { tier: 'back' },
  ExposedPorts: { '80/tcp': {} },
  HostConfig: { Binds: ['data:/data'], NetworkMode: 'back', PortBindings: { '80/tcp': [{ HostPort: '' }] } },
}

/** Goes through everything that an engine has, by calls under a prefix such as `/v1.41`. */
export async function tour(daemon: TestDaemon, prefix: string): Promise<readonly Stop[]> {
  const stops: Stop[] = []
  const ask = async (line: string, body?: object): Promise<{ readonly Id: string }> => {
    const [method = '', path = ''] = line.split(' ')
    const answer = await call(daemon, `${method} ${prefix}${path}`, body === undefined ? {} : { body })
    const type = answer.headers['content-type'] ?? ''
    const lines = answer.text.split('\n').filter((text) => text !== '')
    const value: unknown = type.includes('json') ? lines.map((text): unknown => JSON.parse(text)) : answer.text
    stops.push({
      line: line.replace(/[0-9a-f]{64}/, 'ID').replace(/until=.*/, ''),
      status: answer.status,
      value: timeless(value),
    })
    return (Array.isArray(value) ? value[0] : {}) as { readonly Id: string }
  }
  await ask('POST /images/create?fromImage=redis&tag=7')
  await ask('POST /networks/create', { Name: 'back', Labels: { a: 'b' } })
  await ask('POST /volumes/create', { Name: 'data' })
  await ask('POST /volumes/create', {})
  await ask('POST /containers/create?name=db', container)
  await ask('POST /containers/create', { Image: 'redis:7' })
  await ask('POST /containers/db/start')
  await ask('POST /networks/bridge/connect', { Container: 'db' })
  await eventually(async () => (await call(daemon, 'GET /containers/db/logs?stdout=1&stderr=1')).text.includes('err'))
  const attached = await hijack(daemon, `${prefix}/containers/db/attach?stream=1&stdin=1&stdout=1&logs=1`)
  attached.send('typed')
  await eventually(async () => unframe(attached.body()).join().endsWith('typed'))
  stops.push({ line: 'attach', status: attached.head()[0], value: [attached.head()[1], unframe(attached.body())] })
  attached.leave()
  const { Id } = await ask('POST /containers/db/exec', { Cmd: ['sh', '-c', 'exit 4'], AttachStdout: true })
  await ask(`GET /exec/${Id}/json`)
  const exec = await hijack(daemon, `${prefix}/exec/${Id}/start`, { body: '{}' })
  await exec.ended
  stops.push({ line: 'exec', status: exec.head()[0], value: exec.head()[1] })
  await ask(`GET /exec/${Id}/json`)
  for (const path of [
    ...['/containers/json?all=1&size=1', '/containers/db/json', '/containers/db/top'],
    ...['/containers/db/logs?stdout=1&stderr=1', '/images/json', '/images/redis:7/json', '/images/redis:7/history'],
    ...['/networks', '/networks/back', '/volumes', '/volumes/data', '/system/df', '/info', '/version'],
  ]) {
    await ask(`GET ${path}`)
  }
  await ask('POST /containers/db/update', { RestartPolicy: { Name: 'on-failure' } })
  for (const line of ['pause', 'unpause', 'rename?name=base', 'kill'])
    await ask(`POST /containers/db/${line}`.replace(/db\/kill/, 'base/kill'))
  await ask('POST /containers/base/wait')
  for (const line of ['/containers/base', '/volumes/data', '/networks/back', '/images/redis:7?force=1'])
    await ask(`DELETE ${line}`)
  await ask('POST /containers/prune')
  await ask(`GET /events?since=0&until=${Date.now() / 1000 + 0.001}`)
  return stops
}

// In JSON, and as the `STIME` of `ps` is written.
const moment = /^(\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)|\d\d:\d\d)$/
// What follows the release of the engine, and not the version that a client asks for.
const ofRelease: ReadonlySet<string> = new Set(['MaskedPaths'])
const times: ReadonlySet<string> = new Set(['Created', 'time', 'timeNano', 'Status', 'SystemTime'])

function timeless(value: unknown): unknown {
  if (typeof value === 'string') return moment.test(value) ? 'a moment' : value
  if (Array.isArray(value)) return value.map(timeless)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(
    ([key, field]) => !ofRelease.has(key) && (key !== 'Error' || field !== null),
  )
  const fields = kept.map(([key, field]): [string, unknown] => {
    const isTime = times.has(key) && (typeof field === 'number' || typeof field === 'string')
    return [key, isTime ? 'a time' : timeless(field)]
  })
  return Object.fromEntries(fields)
}

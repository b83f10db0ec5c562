import { expect } from 'chai'
import { getEventListeners, setMaxListeners } from 'node:events'
import { readdirSync } from 'node:fs'
import { PassThrough, type Duplex, type Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { silent } from 'libswarm-core'
import { Isolated } from '../dist/backend/isolate/isolated.js'
import { isolationLimits } from '../dist/backend/isolate/limits.js'
import { until } from './support.js'

const entry = fileURLToPath(new URL('fixtures/misbehaving.js', import.meta.url))
// `npm test` makes fewer than `npm test -- --all`.
const calls = process.env['LIBSWARM_TEST_SHORT'] === undefined ? 2000 : 200
const atOnce = 20

describe(`${calls} calls of a kind to a backend in a process of its own leave nothing in either (row 66)`, function () {
  this.timeout(60_000)
  let isolated: Isolated
  let pid: string
  const abort = new AbortController()
  setMaxListeners(0, abort.signal)

  before(async () => {
    isolated = new Isolated({
      backend: { entry, name: 'bad', version: '1.0.0', options: {}, listening: [] },
      next: undefined,
      spawn: () => Promise.reject(new Error('not here')),
      log: silent,
      limits: isolationLimits,
      installLimit: 10_000,
    })
    await isolated.start()
    pid = (await (await isolated.run({ operation: 'SystemInfo' })).json()).ID!
  })
  after(() => isolated.close())

  const open = () => [process.pid, pid].map((id) => readdirSync(`/proc/${id}/fd`).length)

  const { signal } = abort
  const kinds: Readonly<Record<string, () => Promise<void>>> = {
    'a value': async () => {
      await (await isolated.run({ operation: 'ContainerList', signal })).json()
    },
    'an error': async () => {
      await isolated.run({ operation: 'ContainerInspect', path: { id: 'a' }, signal }).catch(() => undefined)
    },
    'a stream that is left midway': async () => {
      const { body } = await isolated.run({ operation: 'ContainerExport', path: { id: 'a' }, signal })
      await new Promise((resolve) => (body as Readable).once('data', resolve))
      ;(body as Readable).destroy()
    },
    'a call that is aborted before its answer': async () => {
      const own = new AbortController()
      const run = isolated.run({ operation: 'ContainerStop', path: { id: 'a' }, signal: own.signal })
      setImmediate(() => own.abort())
      await run.catch(() => undefined)
    },
    'an input that breaks off': async () => {
      const input = new PassThrough()
      input.write('half')
      const reply = await isolated.run({ operation: 'ImageLoad', input, signal })
      input.destroy()
      await reply.bytes().catch(() => undefined)
    },
    'an input that nobody reads': async () => {
      const input = new PassThrough()
      input.write('half')
      await isolated.run({ operation: 'SystemInfo', input, signal } as never)
      input.destroy()
    },
    'a duplex that is half-closed': async () => {
      const attached = await isolated.run({ operation: 'ContainerAttach', path: { id: 'a' }, upgrade: 'tcp', signal })
      const duplex = attached.body as Duplex
      duplex.end('echo')
      for await (const chunk of duplex) expect(String(chunk)).to.equal('echo')
    },
    'a duplex that is left': async () => {
      const attached = await isolated.run({ operation: 'ContainerAttach', path: { id: 'a' }, upgrade: 'tcp', signal })
      ;(attached.body as Duplex).destroy()
    },
  }

  for (const [what, call] of Object.entries(kinds)) {
    it(what, async () => {
      await call()
      await until(() => open().every((count) => count < 100))
      const before = open()
      for (let count = 0; count < calls; count += atOnce) await Promise.all(Array.from({ length: atOnce }, call))
      await until(() => open().every((count, index) => count <= before[index]! + 2))
      await until(() => getEventListeners(signal, 'abort').length === 0)
    })
  }
})

import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { startEngine, type TestEngine } from '../engine.js'
import { startSwarmd, temporaryFolder } from '../swarmd.js'
import { get, Wire, type Target } from '../wire.js'

/** What came on a connection. */
export interface Heard {
  /** Of all answers, in order; those that announce another are left out. */
  readonly statuses: readonly number[]
  readonly text: string
}

/** A real engine, and a `swarmd` in front of it that forwards. */
export interface Front {
  readonly target: Target
  readonly engine: TestEngine
  /** The engine itself. */
  readonly direct: Target
  /** Sends bytes and waits until the daemon closes the connection by itself. */
  closes(bytes: string): Promise<Heard>
  /** Sends bytes and an end, that behind the first answer where it is `answered`, and waits until the daemon closes, too. */
  ends(bytes: string, options?: { readonly answered?: boolean }): Promise<Heard>
  /** Sends a request, and another one behind it, which has to be answered next, on a connection that goes on. */
  goesOn(bytes: string, to?: Target): Promise<Heard>
  /** The names of the volumes that there are, once every connection to the engine that is free has been used again. */
  volumes(): Promise<readonly string[]>
  close(): Promise<void>
}

export async function startFront(): Promise<Front> {
  const engine = await startEngine()
  const folder = await temporaryFolder()
  const swarmd = await startSwarmd(['--backend', `forward ${engine.address}`, 'unix://a.sock'], { cwd: folder.path })
  const target: Target = { socketPath: join(folder.path, 'a.sock'), port: undefined }
  const pinged = /HTTP\/1\.1 200 OK\r\n(?:[^\r]+\r\n)*\r\nOK$/

  const over = async (wire: Wire) => {
    const text = await wire.ended()
    wire.close()
    return { statuses: statusesIn(text), text }
  }
  return {
    target,
    engine,
    direct: { socketPath: engine.socketPath, port: undefined },
    closes: (bytes) => over(new Wire(target).write(bytes)),
    ends: async (bytes, { answered = false } = {}) => {
      const wire = new Wire(target).write(bytes)
      if (answered) await wire.until(/\r\n\r\n/)
      wire.socket.end()
      return over(wire)
    },
    goesOn: async (bytes, to = target) => {
      const wire = new Wire(to).write(bytes + get('/_ping'))
      const text = await wire.until(pinged)
      expect(wire.over).to.equal(false)
      wire.close()
      const statuses = statusesIn(text)
      expect(statuses.at(-1)).to.equal(200)
      return { statuses: statuses.slice(0, -1), text }
    },
    volumes: async () => {
      for (let round = 0; round < 3; round++) expect((await call(target, 'GET /_ping')).status).to.equal(200)
      const { Volumes } = (await call(target, 'GET /volumes')).json<{ Volumes: readonly { Name: string }[] | null }>()
      return (Volumes ?? []).map(({ Name }) => Name)
    },
    close: async () => {
      const { code, stderr } = await swarmd.stop()
      await engine.close()
      await folder.remove()
      expect(code).to.equal(0)
      expect(stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
    },
  }
}

function statusesIn(text: string): readonly number[] {
  const lines = [...text.matchAll(/HTTP\/1\.1 (\d{3}) [\w ]+\r\n/g)]
  return lines.map(([, status]) => Number(status)).filter((status) => status >= 200)
}

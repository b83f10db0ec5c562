import { join } from 'node:path'
import { expect } from 'chai'
import { startRecordingEngine, type RecordedRequest, type RecordingEngine } from './recording-engine.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './swarmd.js'
import { exchange, get, json, lastExchange, post, sentenceOf, Wire, type Target } from './wire.js'

/** A `swarmd` in front of an engine that knows what it is asked, on a Unix socket and on a port of loopback. */
export interface Attacked {
  readonly engine: RecordingEngine
  readonly swarmd: Swarmd
  readonly unix: Target
  readonly tcp: Target
  /** Both. */
  readonly targets: readonly Target[]
  /**
   * Bytes with a request behind them are refused in Docker's shape, the connection is closed, and the engine hears of
   * neither. Resolves to the sentence.
   */
  isRefused(bytes: string, status: number): Promise<string>
  /** A request is refused in Docker's shape, unheard by the engine; the connection is used again. Resolves to the sentence. */
  isNotRun(bytes: string, status: number): Promise<string>
  /** What the engine is asked by bytes that are answered with 200. */
  asked(bytes: string): Promise<readonly RecordedRequest[]>
  /** The next client is served, and no control byte of a client has been printed. */
  isFine(): Promise<void>
  close(): Promise<void>
}

/** Starts both, with `debug` between them. */
export async function startAttacked(): Promise<Attacked> {
  const folder = await temporaryFolder()
  const engine = await startRecordingEngine(join(folder.path, 'e.sock'))
  const backends = ['debug -v', `forward unix://${join(folder.path, 'e.sock')}`]
  const words = backends.flatMap((backend) => ['--backend', backend])
  const addresses = ['unix://a.sock', 'tcp://127.0.0.1:0']
  const swarmd = await startSwarmd(['--log-level', 'debug', ...words, ...addresses], { cwd: folder.path })
  const [, port] = /listening on tcp:\/\/127\.0\.0\.1:(\d+)/.exec(swarmd.stderr()) ?? []
  const unix: Target = { socketPath: join(folder.path, 'a.sock'), port: undefined }
  const tcp: Target = { socketPath: undefined, port: Number(port) }
  const targets = [unix, tcp]
  const behind = post('/containers/create?name=smuggled', [json], '{"Image":"evil"}')

  /** The sentence of both targets, which say the same. */
  const ofBoth = async (ask: (target: Target) => Promise<string>): Promise<string> => {
    engine.taken()
    const [first, second] = [await ask(unix), await ask(tcp)]
    expect(first).to.equal(second)
    return first
  }

  return {
    engine,
    swarmd,
    unix,
    tcp,
    targets,
    isRefused: (bytes, status) =>
      ofBoth(async (target) => {
        const answer = await lastExchange(target, bytes + behind)
        expect([start(bytes), answer?.status]).to.deep.equal([start(bytes), status])
        expect(answer!.headers).to.match(/^Connection: close$/m)
        expect(engine.taken(), start(bytes)).to.deep.equal([])
        return sentenceOf(answer)
      }),
    isNotRun: (bytes, status) =>
      ofBoth(async (target) => {
        const wire = new Wire(target).write(bytes)
        const answer = await wire.answer()
        expect([start(bytes), answer?.status]).to.deep.equal([start(bytes), status])
        expect(wire.over).to.equal(false)
        await wire.write(get('/_ping')).until(/\{\}\n$/)
        wire.close()
        expect(engine.taken().map(({ line }) => line)).to.deep.equal(['GET /_ping'])
        return sentenceOf(answer)
      }),
    asked: async (bytes) => {
      engine.taken()
      const wire = new Wire(unix).write(bytes)
      // An answer to HEAD ends with its head.
      const heard = await wire.until(bytes.startsWith('HEAD') ? /\r\n\r\n/ : /\r\n\r\n\{\}\n$/)
      wire.close()
      expect(heard).to.match(/^HTTP\/1\.1 200 /)
      return engine.taken()
    },
    isFine: async () => {
      engine.taken()
      for (const target of targets) expect((await exchange(target, get('/_ping')))?.status).to.equal(200)
      expect(engine.taken().map(({ line }) => line)).to.deep.equal(['GET /_ping', 'GET /_ping'])
      expect(swarmd.stdout() + swarmd.stderr()).to.not.match(/[^\n\t\x20-\x7e\u0080-\uffff]/)
    },
    close: async () => {
      const { code } = await swarmd.stop()
      await engine.close()
      await folder.remove()
      expect(code).to.equal(0)
    },
  }
}

function start(bytes: string): string {
  return JSON.stringify(bytes.slice(0, 200))
}

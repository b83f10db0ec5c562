import { join } from 'node:path'
import { filesOfBoth, optionWords } from './certificates.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './swarmd.js'

/** A simulator with the container `web` in a process of its own, on TCP. */
export interface SimulatedEngine {
  readonly swarmd: Swarmd
  /** The port that it listens on. */
  readonly port: number
  /** What `forward` takes to reach it. */
  readonly options: Readonly<Record<string, string>> & { readonly address: string }
  /** The same as words of a command line. */
  readonly words: string
  [Symbol.asyncDispose](): Promise<void>
}

/** Where it listens, and how. */
export interface SimulatedEngineOptions {
  /** 127.0.0.1 unless given. */
  readonly host?: string
  /** With TLS, and with certificates on both sides. */
  readonly tls?: boolean
  /** Words of a program that becomes it. */
  readonly through?: readonly string[]
}

/** Starts one. */
export async function startSimulatedEngine(options: SimulatedEngineOptions = {}): Promise<SimulatedEngine> {
  const { host = '127.0.0.1', tls = false, through = [] } = options
  const folder = await temporaryFolder()
  const files = tls ? await filesOfBoth(join(folder.path, 'ca')) : { engine: [], forward: {} }
  const words = ['--backend', 'simulator web', ...files.engine, `tcp://${host}:0`]
  const swarmd = await startSwarmd(words, { cwd: folder.path, through }).catch(async (thrown: unknown) => {
    await folder.remove()
    throw thrown
  })
  const [, port] = /listening on \w+:\/\/[\d.]+:(\d+)/.exec(swarmd.stderr()) ?? []
  const address = `${tls ? 'tls' : 'tcp'}://${host}:${port}`
  return {
    swarmd,
    port: Number(port),
    options: { address, ...files.forward },
    words: optionWords({ address, ...files.forward }),
    [Symbol.asyncDispose]: async () => {
      await swarmd.stop('SIGKILL')
      await folder.remove()
    },
  }
}

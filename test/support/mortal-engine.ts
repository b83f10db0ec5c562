import { join } from 'node:path'
import { filesOfBoth, opensslMissing, optionWords } from './certificates.js'
import { docker, dockerMissing } from './docker.js'
import { engineMissing, startEngine } from './engine.js'
import { makeNetwork, networkMissing } from './network.js'
import { startSimulatedEngine } from './simulated-engine.js'
import { startSwarmd, temporaryFolder } from './swarmd.js'

/** An engine with a container `web` that runs and says nothing. */
export interface MortalEngine extends AsyncDisposable {
  /** What `forward` is given to reach it. */
  readonly words: string
  /** As by `kill -9`. */
  kill(): void | Promise<void>
}

/** A kind of engine, and whether there can be one here. */
export interface Mortal {
  readonly name: string
  readonly missing: string | undefined
  /** Whether it takes images, and has one, `big`, of more than there is room for between it and a client that does not read. */
  readonly isReal: boolean
  readonly start: () => Promise<MortalEngine>
}

/** Engines in processes of their own, simulated and real, near by and with TLS. */
export const mortals: readonly Mortal[] = [
  { name: 'a simulated engine', missing: undefined, isReal: false, start: simulated },
  { name: 'a simulated engine with TLS', missing: opensslMissing(), isReal: false, start: simulatedWithTls },
  { name: 'a real engine', missing: engineMissing() ?? dockerMissing(), isReal: true, start: real },
  {
    name: 'a real engine with TLS',
    missing: engineMissing() ?? dockerMissing() ?? networkMissing() ?? opensslMissing(),
    isReal: true,
    start: realWithTls,
  },
]

async function simulated(): Promise<MortalEngine> {
  const folder = await temporaryFolder()
  const engine = await startSwarmd(['--backend', 'simulator web', 'unix://e.sock'], { cwd: folder.path })
  return {
    words: `unix://${join(folder.path, 'e.sock')}`,
    kill: () => void engine.child.kill('SIGKILL'),
    [Symbol.asyncDispose]: async () => {
      await engine.stop('SIGKILL')
      await folder.remove()
    },
  }
}

async function simulatedWithTls(): Promise<MortalEngine> {
  const engine = await startSimulatedEngine({ tls: true })
  return {
    words: engine.words,
    kill: () => void engine.swarmd.child.kill('SIGKILL'),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  }
}

async function real(): Promise<MortalEngine> {
  const engine = await startEngine()
  await fill(engine.address)
  return { words: engine.address, kill: () => engine.kill(), [Symbol.asyncDispose]: () => engine.close() }
}

async function realWithTls(): Promise<MortalEngine> {
  const [folder, network] = [await temporaryFolder(), await makeNetwork()]
  const removeBoth = async () => {
    await network[Symbol.asyncDispose]()
    await folder.remove()
  }
  const files = await filesOfBoth(folder.path)
  // In there every port is free.
  const host = `${network.host}:2376`
  const words = ['--host', `tcp://${host}`, ...files.engine]
  const engine = await startEngine({ inside: network.inside, words }).catch(async (thrown: unknown) => {
    await removeBoth()
    throw thrown
  })
  await fill(engine.address)
  return {
    words: optionWords({ address: `tls://${host}`, ...files.forward }),
    kill: () => engine.kill(),
    [Symbol.asyncDispose]: async () => {
      await engine.close()
      await removeBoth()
    },
  }
}

async function fill(address: string): Promise<void> {
  const fillBig = ['dd', 'if=/dev/zero', 'of=/big', 'bs=1M', 'count=24']
  await docker(address, ['run', '--name', 'big', 'busybox', ...fillBig])
  await docker(address, ['commit', 'big', 'big'])
  await docker(address, ['run', '--detach', '--interactive', '--name', 'web', 'busybox', 'cat'])
}

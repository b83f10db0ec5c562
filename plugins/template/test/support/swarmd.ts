import { spawn } from 'node:child_process'
import { plainEnvironment } from './run.js'

/** A running `swarmd`. */
export interface Swarmd {
  stop(): Promise<void>
}

/** Starts the `swarmd` that a package has among its dependencies. Rejects with what it said when it ends instead. */
export async function startSwarmd(cwd: string, ...words: readonly string[]): Promise<Swarmd> {
  const child = spawn(process.execPath, ['node_modules/.bin/swarmd', ...words], {
    cwd,
    env: plainEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let heard = ''
  child.stderr!.on('data', (chunk: Buffer) => void (heard += chunk.toString()))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    void ended.then(() => reject(new Error(`swarmd ended: ${heard}`)))
  })
  const stop = () => {
    child.kill()
    return ended
  }
  return { stop }
}

import { spawn, spawnSync } from 'node:child_process'
import { bin, plainEnvironment } from './run.js'

/** Why no program can be given a terminal here; undefined when one can. */
export const terminalMissing: string | undefined =
  spawnSync('script', ['--version']).error === undefined ? undefined : 'script (util-linux) not installed'

/** Somebody at a terminal where `create-libswarm-backend` runs. */
export interface Person {
  /** Waits until a text can be read behind what was read before. */
  reads(text: string): Promise<void>
  types(keys: string): void
  /** The exit code. */
  readonly ended: Promise<number>
}

/** Runs it on a terminal. */
export function atTerminal(cwd: string, ...words: readonly string[]): Person {
  const command = [process.execPath, bin, ...words].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd,
    env: { ...plainEnvironment(), TERM: 'dumb' },
  })
  let shown = ''
  let read = 0
  child.stdout.on('data', (chunk: Buffer) => void (shown += chunk.toString()))
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)))
  return {
    ended,
    types: (keys) => void child.stdin.write(keys),
    reads: async (text) => {
      const end = Date.now() + 20_000
      while (!shown.slice(read).includes(text)) {
        if (Date.now() > end) throw new Error(`waited in vain for ${JSON.stringify(text)} in ${JSON.stringify(shown)}`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      read = shown.indexOf(text, read) + text.length
    },
  }
}

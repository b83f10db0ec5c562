import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** How a program ended. */
export interface Ended {
  /** The exit code; 128 and the number of the signal that ended it, as a shell counts. */
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/** How a program is started. */
export interface RunOptions {
  /** What it reads from its standard input; nothing unless given. */
  readonly input?: string | Uint8Array
  /** Leaves its standard input open, as a person at a terminal does. */
  readonly attended?: boolean
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Ends it when it takes longer, in ms. */
  readonly limit?: number
}

/** The first file of a name on `PATH` that can be run. */
export function findProgram(name: string): string | undefined {
  return findPrograms(name)[0]
}

/** The files of a name on `PATH` that can be run, the first first. */
export function findPrograms(name: string): readonly string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).filter(isRunnable)
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Runs a program to its end. Rejects when it cannot be started or does not end in time. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { input = '', attended = false, env, cwd, limit = 60_000 } = options
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: env ?? process.env, cwd })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      const heard = Buffer.concat([...stdout, ...stderr])
        .subarray(0, 500)
        .toString()
      reject(new Error(`${program} ${args.join(' ')} did not end within ${limit} ms; it said: ${heard}`))
    }, limit)
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.stdin.on('error', () => undefined)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? 128, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) })
    })
    child.stdin.write(input)
    if (!attended) child.stdin.end()
  })
}

/** Waits until something holds. Rejects with `what` when it does not within the bound. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limit = 20_000): Promise<void> {
  const end = Date.now() + limit
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

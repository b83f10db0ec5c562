import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../workspace.js'
import { ask } from './asking.js'

/** The file that `npx swarmd` runs. */
export const swarmd = join(root, 'swarmd/bin/swarmd.js')

/** The file of the bare server. */
export const bare = join(root, 'scripts/bench/bare.js')

/**
 * Starts a server by the arguments of `node`, and waits for its first answer. Resolves to its socket, its process,
 * the ms from spawn to that answer, and what ends it.
 */
export async function startServer(args, socketPath) {
  const start = performance.now()
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const end = () => child.kill('SIGKILL')
  process.on('exit', end)
  while (!(await answers(socketPath))) {
    if (child.exitCode !== null) throw new Error(`${args.join(' ')} exited with ${child.exitCode}`)
    if (performance.now() - start > 30_000) throw new Error(`${args.join(' ')} did not answer within 30 s`)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  const ms = performance.now() - start
  const close = async () => {
    open.delete(close)
    child.kill('SIGTERM')
    await ended
    process.off('exit', end)
    await rm(socketPath, { force: true })
  }
  open.add(close)
  return { socketPath, pid: child.pid, ms, close }
}

const open = new Set()

/** Ends the servers that are still there. */
export async function closeServers() {
  for (const close of [...open]) await close()
}

const answers = (socketPath) =>
  ask(socketPath, 'GET /_ping').then(
    () => true,
    () => false,
  )

/** A real engine, started as the tests start theirs; undefined, loudly, where there can be none. */
export async function startRealEngine() {
  const { engineMissing, startEngine } = await import('../../dist-test/support/engine.js')
  const missing = engineMissing()
  if (missing === undefined) return startEngine()
  console.log(`NO REAL ENGINE TO COMPARE WITH: ${missing}\n`)
  return undefined
}

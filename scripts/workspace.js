import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** The repository's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Refuses a Node.js that is too old, with a sentence. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`libswarm needs Node.js 20.19 or newer, this is ${process.versions.node}`)
  process.exit(1)
}

/** Installs the dependencies unless what is installed is what the lockfile says. */
export async function install() {
  if (await isInstalled()) return
  console.error('Installing the dependencies, once; it takes a minute…')
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { quiet: true })
}

/** Compiles what has changed, bundles what that changes, and removes what is of sources that are gone. */
export async function build() {
  await run(process.execPath, [bin('typescript/bin/tsc'), '-b'])
  const { bundleAll } = await import('./bundle.js')
  await bundleAll(root)
  const { removeOrphans } = await import('./orphans.js')
  await removeOrphans(root)
}

/** A file of an installed package. */
export function bin(path) {
  return fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))
}

/** Runs a program in the root folder; ends this process with its exit code when that is not 0. */
export async function run(command, args, { quiet = false, env = {} } = {}) {
  const code = await exitCode(command, args, { quiet, env })
  if (code !== 0) process.exit(code)
}

/** Runs a program in the root folder. What it prints goes to standard error when `quiet`. Ends with it on a signal. */
export function exitCode(command, args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ['inherit', quiet ? process.stderr : 'inherit', 'inherit']
    const child = spawn(command, args, { cwd: root, stdio, env: { ...process.env, ...env } })
    let signalled
    const pass = (signal) => {
      signalled = signal
      // Ctrl-C in a terminal reaches both.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass)
    child.on('error', reject)
    child.on('exit', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, pass)
      if (signalled !== undefined) process.exit(128 + constants.signals[signalled])
      resolve(code ?? 1)
    })
  })
}

/** Runs a program in the root folder. Resolves to its exit code and all that it said. */
export function outcome(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, said: Buffer.concat(said).toString() }))
  })
}

/** Whether npm's own record of the installed tree lists all that the lockfile lists, in the same versions. */
async function isInstalled() {
  const [wanted, installed] = await Promise.all([
    readLock(new URL('../package-lock.json', import.meta.url)),
    readLock(new URL('../node_modules/.package-lock.json', import.meta.url)),
  ])
  if (wanted === undefined || installed === undefined) return false
  return Object.entries(wanted.packages).every(([path, { version, optional, link, peer }]) => {
    if (path === '' || !path.startsWith('node_modules/') || optional || link || peer) return true
    return installed.packages[path]?.version === version
  })
}

async function readLock(url) {
  try {
    return JSON.parse(await readFile(url, 'utf8'))
  } catch {
    return undefined
  }
}

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { build, install, requireNode, root } from './workspace.js'

// A signal to npm ends npm and its shell, and nobody tells this process: that its parent is gone means the same.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
}, 500).unref()

requireNode()
await install()
if (!existsSync(join(root, 'swarmd/dist/main.js'))) console.error('Building, once; it takes half a minute…')
await build()

const given = process.argv.slice(2)
const args = given.length > 0 ? given : ['--backend', 'simulator web db cache', 'tcp://localhost:4242']
const simulated = args.some((word) => /^simulator( |$)/.test(word))
const child = spawn(process.execPath, ['swarmd/bin/swarmd.js', ...args], {
  cwd: root,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
})
// Ctrl-C in a terminal reaches both; sent to this process alone, it means the daemon.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('message', ({ listening }) => suggest(listening[0]))
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)))

/** Prints what to type next. */
function suggest(address) {
  const unix = address.startsWith('unix://')
  const path = address.slice('unix://'.length)
  const host = address.replace(/\/\/(127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):/, '//localhost:')
  const curl = unix ? `curl --unix-socket ${path} http://docker` : `curl ${host.replace('tcp', 'http')}`
  // Elsewhere it would be run in earnest.
  const ran = simulated ? `    docker -H ${host} run --rm busybox echo hi\n` : ''
  console.log(`
Now, in another terminal:

    docker -H ${host} ps
${ran}    ${curl}/containers/json

Ctrl-C ends it. npx swarmd --help says what else it can do.
`)
}

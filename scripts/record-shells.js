// Writes plugins/simulator/test/fixtures/shell: what busybox' sh, bash and dash do with the scripts there. Needs root and
// these shells; runs in a chroot that has busybox' programs, so that nothing of this machine is recorded.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from './workspace.js'

const folder = join(root, 'plugins/simulator/test/fixtures/shell')
/** Each shell by the name that it is started with. */
const shells = { ash: 'sh', bash: 'bash', dash: 'dash' }
const applets = 'cat chmod echo env head ls mkdir rm seq sh sleep sort tee touch tr true false wc'

/** The scripts of the table, with the shells that run each. */
function readScripts(text) {
  const sections = text.split(/^## /m).slice(1)
  return sections.flatMap((section) => {
    const end = section.indexOf('\n')
    const names = section.slice(0, end).split(' ')
    const scripts = section.slice(end + 1).split(/^---\n/m)
    return scripts.map((script) => ({ script: script.replace(/\n$/, ''), shells: names }))
  })
}

function makeRoot() {
  const jail = mkdtempSync(join(tmpdir(), 'shells-'))
  for (const name of ['bin', 'etc', 'dev', 'tmp', 'root', 'proc']) mkdirSync(join(jail, name))
  const files = ['/bin/busybox', '/bin/bash', '/bin/dash']
  const libraries = files.slice(1).flatMap((file) => {
    const listed = execFileSync('ldd', [file], { encoding: 'utf8' })
    return [...listed.matchAll(/(\/\S+\.so\S*)/g)].map(([, path]) => path)
  })
  for (const file of new Set([...files, ...libraries])) {
    mkdirSync(dirname(join(jail, file)), { recursive: true })
    copyFileSync(file, join(jail, file))
    chmodSync(join(jail, file), 0o755)
  }
  for (const name of applets.split(' ')) symlinkSync('busybox', join(jail, 'bin', name))
  writeFileSync(join(jail, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n')
  execFileSync('mknod', [join(jail, 'dev/null'), 'c', '1', '3'])
  chmodSync(join(jail, 'dev/null'), 0o666)
  symlinkSync('/proc/self/fd', join(jail, 'dev/fd'))
  execFileSync('mount', ['-t', 'proc', 'proc', join(jail, 'proc')])
  return jail
}

function record(jail, name, script) {
  rmSync(join(jail, 'tmp/t'), { recursive: true, force: true })
  mkdirSync(join(jail, 'tmp/t'))
  const run = `cd /tmp/t && exec ${name} -c "$1"`
  const argv = ['-i', 'PATH=/bin', 'HOME=/root', '/usr/sbin/chroot', jail, '/bin/busybox', 'sh', '-c', run, 'x', script]
  const ran = spawnSync('env', argv, { encoding: 'latin1', timeout: 20_000, input: '' })
  const code = ran.signal === null ? ran.status : 128 + { SIGTERM: 15, SIGKILL: 9, SIGSEGV: 11 }[ran.signal]
  return { stdout: ran.stdout, stderr: ran.stderr, code }
}

const scripts = readScripts(await readFile(join(folder, 'scripts.txt'), 'utf8'))
const jail = makeRoot()
try {
  for (const [name, command] of Object.entries(shells)) {
    const recorded = {}
    for (const { script, shells: wanted } of scripts) {
      if (wanted.includes(name)) recorded[script] = record(jail, command, script)
    }
    await writeFile(join(folder, `${name}.json`), `${JSON.stringify(recorded, null, 2)}\n`)
    console.log(`${name}: ${Object.keys(recorded).length}`)
  }
} finally {
  execFileSync('umount', [join(jail, 'proc')])
  rmSync(jail, { recursive: true, force: true })
}

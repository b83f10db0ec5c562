import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { lstat, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { splitWords } from 'libswarm-core'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { isRoot } from './support/privileges.js'
import { findProgram, run, until } from './support/processes.js'
import { startSwarmd, swarmdBin, temporaryFolder } from './support/swarmd.js'

const page = await readFile(new URL('../docs/operating.md', import.meta.url), 'utf8')

/** The units that the page shows, by their names; `swarmd` is where the tests have it. */
const units = new Map(
  [...page.matchAll(/`\/etc\/systemd\/system\/([\w.]+)`:\n\n```ini\n([^]*?)```/g)].map(([, name = '', text = '']) => [
    name,
    text.replace('/opt/swarmd/node_modules/.bin/swarmd', swarmdBin),
  ]),
)
const settingOf = (unit: string, name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(units.get(unit) ?? '')![1]!

describe('docs/operating.md, about sockets and systemd', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  before(async () => {
    folder = await temporaryFolder()
    expect([...units.keys()]).to.deep.equal(['swarmd.socket', 'swarmd.service'])
    for (const [name, text] of units) await writeFile(join(folder.path, name), text)
  })
  after(() => folder.remove())

  describeNeeding(isRoot ? undefined : 'not root', 'has a line', () => {
    it('that makes such a socket', async () => {
      const line = 'npx swarmd --socket-group root --socket-mode 0600 unix://swarmd.sock &'
      expect(page).to.include(`\n${line}\n`)
      const swarmd = await startSwarmd(splitWords(line.replace(/ &$/, '')).slice(2), { cwd: folder.path })
      const { gid, mode } = await lstat(join(folder.path, 'swarmd.sock'))
      expect([gid, mode & 0o777]).to.deep.equal([0, 0o600])
      await swarmd.stop()
    })
  })

  const analyze = findProgram('systemd-analyze')
  describeNeeding(analyze === undefined ? 'systemd-analyze not installed' : undefined, 'has units', () => {
    it('that systemd finds nothing wrong with', async () => {
      const files = [...units.keys()].map((name) => join(folder.path, name))
      const { code, stdout, stderr } = await run(analyze!, ['verify', '--man=no', ...files])
      expect([code, `${stdout.toString()}${stderr.toString()}`]).to.deep.equal([0, ''])
    })
  })

  const activate = findProgram('systemd-socket-activate')
  const missing = activate === undefined ? 'systemd-socket-activate not installed' : dockerMissing()
  describeNeeding(missing, 'has a service', () => {
    it('that serves what its socket unit opens, to the first client that comes', async () => {
      const path = settingOf('swarmd.socket', 'ListenStream').replace('/run', folder.path)
      const words = splitWords(settingOf('swarmd.service', 'ExecStart'))
      const child = spawn(activate!, ['-l', path, ...words], { cwd: folder.path, stdio: ['ignore', 'ignore', 'pipe'] })
      const ended = once(child, 'exit')
      let stderr = ''
      child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
      try {
        await until('systemd listens', () => stderr.includes('Listening on'))
        const { code, stdout } = await docker(`unix://${path}`, ['ps', '--format', '{{.Names}}'])
        expect([code, stdout.split('\n').sort()], stderr).to.deep.equal([0, ['', 'db', 'web']])
      } finally {
        child.kill('SIGTERM')
      }
      expect(await ended).to.deep.equal([0, null])
      expect((await lstat(path)).isSocket()).to.equal(true)
    })
  })
})

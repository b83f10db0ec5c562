import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { isLoopback } from '../core/dist/listen/tcp.js'
import { Authority, opensslMissing } from './support/certificates.js'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { findProgram, run } from './support/processes.js'
import { runSwarmd, startSwarmd, swarmdBin, temporaryFolder, type Swarmd } from './support/swarmd.js'

describe('addresses that other machines reach', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let swarmd: Swarmd | undefined
  before(async () => void (folder = await temporaryFolder()))
  after(() => folder.remove())
  afterEach(async () => {
    await swarmd?.stop('SIGKILL')
    swarmd = undefined
  })
  const real = ['--backend', 'debug --quiet', '--backend', 'forward unix://none.sock']
  const portOf = () => Number(/listening on \w+:\/\/\S+:(\d+)\n/.exec(swarmd!.stderr())?.[1])
  const refusal = (address: string) =>
    `swarmd: refusing to listen: ${address} is reachable from other machines without client authentication; use --tlsverify, listen on localhost or on a unix socket, or insist with --insecure-tcp\n`

  it('are refused, whatever they are called, and nothing is opened (rows 2, 6)', async () => {
    const spelt: Readonly<Record<string, string>> = {
      'tcp://0.0.0.0:0': 'tcp://0.0.0.0:0',
      '0.0.0.0:0': 'tcp://0.0.0.0:0',
      'tcp://[::]:0': 'tcp://[::]:0',
      'tcp://[0:0:0:0:0:0:0:0]:0': 'tcp://[0:0:0:0:0:0:0:0]:0',
      'tcp://[::ffff:0.0.0.0]:0': 'tcp://[::ffff:0.0.0.0]:0',
    }
    for (const [address, shown] of Object.entries(spelt)) {
      const { code, stderr } = await runSwarmd([...real, 'unix://a.sock', address], { cwd: folder.path })
      expect(stderr, address).to.equal(refusal(shown))
      expect(code).to.equal(1)
    }
    expect(await readdir(folder.path)).to.deep.equal([])
  })

  it('are none where the host is left out, as docker reads it, or is loopback in any form (row 6)', async () => {
    for (const ip of ['127.1.2.3', '::1', '0:0:0:0:0:0:0:1', '::1%lo', '::ffff:127.0.0.1', '::ffff:7f00:1']) {
      expect(isLoopback(ip), ip).to.equal(true)
    }
    for (const ip of ['0.0.0.0', '::', '::ffff:0:0', '128.0.0.1', '::2', 'fe80::1%eth0', '1.127.0.0']) {
      expect(isLoopback(ip), ip).to.equal(false)
    }
    const args = ['tcp://:0', 'tcp://127.1.2.3:0']
    swarmd = await startSwarmd(['--backend', 'simulator', ...args], { cwd: folder.path })
    expect(swarmd.stderr()).to.not.include('warning')
    expect(swarmd.stderr()).to.match(/listening on tcp:\/\/127\.0\.0\.1:\d+\n/)
  })

  const needed = ['unshare', 'mount'].filter((program) => findProgram(program) === undefined)
  const missing =
    process.platform !== 'linux' || process.getuid?.() !== 0
      ? 'a mount namespace can be made by root on Linux only'
      : needed.length > 0
        ? `${needed.join(', ')} not installed`
        : undefined
  describeNeeding(missing, 'a localhost that means another machine’s network', () => {
    it('is one of them (row 5)', async () => {
      await writeFile(join(folder.path, 'hosts'), '0.0.0.0 localhost\n')
      const command = 'mount --bind hosts /etc/hosts && exec "$@"'
      const words = [process.execPath, swarmdBin, ...real, 'tcp://localhost:0']
      const { code, stderr } = await run('unshare', ['--mount', 'sh', '-c', command, 'sh', ...words], {
        cwd: folder.path,
      })
      expect(stderr.toString()).to.equal(refusal('tcp://0.0.0.0:0'))
      expect(code).to.equal(1)
    })
  })

  it('are warned of at the start where the operator insists (row 3)', async () => {
    swarmd = await startSwarmd([...real, '--insecure-tcp', 'tcp://0.0.0.0:0'], { cwd: folder.path })
    expect(swarmd.stderr()).to.include(
      'swarmd: warning: tcp://0.0.0.0:0 is reachable from other machines without client authentication: whoever reaches it controls what is behind forward\n',
    )
  })

  it('are warned of on loopback as well, for who else is on this machine (row 4)', async () => {
    swarmd = await startSwarmd([...real, 'tcp://127.0.0.1:0'], { cwd: folder.path })
    expect(swarmd.stderr().split('\n')[0]).to.equal(
      'swarmd: warning: tcp://127.0.0.1:0 is open to every user of this machine: whoever reaches it controls what is behind forward',
    )
  })

  describeNeeding(dockerMissing(), 'for docker info', () => {
    it('are warned of with their real port (row 3)', async () => {
      swarmd = await startSwarmd(['--backend', 'simulator', 'tcp://0.0.0.0:0'])
      const { code, stderr } = await docker(`tcp://127.0.0.1:${portOf()}`, ['info'])
      expect(code).to.equal(0)
      expect(stderr).to.equal(
        `WARNING: API is accessible on http://0.0.0.0:${portOf()} without client authentication; nothing real is behind it\n`,
      )
    })
  })

  describeNeeding(opensslMissing(), 'with TLS', () => {
    it('are refused all the same, unless clients show a certificate', async () => {
      const authority = await Authority.make(folder.path)
      const { cert, key } = await authority.issue('server', { usage: 'serverAuth' })
      const files = ['--tlscert', cert, '--tlskey', key, '--tlscacert', authority.cert]
      for (const flag of ['--tls', '--tlsverify=false']) {
        const { code, stderr } = await runSwarmd([...real, flag, ...files, 'tcp://0.0.0.0:0'], { cwd: folder.path })
        expect(stderr).to.contain(refusal('tls://0.0.0.0:0'))
        expect(code).to.equal(1)
      }
      swarmd = await startSwarmd([...real, '--tlsverify', ...files, 'tcp://0.0.0.0:0'], { cwd: folder.path })
      expect(swarmd.stderr()).to.not.include('reachable')
    })

    it('are those that the config says it of, each for itself', async () => {
      const authority = await Authority.make(join(folder.path, 'own'))
      await authority.issue('server', { usage: 'serverAuth' })
      const files = 'tlscert: own/server.pem, tlskey: own/server-key.pem'
      await writeFile(
        join(folder.path, '.swarmdrc'),
        `
backends: simulator
listen:
- tcp://127.0.0.1:0
- { address: 'tcp://127.0.0.1:0', tlsverify: true, tlscacert: own/ca.pem, ${files} }
- { address: 'tls://127.0.0.1:0', ${files} }
`,
      )
      swarmd = await startSwarmd(['--config', join(folder.path, '.swarmdrc')])
      expect(swarmd.stderr().match(/listening on \w+:/g)).to.deep.equal(
        ['tcp', 'tls', 'tls'].map((s) => `listening on ${s}:`),
      )
    })
  })
})

import { chmod, copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { Authority, openssl, opensslMissing, type Pair } from './support/certificates.js'
import { describeNeeding } from './support/needs.js'
import { findProgram, run } from './support/processes.js'
import { runSwarmd, startSwarmd, swarmdBin, temporaryFolder } from './support/swarmd.js'

describeNeeding(opensslMissing(), 'files of TLS', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let authority: Authority
  let server: Pair
  const at = (name: string) => join(folder.path, name)

  before(async () => {
    folder = await temporaryFolder()
    authority = await Authority.make(at('ca'))
    server = await authority.issue('server', { usage: 'serverAuth' })
    await copyFile(authority.cert, at('ca.pem'))
    await copyFile(server.cert, at('cert.pem'))
    await copyFile(server.key, at('key.pem'))
  })
  after(() => folder.remove())

  const files = (changed: Readonly<Record<string, string>>) => {
    const names = { tlscacert: 'ca.pem', tlscert: 'cert.pem', tlskey: 'key.pem', ...changed }
    return Object.entries(names).flatMap(([flag, file]) => [`--${flag}`, file])
  }
  /** What swarmd says who is started with other files, and does not start. */
  async function complaint(changed: Readonly<Record<string, string>>): Promise<string> {
    const args = ['--tlsverify', ...files(changed), 'unix://a.sock', 'tcp://127.0.0.1:0']
    const { code, stdout, stderr } = await runSwarmd(args, { cwd: folder.path })
    expect([code, stdout]).to.deep.equal([1, ''])
    expect(stderr).to.match(/^swarmd: cannot use the [^\n]*\n$/)
    return stderr.slice('swarmd: cannot use the '.length, -1)
  }

  const named = { tlscacert: 'CA certificate', tlscert: 'TLS certificate', tlskey: 'TLS key' } as const
  describe('that are broken end the start with 1, by name and reason; TLS is never left out (row 20):', () => {
    const broken: Readonly<Record<string, readonly [make: (path: string) => Promise<void>, reason: string]>> = {
      missing: [async () => undefined, 'there is no such file'],
      empty: [(path) => writeFile(path, '\n'), 'it is empty'],
      'a directory': [(path) => mkdir(path).then(), 'it is a directory'],
      'a FIFO': [(path) => run(findProgram('mkfifo')!, [path]).then(), 'it is no regular file'],
      'too big': [
        (path) => writeFile(path, Buffer.alloc(2_000_000, 'x')),
        'it has 2000000 bytes, which is no PEM file',
      ],
      'a link to nothing': [(path) => symlink('nothing', path), 'there is no such file'],
    }
    for (const [title, [make, reason]] of Object.entries(broken)) {
      it(title, async () => {
        const file = title.replaceAll(' ', '-')
        await make(at(file))
        const flags = Object.entries(named)
        const complaints = await Promise.all(flags.map(([flag]) => complaint({ [flag]: file })))
        expect(complaints).to.deep.equal(flags.map(([, name]) => `${name} ${file}: ${reason}`))
      })
    }

    it('garbage', async () => {
      await writeFile(at('garbage'), Buffer.from([0xff, 0, 0x16, 0x80]))
      const block = '-----BEGIN CERTIFICATE-----\nZm9v\n-----END CERTIFICATE-----\n'
      await writeFile(at('half'), (await readFile(at('ca.pem'), 'utf8')) + block)
      expect(await complaint({ tlscacert: 'garbage' })).to.equal(
        'CA certificate garbage: it holds no certificate in PEM',
      )
      expect(await complaint({ tlscert: 'key.pem' })).to.equal(
        'TLS certificate key.pem: it holds no certificate in PEM',
      )
      expect(await complaint({ tlskey: 'cert.pem' })).to.equal('TLS key cert.pem: it holds no private key in PEM')
      expect(await complaint({ tlscacert: 'half' })).to.equal(
        'CA certificate half: the certificate number 2 in it is broken',
      )
    })

    it('a certificate that is cut off', async () => {
      const whole = await readFile(at('ca.pem'), 'utf8')
      await writeFile(at('cut'), whole.slice(0, -30))
      await writeFile(at('cut-chain'), whole + whole.slice(0, 100))
      for (const file of ['cut', 'cut-chain']) {
        expect(await complaint({ tlscacert: file })).to.equal(`CA certificate ${file}: a certificate in it is cut off`)
        expect(await complaint({ tlscert: file })).to.equal(`TLS certificate ${file}: a certificate in it is cut off`)
      }
    })

    it('a key that is encrypted, in either form', async () => {
      await openssl('pkey', '-in', server.key, '-aes128', '-passout', 'pass:x', '-out', at('pkcs8.pem'))
      await openssl('ec', '-in', server.key, '-aes128', '-passout', 'pass:x', '-out', at('old.pem'))
      for (const tlskey of ['pkcs8.pem', 'old.pem']) {
        expect(await complaint({ tlskey })).to.match(/^TLS key \S+: it is encrypted, and nobody is there to type/)
      }
    })

    it('a key of another certificate', async () => {
      const other = await authority.issue('other')
      await copyFile(other.key, at('other.pem'))
      expect(await complaint({ tlskey: 'other.pem' })).to.equal('TLS key other.pem: it is not the key of cert.pem')
    })

    it('a certificate that has expired, of a CA too', async () => {
      const { cert, key } = await authority.issue('old', { days: -1 })
      expect(await complaint({ tlscert: cert, tlskey: key })).to.match(/^TLS certificate \S+: it has expired on \d{4}-/)
      expect(await complaint({ tlscacert: cert })).to.match(/^CA certificate \S+: it has expired on \d{4}-/)
    })

    it('a key that is too short', async () => {
      const cert = at('weak.pem')
      await openssl(
        'req',
        '-x509',
        '-newkey',
        'rsa:512',
        '-nodes',
        '-subj',
        '/CN=x',
        '-keyout',
        at('weak-key.pem'),
        '-out',
        cert,
      )
      expect(await complaint({ tlscert: cert, tlskey: at('weak-key.pem') })).to.match(
        /^TLS certificate \S+: .*too small/,
      )
    })

    it('none named, and none where dockerd looks', async () => {
      const { code, stderr } = await runSwarmd(['--tlsverify', 'tcp://127.0.0.1:0'], { env: { HOME: at('ca') } })
      expect(stderr).to.equal(
        `swarmd: cannot use the TLS certificate ${at('ca/.docker/cert.pem')}: there is no such file\n`,
      )
      expect(code).to.equal(1)
    })

    const notRoot = findProgram('setpriv') === undefined ? 'setpriv (util-linux) not installed' : undefined
    describeNeeding(process.getuid?.() === 0 ? notRoot : undefined, 'one that may not be read', () => {
      it('by this user', async () => {
        await writeFile(at('secret.pem'), 'x', { mode: 0 })
        await chmod(folder.path, 0o755)
        const node = [
          process.execPath,
          swarmdBin,
          '--tlsverify',
          ...files({ tlskey: 'secret.pem' }),
          'tcp://127.0.0.1:0',
        ]
        const drop = process.getuid?.() === 0 ? [findProgram('setpriv')!, '--reuid=65534', '--clear-groups'] : []
        const [program = '', ...args] = [...drop, ...node]
        const { code, stderr } = await run(program, args, { cwd: folder.path })
        expect(stderr.toString()).to.equal('swarmd: cannot use the TLS key secret.pem: it may not be read\n')
        expect(code).to.equal(1)
      })
    })
  })

  it('that are named in the config where nothing speaks TLS end the start, by their place (row 21)', async () => {
    for (const [config, sentence] of [
      ['tlskey: key.pem', ':1:1: "tlskey" requires "tls" or "tlsverify"'],
      ['tls: false\ntlscacert: x', ':2:1: "tlscacert" requires "tls" or "tlsverify"'],
    ] as const) {
      await writeFile(at('idle.yaml'), config)
      const { code, stderr } = await runSwarmd(['--config', 'idle.yaml', 'tcp://127.0.0.1:0'], { cwd: folder.path })
      expect([code, stderr]).to.deep.equal([1, `swarmd: idle.yaml${sentence}\n`])
    }
  })

  it('a key that others may read is a warning (row 22)', async () => {
    await copyFile(server.key, at('open.pem'))
    await chmod(at('open.pem'), 0o644)
    const listen = ['tcp://127.0.0.1:0', 'tcp://[::1]:0']
    const swarmd = await startSwarmd(['--tlsverify', ...files({ tlskey: 'open.pem' }), listen[0]!], {
      cwd: folder.path,
    })
    const { stderr } = await swarmd.stop('SIGKILL')
    const warnings = stderr.split('\n').filter((line) => line.includes('warning: '))
    expect(warnings).to.deep.equal([
      'swarmd: warning: the TLS key open.pem is open to everybody on this machine: its mode is 644, not 600',
    ])
  })

  it('are those in ~/.docker where none are named, as dockerd has it', async () => {
    await mkdir(at('.docker'))
    for (const name of ['ca.pem', 'cert.pem', 'key.pem']) await copyFile(at(name), at(join('.docker', name)))
    for (const flag of ['--tls', '--tlsverify', '--tlsverify=false']) {
      const swarmd = await startSwarmd([flag, 'tcp://127.0.0.1:0'], { env: { HOME: folder.path } })
      const { stderr } = await swarmd.stop('SIGKILL')
      expect(stderr).to.match(/listening on tls:\/\/127\.0\.0\.1:\d+\n/)
    }
  })

  it('a CA that no client is held against is told of', async () => {
    const swarmd = await startSwarmd(['--tls', ...files({}), 'tcp://127.0.0.1:0'], { cwd: folder.path })
    const { stderr } = await swarmd.stop('SIGKILL')
    expect(stderr).to.include(
      'warning: tlscacert is not used: without tlsverify no client is asked for a certificate\n',
    )
  })
})

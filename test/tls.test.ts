import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { Authority, openssl, opensslMissing, selfSigned, type Pair } from './support/certificates.js'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { findProgram, run, until } from './support/processes.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'
import { get, SecureWire, type Identity } from './support/tls-client.js'

describeNeeding(opensslMissing(), 'TLS with client certificates', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let authority: Authority
  let client: Pair
  let swarmd: Swarmd
  let port: number
  const at = (name: string) => join(folder.path, name)
  const files = (cert: string, key: string, ca: string) => ['--tlscacert', ca, '--tlscert', cert, '--tlskey', key]

  before(async () => {
    folder = await temporaryFolder()
    authority = await Authority.make(at('ca'))
    const server = await authority.issue('server', { usage: 'serverAuth' })
    client = await authority.issue('client')
    // What SIGHUP finds changed.
    await copyFile(server.cert, at('cert.pem'))
    await copyFile(server.key, at('key.pem'))
    await copyFile(authority.cert, at('ca.pem'))
    const backends = ['--backend', 'debug --quiet', '--backend', 'simulator web']
    const tls = ['--tlsverify', '--tlscacert', 'ca.pem', '--tlscert', 'cert.pem', '--tlskey', 'key.pem']
    swarmd = await startSwarmd([...backends, ...tls, 'tcp://127.0.0.1:0'], { cwd: folder.path })
    port = Number(/listening on tls:\/\/127\.0\.0\.1:(\d+)/.exec(swarmd.stderr())?.[1])
  })
  after(async () => {
    await swarmd?.stop('SIGKILL')
    await folder.remove()
  })

  const me = (): Identity => ({ port, ca: authority.cert, pair: client })

  it('says where it listens, and nothing else', () => {
    expect(swarmd.stderr()).to.equal(`swarmd: listening on tls://127.0.0.1:${port}\n`)
  })

  describeNeeding(dockerMissing(), 'for docker --tlsverify', () => {
    const as = ({ cert, key }: Pair, args: readonly string[], input = '') =>
      docker(`tcp://127.0.0.1:${port}`, ['--tlsverify', ...files(cert, key, authority.cert), ...args], { input })

    it('lets in who has a certificate of the CA', async () => {
      expect((await as(client, ['ps', '--format', '{{.Names}}'])).stdout).to.equal('web\n')
    })

    it('loses nothing of exec -i behind the end of its input, nor the exit code', async () => {
      const input = 'a line\n'.repeat(300_000)
      const echoed = await as(client, ['exec', '-i', 'web', 'cat'], input)
      expect([echoed.code, echoed.stdout === input]).to.deep.equal([0, true])
      expect((await as(client, ['exec', 'web', 'sh', '-c', 'exit 3'])).code).to.equal(3)
    })

    it('lets nobody else in', async () => {
      const server = { cert: at('cert.pem'), key: at('key.pem') }
      const { code, stdout, stderr } = await as(server, ['ps'])
      expect([code, stdout]).to.deep.equal([1, ''])
      expect(stderr).to.match(/reset by peer|EOF|broken pipe|tls:/)
    })

    it('answers docker without TLS by a sentence (row 51)', async () => {
      const { code, stderr } = await docker(`tcp://127.0.0.1:${port}`, ['ps'])
      expect(code).to.equal(1)
      expect(stderr).to.include('Client sent an HTTP request to an HTTPS server.')
    })
  })

  describe('refuses a client in the handshake, says why in a line, and asks no backend (row 72):', () => {
    const wrong: Readonly<Record<string, readonly [make: () => Promise<Pair | undefined>, reason: RegExp]>> = {
      'no certificate': [async () => undefined, /it has no client certificate/],
      'a self-signed one': [
        () => selfSigned('me', at('self.pem'), at('self-key.pem')),
        /its certificate is self-signed/,
      ],
      'one that has expired': [() => authority.issue('expired', { days: -1 }), /its certificate has expired/],
      'one that is for servers': [
        async () => ({ cert: at('cert.pem'), key: at('key.pem') }),
        /its certificate is not one for clients/,
      ],
      'one of another CA': [
        async () => (await Authority.make(at('other'))).issue('stranger'),
        /its certificate is not signed by the CA/,
      ],
    }
    // A peer of its own for each, whose line none before it holds back.
    let last = 1
    for (const [title, [make, reason]] of Object.entries(wrong)) {
      it(title, async () => {
        const localAddress = `127.0.0.${++last}`
        const pair = await make()
        const printed = swarmd.stdout()
        for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
          const identity = { port, ca: authority.cert, pair }
          const wire = new SecureWire(identity, { localAddress, version })
          wire.write('GET /containers/json HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n')
          expect((await wire.ended).received, version).to.equal('')
        }
        await until('the log says why', () => swarmd.stderr().includes(`from ${localAddress}: `))
        const lines = swarmd
          .stderr()
          .split('\n')
          .filter((line) => line.includes(`from ${localAddress}: `))
        expect(lines[0]).to.match(reason)
        // What came to a backend before this call would be printed before it.
        await get(me(), '/_ping')
        await until('that is printed', () => swarmd.stdout() !== printed)
        expect(swarmd.stdout().slice(printed.length))
          .to.match(/SystemPing/)
          .and.not.match(/ContainerList/)
      })
    }

    it('TLS 1.1', async () => {
      const { code, stderr } = await run(findProgram('openssl')!, [
        's_client',
        ...['-connect', `127.0.0.1:${port}`, '-bind', '127.0.0.21', '-tls1_1', '-cipher', 'DEFAULT@SECLEVEL=0'],
        ...['-cert', client.cert, '-key', client.key],
      ])
      expect(code).to.equal(1)
      expect(stderr.toString()).to.match(/alert protocol version/)
      await until('the log says why', () =>
        /from 127\.0\.0\.21: it speaks no TLS that is new enough/.test(swarmd.stderr()),
      )
    })
  })

  it('does not begin again inside of a connection, and goes on with no session (row 72)', async () => {
    const shown = ['-connect', `127.0.0.1:${port}`, '-cert', client.cert, '-key', client.key]
    const reneg = await run(findProgram('openssl')!, ['s_client', ...shown, '-tls1_2'], { input: 'R\n' })
    expect(reneg.stderr.toString()).to.match(/no renegotiation/)
    for (const version of ['-tls1_2', '-tls1_3']) {
      const session = at(`session${version}`)
      const ask = (...more: readonly string[]) =>
        run(findProgram('openssl')!, ['s_client', ...shown, version, '-ign_eof', ...more], {
          input: 'GET /_ping HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n',
        })
      expect((await ask('-sess_out', session)).stdout.toString()).to.match(/HTTP\/1\.1 200 OK/)
      const again = (await ask(...((await exists(session)) ? ['-sess_in', session] : []))).stdout.toString()
      expect(again)
        .to.match(/^New, /m)
        .and.not.match(/^Reused, /m)
    }
  })

  describe('answers what is no TLS', () => {
    const answer = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'
    const plain = (sent: string) =>
      new Promise<string>((resolve) => {
        let received = ''
        const socket = connect({ port, host: '127.0.0.1' })
        socket.on('data', (chunk: Buffer) => void (received += chunk.toString('latin1')))
        socket.on('error', () => undefined)
        socket.on('close', () => resolve(received))
        socket.write(sent, 'latin1')
      })

    it('by the bytes of dockerd, where Go sees HTTP (row 51)', async () => {
      for (const sent of ['GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n', 'HEAD /', 'PUT / HTTP/1.1\r\n', 'OPTIO']) {
        expect(await plain(sent), sent).to.equal(answer)
      }
    })

    it('by ending the connection, where it does not', async () => {
      for (const sent of ['SSH-2.0-x\r\n', 'DELETE / HTTP/1.1\r\n\r\n', 'PATCH / HTTP/1.1\r\n\r\n', '\0\0\0\0\0']) {
        expect(await plain(sent), sent).to.match(/^(\x15\x03[^]{0,20})?$/)
      }
    })

    it('by at most a line a second, of each peer', async () => {
      const begin = performance.now()
      const before = swarmd.stderr().length
      for (let count = 0; count < 50; count++) await plain('OPTIO')
      const lines = swarmd
        .stderr()
        .slice(before)
        .split('\n')
        .filter((line) => line.includes('127.0.0.1: '))
      expect(lines.length).to.be.at.most(1 + Math.ceil((performance.now() - begin) / 1000))
    })
  })

  describe('at SIGHUP', () => {
    const commonName = async () => {
      const wire = new SecureWire(me())
      await new Promise((resolve) => wire.socket.once('secureConnect', resolve))
      const { subject } = wire.socket.getPeerCertificate()
      wire.socket.destroy()
      return subject.CN
    }
    let events: SecureWire

    before(async () => {
      events = new SecureWire(me()).write('GET /events HTTP/1.1\r\nHost: d\r\n\r\n')
      await events.until(/\r\n\r\n/)
    })
    after(() => void events.socket.destroy())

    it('shows new clients the new certificate, while streams go on', async () => {
      expect(await commonName()).to.equal('server')
      const renewed = await authority.issue('renewed', { usage: 'serverAuth' })
      await copyFile(renewed.key, at('key.pem'))
      await copyFile(renewed.cert, at('cert.pem'))
      swarmd.child.kill('SIGHUP')
      await until('the new one is shown', async () => (await commonName()) === 'renewed')
      const body = JSON.stringify({ Image: 'busybox' })
      const create = new SecureWire(me()).write(
        `POST /containers/create?name=fresh HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      )
      expect((await create.ended).received).to.match(/^HTTP\/1\.1 201 /)
      await events.until(/"Action":"create"/)
    })

    it('keeps what it has when a file is broken, and says so in an error', async () => {
      const good = await readFile(at('cert.pem'))
      await writeFile(at('cert.pem'), 'garbage')
      swarmd.child.kill('SIGHUP')
      const line =
        'error: cannot use the TLS certificate cert.pem: it holds no certificate in PEM; what was read before'
      await until('the log says so', () => swarmd.stderr().includes(line))
      expect(swarmd.stderr().split('error: ')).to.have.length(2)
      expect(await commonName()).to.equal('renewed')
      await writeFile(at('cert.pem'), good)
    })

    it('lets in whom the new CA has signed, and nobody else any more', async () => {
      const next = await Authority.make(at('next'))
      const theirs = await next.issue('their client')
      await copyFile(next.cert, at('ca.pem'))
      swarmd.child.kill('SIGHUP')
      await until('they are let in', () =>
        get({ ...me(), pair: theirs }, '/_ping').then(
          ({ status }) => status === 200,
          () => false,
        ),
      )
      const refused = await get(me(), '/_ping').then(
        () => undefined,
        (error: NodeJS.ErrnoException) => error.code,
      )
      expect(refused).to.be.oneOf(['ECONNRESET', 'EPIPE'])
      expect(swarmd.child.exitCode).to.equal(null)
    })
  })

  describe('at SIGTERM', () => {
    it('ends, connections that say nothing included', async () => {
      const silent = connect({ port, host: '127.0.0.1' })
      await new Promise((resolve) => silent.once('connect', resolve))
      const closed = new Promise((resolve) => silent.once('close', resolve))
      silent.on('error', () => undefined)
      expect((await swarmd.stop()).code).to.equal(0)
      await closed
    })
  })

  async function exists(path: string): Promise<boolean> {
    return readFile(path).then(
      () => true,
      () => false,
    )
  }
})

describeNeeding(opensslMissing(), 'TLS without client certificates', () => {
  it('lets anybody in, and keeps what they send to themselves', async () => {
    const folder = await temporaryFolder()
    const authority = await Authority.make(folder.path)
    const { cert, key } = await authority.issue('server', { usage: 'serverAuth' })
    await openssl('pkey', '-in', key, '-out', join(folder.path, 'plain.pem'))
    const swarmd = await startSwarmd(['--tlscert', cert, '--tlskey', key, 'tls://127.0.0.1:0'])
    try {
      const port = Number(/listening on tls:\/\/127\.0\.0\.1:(\d+)/.exec(swarmd.stderr())?.[1])
      expect(await get({ port, ca: authority.cert }, '/_ping')).to.deep.equal({ status: 200, text: 'OK' })
    } finally {
      await swarmd.stop('SIGKILL')
      await folder.remove()
    }
  })
})

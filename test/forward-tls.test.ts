import { createHash } from 'node:crypto'
import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { Authority, opensslMissing, selfSigned, type Pair } from './support/certificates.js'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { until } from './support/processes.js'
import { runSwarmd, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

describeNeeding(opensslMissing(), 'forward to an engine with TLS', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let authority: Authority
  let other: Authority
  let client: Pair
  let engine: Swarmd
  let port: number
  const running: Swarmd[] = []
  const at = (name: string) => join(folder.path, name)
  let count = 0

  before(async () => {
    folder = await temporaryFolder()
    authority = await Authority.make(at('ca'))
    other = await Authority.make(at('other'))
    client = await authority.issue('client')
    const server = await authority.issue('server', { usage: 'serverAuth' })
    const files = ['--tlscacert', authority.cert, '--tlscert', server.cert, '--tlskey', server.key]
    engine = await startSwarmd(['--backend', 'simulator web', '--tlsverify', ...files, 'tcp://127.0.0.1:0'])
    port = Number(/listening on tls:\/\/127\.0\.0\.1:(\d+)/.exec(engine.stderr())?.[1])
    await mkdir(at('certs'))
    await copyFile(authority.cert, at('certs/ca.pem'))
    await copyFile(client.cert, at('certs/cert.pem'))
    await copyFile(client.key, at('certs/key.pem'))
  })
  after(async () => {
    for (const one of [...running, engine]) await one?.stop('SIGKILL')
    await folder.remove()
  })

  /** A swarmd that forwards, as such words say. */
  const forwarding = async (words: string, env: Readonly<Record<string, string>> = {}) => {
    const socketPath = at(`${++count}.sock`)
    const swarmd = await startSwarmd(['--backend', `forward ${words}`, `unix://${socketPath}`], { env })
    running.push(swarmd)
    return { swarmd, socketPath }
  }
  const messageOf = async (target: { readonly socketPath: string }) => {
    const { status, text } = await call({ ...target, port: undefined }, 'GET /version')
    return [status, (JSON.parse(text) as { message: string }).message] as const
  }
  const mine = () => `--tlscacert ${authority.cert} --tlscert ${client.cert} --tlskey ${client.key}`
  const address = () => `tls://127.0.0.1:${port}`

  it('has its answers, by the files that are named', async () => {
    const { socketPath, swarmd } = await forwarding(`${address()} ${mine()}`)
    const answer = await call({ socketPath, port: undefined }, 'GET /v1.41/containers/json')
    expect(answer.json<{ Names: string[] }[]>()[0]!.Names).to.deep.equal(['/web'])
    expect(swarmd.stderr()).to.equal(`swarmd: listening on unix://${socketPath}\n`)
  })

  it('has them by the files of a folder, or of DOCKER_CERT_PATH', async () => {
    const certs = at('certs')
    for (const [words, env] of [
      [`${address()} --tlscertpath ${certs}`, {}],
      [address(), { DOCKER_CERT_PATH: certs }],
      ['', { DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certs }],
    ] as const) {
      const { socketPath } = await forwarding(words, env)
      expect((await call({ socketPath, port: undefined }, 'GET /version')).status, words).to.equal(200)
    }
  })

  /** The folder of docker's configuration, with a context in use as `docker context create` writes it. */
  const withContext = async (name: string, endpoint: Readonly<Record<string, unknown>>): Promise<string> => {
    const digest = createHash('sha256').update(name).digest('hex')
    const meta = at(`${name}/contexts/meta/${digest}`)
    const material = at(`${name}/contexts/tls/${digest}/docker`)
    await mkdir(meta, { recursive: true })
    await cp(at('certs'), material, { recursive: true })
    await writeFile(join(meta, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker: endpoint } }))
    await writeFile(at(`${name}/config.json`), JSON.stringify({ currentContext: name }))
    return at(name)
  }
  const noHost = { DOCKER_HOST: '', DOCKER_CONTEXT: '', DOCKER_TLS_VERIFY: '', DOCKER_TLS: '', DOCKER_CERT_PATH: '' }

  it('has them by the files of a docker context', async () => {
    const config = await withContext('secured', { Host: `tcp://127.0.0.1:${port}`, SkipTLSVerify: false })
    const { socketPath, swarmd } = await forwarding('', { ...noHost, DOCKER_CONFIG: config })
    expect(swarmd.stderr()).to.contain(`the engine is ${address()}, by the docker context "secured"\n`)
    expect((await call({ socketPath, port: undefined }, 'GET /version')).status).to.equal(200)
  })

  it('is refused by a docker context that leaves the engine unchecked', async () => {
    const config = await withContext('lax', { Host: `tcp://127.0.0.1:${port}`, SkipTLSVerify: true })
    const env = { ...noHost, DOCKER_CONFIG: config }
    const { code, stderr } = await runSwarmd(['--backend', 'forward', `unix://${at('no.sock')}`], { env })
    expect(code).to.equal(2)
    expect(stderr).to.contain('the docker context "lax" leaves the engine\'s certificate unchecked: give its address')
  })

  describeNeeding(dockerMissing(), 'for docker', () => {
    it('loses nothing of exec -i behind the end of its input, nor the exit code', async () => {
      const { socketPath } = await forwarding(`${address()} ${mine()}`)
      const input = 'a line\n'.repeat(300_000)
      const echoed = await docker(`unix://${socketPath}`, ['exec', '-i', 'web', 'cat'], { input })
      expect([echoed.code, echoed.stdout === input]).to.deep.equal([0, true])
      expect((await docker(`unix://${socketPath}`, ['exec', 'web', 'sh', '-c', 'exit 3'])).code).to.equal(3)
    })
  })

  it('passes a WebSocket on', async () => {
    const { socketPath } = await forwarding(`${address()} ${mine()}`)
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13'
    const socket = connect(socketPath)
    let received = ''
    socket.on('data', (chunk: Buffer) => void (received += chunk.toString('latin1')))
    const line = 'GET /containers/web/attach/ws?stream=1&stdout=1 HTTP/1.1'
    socket.write(`${line}\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n\r\n`)
    await until('the connection is a WebSocket', () => received.includes('\r\n\r\n'))
    expect(received).to.match(/^HTTP\/1\.1 101 /)
    socket.destroy()
  })

  describe('says in a warning, and to each call with 502, that the engine', () => {
    const rows: readonly (readonly [what: string, words: () => string, reason: string])[] = [
      [
        'is signed by nobody who is trusted',
        () => `${address()} --tlscert ${client.cert} --tlskey ${client.key}`,
        'its certificate is not signed by a CA that is trusted here (tlscacert)',
      ],
      [
        'is signed by another CA',
        () => `${address()} --tlscacert ${other.cert}`,
        'its certificate is not signed by a CA that is trusted here (tlscacert)',
      ],
      [
        'has another name',
        () => `${address()} ${mine()} --servername engine.example`,
        "its certificate is for another name (Host: engine.example. is not in the cert's altnames: DNS:localhost, IP Address:127.0.0.1; servername)",
      ],
    ]
    for (const [what, words, reason] of rows) {
      it(what, async () => {
        const { swarmd, socketPath } = await forwarding(words())
        const sentence = `cannot connect to the engine at ${address()}: ${reason}`
        expect(await messageOf({ socketPath })).to.deep.equal([502, sentence])
        await until('it has warned', () => swarmd.stderr().includes(`${sentence}; calls fail until it is there`))
      })
    }

    it('wants a certificate, and gets none', async () => {
      const { socketPath } = await forwarding(`${address()} --tlscacert ${authority.cert}`)
      const sentence = 'it wants another certificate than it was shown (tlscert, tlskey)'
      expect(await messageOf({ socketPath })).to.deep.equal([
        502,
        `cannot connect to the engine at ${address()}: ${sentence}`,
      ])
    })

    it('speaks no TLS', async () => {
      const plain = await startSwarmd(['--backend', 'simulator', 'tcp://127.0.0.1:0'])
      running.push(plain)
      const where = `tls://127.0.0.1:${/127\.0\.0\.1:(\d+)/.exec(plain.stderr())![1]}`
      const { socketPath } = await forwarding(`${where} ${mine()}`)
      expect(await messageOf({ socketPath })).to.deep.equal([
        502,
        `cannot connect to the engine at ${where}: it does not speak TLS there`,
      ])
    })
  })

  it('takes the name that the certificate is for, where it is told', async () => {
    const { socketPath } = await forwarding(`${address()} ${mine()} --servername localhost`)
    expect((await call({ socketPath, port: undefined }, 'GET /version')).status).to.equal(200)
  })

  it('asks for no certificate where that is written, and says so at the start and in info', async () => {
    const { swarmd, socketPath } = await forwarding(
      `${address()} --tlscert ${client.cert} --tlskey ${client.key} --tlsverify=false`,
    )
    const sentence = `tlsverify=false: whoever answers at ${address()} is taken for the engine, its certificate is not checked`
    expect(swarmd.stderr()).to.contain(sentence)
    const info = await call({ socketPath, port: undefined }, 'GET /info')
    expect(info.json<{ Name: string; Warnings: string[] }>().Warnings).to.include(sentence)
  })

  describe('ends the start where', () => {
    const rows: readonly (readonly [what: string, words: () => string, sentence: RegExp, code: number])[] = [
      [
        'a file is missing',
        () => `--tlscacert ${at('none.pem')}`,
        /the CA certificates .*none\.pem for the engine: no such file/,
        1,
      ],
      [
        'a file is empty',
        () => `--tlscacert ${at('empty.pem')}`,
        /the CA certificates .*empty\.pem for the engine: it is empty/,
        1,
      ],
      [
        'a file is garbage',
        () => `--tlscacert ${at('garbage.pem')}`,
        /the CA certificates .*garbage\.pem for the engine: it is no PEM/,
        1,
      ],
      [
        'the key is of another certificate',
        () => `--tlscert ${client.cert} --tlskey ${at('alone-key.pem')}`,
        /the key .*alone-key\.pem for the engine: it is the key of another certificate/,
        1,
      ],
      [
        'there is no key',
        () => `--tlscert ${client.cert}`,
        /a certificate needs its key: give both, tlscert and tlskey, or none/,
        2,
      ],
      [
        'there are too many files',
        () => `--tlscertpath ${at('certs')} ${mine()}`,
        /tlscertpath is instead of tlscacert, tlscert and tlskey/,
        2,
      ],
    ]
    for (const [what, words, sentence, code] of rows) {
      it(what, async () => {
        await writeFile(at('empty.pem'), '')
        await writeFile(at('garbage.pem'), 'garbage')
        await selfSigned('alone', at('alone.pem'), at('alone-key.pem'))
        const ended = await runSwarmd(['--backend', `forward ${address()} ${words()}`, `unix://${at('x.sock')}`])
        expect([ended.code, ended.stderr]).to.satisfy(
          ([status, text]: [number, string]) => status === code && sentence.test(text),
          `${ended.code} ${ended.stderr}`,
        )
      })
    }

    it('they are of no use', async () => {
      const ended = await runSwarmd(['--backend', `forward tcp://h ${mine()}`, `unix://${at('x.sock')}`])
      expect(ended.code).to.equal(2)
      expect(ended.stderr).to.contain('options of TLS are for tls://host:port, not tcp://h:2375')
    })
  })
})

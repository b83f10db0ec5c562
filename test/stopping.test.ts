import { readdir, unlink, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { makeProject, type Project } from './support/backends.js'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { until } from './support/processes.js'
import { startSwarmd, type Swarmd } from './support/swarmd.js'

/** Answers a list once the file `go` is there, and says when it was asked and when it ends. */
const holding = `import { existsSync } from 'node:fs'
export const install = (engine) => {
  engine.register('ContainerList', async () => {
    engine.log.info('asked')
    while (!existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 10))
    return [{ Id: 'a', Names: ['/held'] }]
  })
  engine.onClose(() => engine.log.info('ends'))
}`

/** Says what is asked, and hands it on. */
const telling = `export const install = (engine) => {
  engine.catchAll((job) => {
    engine.log.info(job.operation)
    return engine.next.run(job)
  })
}`

const list = 'GET /containers/json HTTP/1.1\r\nHost: d\r\n\r\n'
const upgrade = (protocol: string) => `Host: d\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n`

/** What is done of it takes a moment; the times that it would take otherwise are longer than the limit of each test. */
describe('a signal to end', function () {
  this.timeout(7000)
  let project: Project
  let swarmd: Swarmd
  const running: Swarmd[] = []
  const clients: Client[] = []

  before(async () => {
    project = await makeProject()
    for (const name of ['hold', 'outer']) await project.install(`libswarm-backend-${name}`, holding)
    await project.install('libswarm-backend-tell', telling)
  })
  after(() => project.remove())
  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy()
    await Promise.all(running.splice(0).map((one) => one.stop('SIGKILL')))
    await unlink(project.at('go')).catch(() => undefined)
  })

  async function start(backends: readonly string[], ...args: readonly string[]): Promise<void> {
    const words = backends.flatMap((backend) => ['--backend', backend])
    swarmd = await startSwarmd([...words, ...args, 'unix://a.sock'], { cwd: project.path })
    running.push(swarmd)
  }

  function client(...texts: readonly string[]): Client {
    const one = new Client(project.at('a.sock'), texts.join(''))
    clients.push(one)
    return one
  }

  const closing = async () => {
    swarmd.child.kill('SIGTERM')
    await until('it is closing', () => swarmd.stderr().includes('got SIGTERM, closing'))
  }
  const expectEnd = async (cut: string) => {
    const { code, stderr } = await swarmd.ended
    expect(stderr).to.match(new RegExp(`swarmd: closed${cut}\n$`))
    expect(code).to.equal(0)
    expect((await readdir(project.path)).filter((name) => name.includes('sock'))).to.deep.equal([])
  }

  it('stops accepting at once, and lets a finite call finish, whose connection it then closes', async () => {
    await start(['hold'])
    const idle = client('GET /nothing HTTP/1.1\r\nHost: d\r\n\r\n')
    await idle.until('page not found')
    const [held, behind] = [client(list), client(list, list)]
    await until('both are asked', () => swarmd.stderr().split('asked').length === 3)
    await closing()
    await idle.closed
    const late = client(list)
    await late.closed
    expect(late.text).to.equal('')

    await writeFile(project.at('go'), '')
    for (const { closed } of [held, behind]) await closed
    expect(held.text).to.match(/^HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n[^]*\/held"\]\}\]\n$/)
    // What was sent behind it is not begun.
    expect(behind.text.match(/HTTP\/1\.1/g)).to.have.length(1)
    await expectEnd('')
  })

  it('cuts what does not finish within --shutdown-timeout', async () => {
    await start(['hold'], '--shutdown-timeout', '1')
    const held = client(list)
    await until('it is asked', () => swarmd.stderr().includes('asked'))
    await closing()
    await expectEnd(', 1 call was cut')
    expect(held.text).to.equal('')
  })

  it('cuts all at once with "shutdown-timeout: 0" in the config', async () => {
    await writeFile(project.at('.swarmdrc'), 'shutdown-timeout: 0\nlog-level: debug')
    await start(['hold'])
    await unlink(project.at('.swarmdrc'))
    client(list)
    client(list)
    await until('both are asked', () => swarmd.stderr().split('asked').length === 3)
    await closing()
    await expectEnd(', 2 calls were cut')
  })

  it('waits for no call that is still to arrive: 503 for a body that stands still, nothing for half a head', async () => {
    await start(['simulator web'])
    const head =
      'POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 100\r\n'
    const half = client(head, '\r\n{"Image":')
    const headless = client(head)
    const expecting = client(head, 'Expect: 100-continue\r\n\r\n')
    await expecting.until('100 Continue')
    // What came before is read before what comes later.
    expect((await call({ socketPath: project.at('a.sock'), port: undefined }, 'GET /_ping')).status).to.equal(200)
    await closing()
    for (const { closed } of [half, headless, expecting]) await closed
    expect(half.text).to.match(/^HTTP\/1\.1 503 [^]*Connection: close\r\n/)
    expect(JSON.parse(half.text.split('\r\n\r\n')[1]!)).to.deep.equal({
      message: 'swarmd is ending, and nothing of this call has been done',
    })
    expect(headless.text).to.equal('')
    await expectEnd(', 2 calls were cut')
  })

  it('waits for no client that goes on sending what nobody reads', async () => {
    await start(['simulator web'])
    const sending = client('POST /nothing HTTP/1.1\r\nHost: d\r\nContent-Length: 1000000\r\n\r\n', 'x')
    await sending.until('page not found')
    await closing()
    await sending.closed
    await expectEnd('')
  })

  it('ends streams, and the connections that became something else', async () => {
    const events = 'GET /events HTTP/1.1\r\nHost: d\r\n\r\n'
    const attach = (version: string) =>
      `POST /containers/web/attach?stream=1&stdin=1&stdout=1 HTTP/1.1\r\n${version}\r\n`
    const websocket = [
      `GET /containers/web/attach/ws?stream=1 HTTP/1.1\r\n${upgrade('websocket')}`,
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    ].join('')
    // The one in front passes WebSockets on untouched.
    running.push(await startSwarmd(['--backend', 'simulator web', 'unix://behind.sock'], { cwd: project.path }))
    for (const backend of ['simulator web', `forward unix://${project.at('behind.sock')}`]) {
      await start([backend])
      await call({ socketPath: project.at('a.sock'), port: undefined }, 'POST /containers/web/start')
      const open = [
        [client(events), '200 OK'],
        [client(attach(upgrade('tcp'))), '101 UPGRADED'],
        [client(attach('Host: d\r\nContent-Length: 0\r\n')), '200 OK'],
        [client(websocket), '101 Switching'],
        [client('POST /containers/web/wait HTTP/1.1\r\nHost: d\r\n\r\n'), '200 OK'],
      ] as const
      for (const [one, begun] of open) await one.until(begun)
      await closing()
      for (const [{ closed }] of open) await closed
      const { code, stderr } = await swarmd.ended
      expect(stderr).to.match(/swarmd: closed, 5 calls were cut\n$/)
      expect(code).to.equal(0)
    }
  })

  it('closes the backends, the last one first, after the calls', async () => {
    await start(['outer', 'hold'])
    await swarmd.stop()
    expect(swarmd.stderr()).to.match(
      /closing\n(.*\n)*swarmd: \[hold\] ends\n(.*\n)*swarmd: \[outer\] ends\nswarmd: closed\n$/,
    )
  })

  describeNeeding(dockerMissing(), 'with the docker CLI', () => {
    it('ends `docker events` and `docker attach`, and docker says so', async () => {
      await start(['tell', 'simulator web'])
      const address = `unix://${project.at('a.sock')}`
      await docker(address, ['start', 'web'])
      const commands = [['events'], ['attach', 'web']].map((args) => docker(address, args, { attended: true }))
      await until('both are there', () =>
        /SystemEvents[^]*ContainerAttach|ContainerAttach[^]*SystemEvents/.test(swarmd.stderr()),
      )
      await closing()
      for (const { code } of await Promise.all(commands)) expect(code).to.be.greaterThan(0)
    })
  })
})

/** A raw connection that keeps what it has received. */
class Client {
  readonly socket: Socket
  readonly closed: Promise<void>
  text = ''

  constructor(path: string, request: string) {
    this.socket = connect(path).on('error', () => undefined)
    this.socket.on('data', (chunk: Buffer) => void (this.text += chunk.toString('latin1')))
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()))
    this.socket.write(request)
  }

  until(text: string): Promise<void> {
    return until(`${JSON.stringify(text)} comes`, () => this.text.includes(text), 5000)
  }
}

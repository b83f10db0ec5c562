import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { call } from 'libswarm-core/testing'
import { docker, dockerMissing, type DockerResult } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { until } from './support/processes.js'
import { startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

// For one answer of a server that listens, in ms.
const patience = 20_000

const hasSix = Object.values(networkInterfaces()).some((own) => own?.some(({ address }) => address === '::1'))

describeNeeding(dockerMissing(), 'docker run --publish on a simulated engine', function () {
  this.timeout(60_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let swarmd: Swarmd
  let address: string

  beforeEach(async () => {
    folder = await temporaryFolder()
    address = `unix://${join(folder.path, 'docker.sock')}`
  })
  afterEach(async () => {
    await swarmd.stop()
    await folder.remove()
  })

  const start = async (options = ''): Promise<void> => {
    const words = `simulator --image redis:7 --image busybox ${options}`.trim()
    swarmd = await startSwarmd(['--backend', words, address])
  }
  const cli = (...words: string[]): Promise<DockerResult> => docker(address, words)
  const portOf = async (name: string, port: string): Promise<number> =>
    Number(/:(\d+)\n/.exec((await cli('port', name, port)).stdout)?.[1])

  /** Connects, says PING, and has heard the answer. */
  async function ping(port: number, host = '127.0.0.1'): Promise<Socket> {
    const socket = connect(port, host)
    socket.on('error', () => undefined)
    socket.write('PING\r\n')
    const said = await Promise.race([once(socket, 'data').then(String), once(socket, 'close').then(() => 'nothing')])
    if (said !== '+PONG\r\n') throw new Error(`it says ${said}`)
    return socket
  }
  async function pings(port: number, host?: string): Promise<boolean> {
    return ping(port, host).then(
      (socket) => (socket.destroy(), true),
      () => false,
    )
  }

  /**
   * All of a page. Not by `fetch`: where a connection is closed as soon as it is there, as of a port behind which nobody
   * listens yet, that of Node 20 now and then waits for ever.
   */
  function page(port: number, path: string): Promise<string> {
    const late = delay(patience, undefined, { ref: false }).then(() => {
      throw new Error(`no whole answer to GET ${path} within ${patience} ms`)
    })
    return Promise.race([call({ socketPath: undefined, port }, `GET ${path}`).then(({ text }) => text), late])
  }

  for (const [words, hosts] of [
    [['--publish', '127.0.0.1::6379'], ['127.0.0.1']],
    [
      ['--publish', '6379'],
      ['127.0.0.1', '::1'],
    ],
    [['--publish-all'], ['127.0.0.1', '::1']],
  ] as const) {
    it(`answers for ${words.join(' ')}, until it is stopped`, async () => {
      await start()
      expect((await cli('run', '--detach', '--name', 'cache', ...words, 'redis:7')).code).to.equal(0)
      const port = await portOf('cache', '6379')
      for (const host of hosts.filter((one) => hasSix || one !== '::1'))
        await until(`${host} answers`, () => pings(port, host))
      const { stdout } = await cli('ps', '--format', '{{.Ports}}')
      expect(stdout).to.include(`${hosts.length === 1 ? '127.0.0.1' : '0.0.0.0'}:${port}->6379/tcp`)
      const socket = await ping(port)
      const closed = once(socket, 'close')
      expect((await cli('stop', 'cache')).code).to.equal(0)
      await closed
      expect(await pings(port)).to.equal(false)
      expect((await cli('port', 'cache')).stdout).to.equal('')
    })
  }

  it('shows a page and a file to a client of HTTP, as the image has them and as docker cp has brought them', async () => {
    await start('--image nginx:1.27')
    await cli('run', '--detach', '--name', 'web', '--publish', '127.0.0.1::80', 'nginx:1.27')
    const port = await portOf('web', '80')
    await until('it answers', () =>
      page(port, '/').then(
        (text) => text.includes('Welcome to nginx!'),
        () => false,
      ),
    )
    const large = 'x'.repeat(3_000_000)
    await writeFile(join(folder.path, 'large'), large)
    await cli('cp', join(folder.path, 'large'), 'web:/usr/share/nginx/html/large')
    expect(await page(port, '/large')).to.equal(large)
  })

  it('fails where another process has the port, and leaves the container created', async () => {
    await start()
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const { code, stderr } = await cli('run', '--detach', '--name', 'cache', '--publish', `${port}:6379`, 'redis:7')
    const reason = `Error starting userland proxy: listen tcp4 0.0.0.0:${port}: bind: address already in use`
    const sentence = /driver failed programming external connectivity on endpoint cache \([0-9a-f]{64}\): (.*?)\.?\n/
    expect([code, sentence.exec(stderr)?.[1]]).to.deep.equal([125, reason])
    const format = '{{.State.Status}} {{.State.ExitCode}} {{json .NetworkSettings.Ports}}'
    expect((await cli('inspect', '--format', format, 'cache')).stdout).to.equal('created 128 {}\n')
    taken.close()
    expect((await cli('start', 'cache')).code).to.equal(0)
    await until('it answers', () => pings(port))
  })

  it('listens nowhere with --ports off', async () => {
    await start('--ports off')
    await cli('run', '--detach', '--name', 'cache', '--publish', '6379', 'redis:7')
    expect((await cli('port', 'cache')).stdout).to.equal('6379/tcp -> 0.0.0.0:32768\n6379/tcp -> [::]:32768\n')
    expect((await swarmd.stop()).code).to.equal(0)
  })

  it('does not hold up the end of swarmd', async () => {
    await start()
    await cli('run', '--detach', '--name', 'cache', '--publish', '127.0.0.1::6379', 'redis:7')
    const port = await portOf('cache', '6379')
    await until('it answers', () => pings(port))
    const socket = await ping(port)
    const closed = once(socket, 'close')
    expect((await swarmd.stop()).code).to.equal(0)
    await closed
  })
})

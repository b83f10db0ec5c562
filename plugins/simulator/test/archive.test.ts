import { execFileSync } from 'node:child_process'
import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { act, create, startSimulator } from './support.js'

interface Answered {
  readonly status: number
  readonly stat: unknown
  readonly body: Buffer
}

describe('the files of a container', () => {
  let daemon: TestDaemon
  let folder: string
  before(async () => {
    daemon = await startSimulator()
    folder = await mkdtemp(join(tmpdir(), 'archive-'))
    await create(daemon, 'web')
  })
  after(async () => {
    await daemon.close()
    await rm(folder, { recursive: true })
  })

  /** One call, with bytes as they are. */
  async function ask(method: string, path: string, body?: Uint8Array): Promise<Answered> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ method, path, socketPath: daemon.socketPath, agent: false }, resolve)
      sent.on('error', reject)
      sent.end(body)
    })
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    const header = response.headers['x-docker-container-path-stat']
    const stat: unknown = typeof header === 'string' ? JSON.parse(Buffer.from(header, 'base64').toString()) : undefined
    return { status: response.statusCode ?? 0, stat, body: Buffer.concat(chunks) }
  }

  const archive = (method: string, path: string, body?: Uint8Array, more = ''): Promise<Answered> =>
    ask(method, `/containers/web/archive?path=${encodeURIComponent(path)}${more}`, body)

  const message = ({ body }: Answered): string => (JSON.parse(body.toString()) as { readonly message: string }).message

  /** What `tar` says is in an archive: kind and mode, owner, size and name. */
  const listed = (body: Uint8Array): string[] =>
    execFileSync('tar', ['-tvP', '--numeric-owner', '-f', '-'], { input: body })
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.replace(/^(\S+)\s+(\S+)\s+(\d+) \S+ \S+ /, '$1 $2 $3 '))

  const packed = (...names: readonly string[]): Buffer =>
    execFileSync('tar', ['-C', folder, '--owner=5', '--group=6', '-cf', '-', ...names], { maxBuffer: 2 ** 26 })

  it('are told of by the header of dockerd', async () => {
    const { status, stat, body } = await archive('HEAD', '/etc/passwd')
    expect({ status, length: body.length }).to.deep.equal({ status: 200, length: 0 })
    expect(stat).to.include({ name: 'passwd', mode: 0o644, linkTarget: '' })
    expect((await archive('HEAD', '/etc/')).stat).to.include({ name: 'etc', mode: 2 ** 31 + 0o755 })
    expect((await archive('HEAD', '/')).stat).to.include({ name: '/' })
    expect((await archive('HEAD', 'etc/.')).stat).to.include({ name: '.' })
    expect((await archive('HEAD', '../../etc/../etc/passwd')).stat).to.include({ name: 'passwd' })
    expect((await archive('HEAD', '/none')).status).to.equal(404)
    expect((await ask('HEAD', '/containers/web/archive')).status).to.equal(400)
  })

  it('come as an archive that tar reads', async () => {
    const { status, stat, body } = await archive('GET', '/etc/passwd')
    expect({ status, stat }).to.have.nested.property('stat.name', 'passwd')
    expect(listed(body)).to.have.length(1)
    expect(listed(body)[0]).to.match(/^-rw-r--r-- 0\/0 \d+ passwd$/)
    const etc = listed((await archive('GET', '/etc')).body)
    expect(etc[0]).to.equal('drwxr-xr-x 0/0 0 etc/')
    expect(etc.some((line) => line.endsWith(' etc/passwd'))).to.equal(true)
    expect(listed((await archive('GET', '/etc/.')).body)[0]).to.equal('drwxr-xr-x 0/0 0 ./')
  })

  it('are put into a directory, with owners, modes, links and long names, packed or not', async () => {
    const long = `${'d'.repeat(99)}/${'é'.repeat(80)}`
    await mkdir(join(folder, 'in', 'd'.repeat(99)), { recursive: true })
    await writeFile(join(folder, 'in/run'), 'x'.repeat(100_000), { mode: 0o750 })
    await writeFile(join(folder, 'in', long), 'long')
    await symlink('run', join(folder, 'in/link'))
    for (const [directory, bytes] of [
      ['/tmp', packed('in')],
      ['/home', gzipSync(packed('in'))],
    ] as const) {
      expect((await archive('PUT', directory, bytes)).status).to.equal(200)
      const there = await archive('GET', `${directory}/in`)
      expect(listed(there.body).sort()).to.deep.equal(listed(packed('in')).sort())
      const own = execFileSync('tar', ['-xOf', '-', 'in/run'], { input: there.body, maxBuffer: 2 ** 26 })
      expect(own.toString()).to.equal('x'.repeat(100_000))
      const name = execFileSync('tar', ['-xOf', '-', `in/${long}`], { input: there.body })
      expect(name.toString()).to.equal('long')
    }
    expect((await archive('HEAD', '/tmp/in/link')).stat).to.include({ name: 'link', linkTarget: '/tmp/in/run' })
  })

  it('are all in an export, and those that were changed in the changes', async () => {
    await writeFile(join(folder, 'fresh'), 'fresh')
    await create(daemon, 'changed')
    expect((await call(daemon, 'GET /containers/changed/changes')).text.trim()).to.equal('null')
    const put = await ask('PUT', '/containers/changed/archive?path=/tmp', packed('fresh'))
    expect(put.status).to.equal(200)
    const changes = (await call(daemon, 'GET /containers/changed/changes')).json()
    expect(changes).to.deep.equal([
      { Path: '/tmp', Kind: 0 },
      { Path: '/tmp/fresh', Kind: 1 },
    ])
    const all = listed((await ask('GET', '/containers/changed/export')).body)
    expect(all).to.include('-rw-r--r-- 5/6 5 tmp/fresh')
    expect(all.some((line) => / proc\/./.test(line))).to.equal(false)
  })

  it('stay over the runs of a container, and go with it', async () => {
    for (const doing of ['start', 'stop', 'start']) {
      expect(await act(daemon, `POST /containers/changed/${doing}`)).to.equal(204)
      expect((await ask('HEAD', '/containers/changed/archive?path=/tmp/fresh')).status).to.equal(200)
    }
    expect(await act(daemon, 'DELETE /containers/changed?force=1')).to.equal(204)
    await create(daemon, 'changed')
    expect((await ask('HEAD', '/containers/changed/archive?path=/tmp/fresh')).status).to.equal(404)
  })

  it('are shared where a volume is, which begins with what the image has there', async () => {
    await writeFile(join(folder, 'shared'), 'shared')
    await create(daemon, 'one', { HostConfig: { Binds: ['data:/etc', '/srv/of/the/host:/host'] } })
    await create(daemon, 'two', { HostConfig: { Binds: ['data:/data', '/srv/of/the/host:/own:ro'] } })
    const at = (container: string, path: string): string => `/containers/${container}/archive?path=${path}`
    for (const path of ['/etc', '/host']) {
      expect((await ask('PUT', at('one', path), packed('shared'))).status).to.equal(200)
    }
    expect((await ask('HEAD', at('two', '/data/passwd'))).status).to.equal(200)
    expect((await ask('HEAD', at('two', '/data/shared'))).status).to.equal(200)
    expect((await ask('HEAD', at('two', '/own/shared'))).status).to.equal(200)
    const readOnly = await ask('PUT', at('two', '/own'), packed('fresh'))
    expect([readOnly.status, message(readOnly)]).to.deep.equal([403, 'mounted volume is marked read-only'])
    for (const container of ['one', 'two']) expect(await act(daemon, `DELETE /containers/${container}`)).to.equal(204)
    expect(await act(daemon, 'DELETE /volumes/data')).to.equal(204)
    await create(daemon, 'one', { HostConfig: { Binds: ['data:/data'] } })
    expect((await ask('HEAD', at('one', '/data/shared'))).status, 'of another volume').to.equal(404)
  })

  it('are left as they were by what is no archive, climbs, or does not fit', async () => {
    const climbing = packed('fresh', '--transform', 's,^,../../etc/,', '-P')
    const cases: readonly (readonly [string, Uint8Array, number, RegExp, string?])[] = [
      ['/tmp', Buffer.from('garbage'.repeat(100)), 400, /invalid tar header/],
      ['/tmp', Buffer.from('garbage'), 400, /unexpected EOF/],
      ['/tmp', packed('in').subarray(0, 5000), 400, /unexpected EOF/],
      ['/tmp', climbing, 400, /is outside of "\/tmp"/],
      ['/etc/passwd', packed('fresh'), 400, /extraction point is not a directory/],
      ['/none', packed('fresh'), 404, /Could not find the file \/none in container web/],
      [
        '/',
        packed('fresh', '--transform', 's,fresh,etc,'),
        400,
        /cannot overwrite directory/,
        '&noOverwriteDirNonDir=1',
      ],
    ]
    for (const [path, body, status, sentence, more] of cases) {
      const answered = await archive('PUT', path, body, more)
      expect(answered.status, message(answered)).to.equal(status)
      expect(message(answered)).to.match(sentence)
    }
    expect((await archive('HEAD', '/etc/passwd')).status).to.equal(200)
    expect((await archive('HEAD', '/etc/fresh')).status).to.equal(404)
  })
})

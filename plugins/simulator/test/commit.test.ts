import { execFileSync } from 'node:child_process'
import { request, type IncomingMessage } from 'node:http'
import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { act, create, startSimulator } from './support.js'

interface Inspected {
  readonly Parent: string
  readonly Comment: string
  readonly Author: string
  readonly RepoTags: readonly string[]
  readonly Config: Readonly<Record<string, unknown>>
  readonly RootFS: { readonly Layers: readonly string[] }
}

describe('an image that is made of a container', () => {
  let daemon: TestDaemon
  before(async () => {
    daemon = await startSimulator()
    await create(daemon, 'web', { Env: ['OWN=1'], Cmd: ['sleep', '100'] })
  })
  after(() => daemon.close())

  const commit = (query: string, body: object = {}): ReturnType<typeof call> =>
    call(daemon, `POST /v1.41/commit?container=web&${query}`, { body })
  const inspect = async (name: string): Promise<Inspected> =>
    (await call(daemon, `GET /v1.41/images/${name}/json`)).json()

  it('is asked for with null by docker up to 20.10', async () => {
    expect((await call(daemon, 'POST /v1.41/commit?container=web', { body: null })).status).to.equal(201)
  })

  async function put(container: string, name: string, text: string): Promise<number> {
    const script = 'mkdir d && printf %s "$2" > "d/$1" && tar -C d -cf - "$1"; rm -r d'
    const tar = execFileSync('sh', ['-c', `cd "$(mktemp -d)" && ${script}`, 'sh', name, text])
    const path = `/containers/${container}/archive?path=/tmp`
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ method: 'PUT', path, socketPath: daemon.socketPath, agent: false }, resolve)
      sent.on('error', reject).end(tar)
    })
    return response.resume().statusCode ?? 0
  }
  const has = async (container: string, path: string): Promise<boolean> =>
    (await call(daemon, `HEAD /containers/${container}/archive?path=${path}`)).status === 200

  it('has its files as they were, and its configuration', async () => {
    expect(await put('web', 'kept', 'kept')).to.equal(200)
    const made = await commit('repo=mine&tag=1&comment=why&author=me')
    expect(made.status).to.equal(201)
    const { Id } = made.json<{ readonly Id: string }>()
    const image = await inspect('mine:1')
    expect(image).to.include({ Id, Comment: 'why', Author: 'me' })
    expect(image.Config).to.deep.include({ Env: ['OWN=1', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['sleep', '100'] }) // prettier-ignore
    const base = await inspect(image.Parent)
    expect(image.RootFS.Layers.slice(0, -1)).to.deep.equal(base.RootFS.Layers)
    await put('web', 'later', 'later')
    await create(daemon, 'child', { Image: 'mine:1' })
    expect([await has('child', '/tmp/kept'), await has('child', '/tmp/later')]).to.deep.equal([true, false])
    expect((await call(daemon, 'GET /containers/child/changes')).text.trim()).to.equal('null')
    const changes = (await call(daemon, 'GET /containers/web/changes')).json<readonly { readonly Path: string }[]>()
    expect(changes.map(({ Path }) => Path)).to.deep.equal(['/tmp', '/tmp/kept', '/tmp/later'])
    expect(await act(daemon, 'DELETE /containers/child')).to.equal(204)
    const history = (await call(daemon, 'GET /images/mine:1/history')).json<readonly object[]>()
    expect(history[0]).to.include({ Comment: 'why', CreatedBy: 'sleep 100' })
  })

  it('has what a Dockerfile would change', async () => {
    const lines = [
      'ENV A=b C="d e"', 'ENV OWN 2 3', 'LABEL x="y z"', 'EXPOSE 80 53/udp', 'WORKDIR /srv', 'WORKDIR www', 'USER 5',
      'VOLUME /data', 'ENTRYPOINT ["a", "b"]', 'CMD c d', 'STOPSIGNAL 9', 'ONBUILD RUN x',
    ] // prettier-ignore
    const query = lines.map((line) => `changes=${encodeURIComponent(line)}`).join('&')
    expect((await commit(`repo=changed&${query}`)).status).to.equal(201)
    expect((await inspect('changed')).Config).to.deep.include({
      Env: ['OWN=2 3', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'A=b', 'C=d e'],
      Labels: { x: 'y z' },
      ExposedPorts: { '80/tcp': {}, '53/udp': {} },
      WorkingDir: '/srv/www',
      User: '5',
      Volumes: { '/data': {} },
      Entrypoint: ['a', 'b'],
      Cmd: ['/bin/sh', '-c', 'c d'],
      StopSignal: '9',
      OnBuild: ['RUN x'],
    })
  })

  // The sentences are those of dockerd 20.10.24.
  for (const [query, status, sentence] of [
    ['changes=RUN%20x', 400, 'run is not a valid change command'],
    ['changes=ENV', 400, 'ENV requires at least one argument'],
    ['repo=A', 400, 'invalid reference format: repository name must be lowercase'],
    ['container=none', 404, 'No such container: none'],
  ] as const) {
    it(`is not made with ${query}`, async () => {
      const line = query.startsWith('container') ? `POST /v1.41/commit?${query}` : undefined
      const answered = line === undefined ? await commit(query) : await call(daemon, line, { body: {} })
      expect([answered.status, answered.json<{ readonly message: string }>().message]).to.deep.equal([status, sentence])
    })
  }
})

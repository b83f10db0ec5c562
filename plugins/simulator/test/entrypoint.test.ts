import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { unframe } from './connection.js'
import { eventually, startWith } from './support.js'

describe('a container of an image with an entrypoint script', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startWith({ image: ['postgres', 'node', 'traefik'] })))
  after(() => daemon.close())

  const started = async (body: object): Promise<string> => {
    const { Id } = (await call(daemon, 'POST /containers/create', { body })).json<{ Id: string }>()
    expect((await call(daemon, `POST /containers/${Id}/start`)).status).to.equal(204)
    return Id
  }
  const ran = async (body: object): Promise<[number, ...string[]]> => {
    const id = await started(body)
    const { StatusCode } = (await call(daemon, `POST /containers/${id}/wait`)).json<{ StatusCode: number }>()
    const { text } = await call(daemon, `GET /containers/${id}/logs?stdout=1&stderr=1`)
    return [StatusCode, ...unframe(Buffer.from(text))]
  }
  const shown = async (id: string): Promise<string[]> => {
    const { Processes } = (await call(daemon, `GET /containers/${id}/top`)).json<{
      Processes: string[][]
    }>()
    return Processes.map((row) => row.at(-1)!)
  }

  it('runs the command that it is given, if there is one of that name', async () => {
    expect(await ran({ Image: 'postgres', Cmd: ['echo', 'hi'] })).to.deep.equal([0, '1:hi\n'])
    expect(await ran({ Image: 'postgres', Cmd: ['sh', '-c', 'exit 3'] })).to.deep.equal([3])
    expect(await ran({ Image: 'postgres', Cmd: ['psql', '-l'] })).to.deep.equal([
      127,
      '2:/usr/local/bin/docker-entrypoint.sh: 6: exec: psql: not found\n',
    ])
  })

  it('is the image’s own program, with its options or others', async () => {
    const cases: readonly [image: string, Cmd: string[] | undefined, shown: string][] = [
      ['postgres', undefined, 'postgres'],
      ['postgres', ['-c', 'fsync=off'], 'postgres -c fsync=off'],
      ['postgres', ['postgres', '-d', '1'], 'postgres -d 1'],
      ['node', ['server.js'], 'node server.js'],
      ['postgres', ['sleep', '60'], 'sleep 60'],
    ]
    for (const [Image, Cmd, words] of cases) {
      const id = await started({ Image, Cmd, Env: ['POSTGRES_PASSWORD=x'] })
      await eventually(async () => (await shown(id)).join() === words)
    }
  })
})

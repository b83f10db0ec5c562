import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { unframe } from './connection.js'
import { startWith } from './support.js'

describe('a container of an image with a program of its own', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startWith({ image: ['postgres', 'node', 'traefik', 'hello-world'] })))
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
  const shown = async (body: object): Promise<string[]> => {
    const id = await started(body)
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
      '2:/usr/local/bin/docker-entrypoint.sh: exec: line 47: psql: not found\n',
    ])
  })

  it('is the image’s own program, with its options or others', async () => {
    expect(await shown({ Image: 'postgres' })).to.deep.equal(['postgres'])
    expect(await shown({ Image: 'postgres', Cmd: ['-c', 'fsync=off'] })).to.deep.equal(['postgres -c fsync=off'])
    expect(await shown({ Image: 'postgres', Cmd: ['postgres', '-d', '1'] })).to.deep.equal(['postgres -d 1'])
    expect(await shown({ Image: 'node', Cmd: ['server.js'] })).to.deep.equal(['node server.js'])
    expect(await shown({ Image: 'postgres', Cmd: ['sleep', '60'] })).to.deep.equal(['sleep 60'])
  })

  it('may be one that greets and ends', async () => {
    const [code, ...said] = await ran({ Image: 'hello-world' })
    expect(code).to.equal(0)
    expect(said.slice(0, 2)).to.deep.equal(['1:\n', '1:Hello from Docker!\n'])
    expect(await ran({ Image: 'hello-world', Cmd: ['/hello'] })).to.deep.equal([0, ...said])
  })
})

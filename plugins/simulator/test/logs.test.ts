import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { hijack, unframe } from './connection.js'
import { act, create, eventually, run, startSimulator } from './support.js'

describe('the logs of a container', () => {
  let daemon: TestDaemon

  const logs = async (name: string, query: string): Promise<string[]> =>
    unframe(Buffer.from((await call(daemon, `GET /containers/${name}/logs?${query}`)).text, 'utf8'))

  before(async () => {
    daemon = await startSimulator()
    const script = 'echo one; echo two >&2; echo -n thr; echo ee; echo -n last'
    await run(daemon, 'done', { Cmd: ['sh', '-c', script], Labels: { a: 'b' }, Env: ['C=d e'], HostConfig: noting })
    await run(daemon, 'tty', { Cmd: ['sh', '-c', 'echo one; echo two >&2'], Tty: true })
    await call(daemon, 'POST /containers/done/wait')
    await call(daemon, 'POST /containers/tty/wait')
  })

  const noting = { LogConfig: { Type: 'json-file', Config: { labels: 'a', env: 'C' } } }

  after(() => daemon.close())

  it('are whole lines in frames, of the streams that are asked for', async () => {
    expect(await logs('done', 'stdout=1&stderr=1')).to.deep.equal(['1:one\n', '2:two\n', '1:three\n', '1:last'])
    expect(await logs('done', 'stdout=1')).to.deep.equal(['1:one\n', '1:three\n', '1:last'])
    expect(await logs('done', 'stderr=true')).to.deep.equal(['2:two\n'])
  })

  for (const [tail, count] of [
    ['0', 0],
    ['2', 2],
    ['9', 4],
    ['all', 4],
    ['', 4],
    ['-1', 4],
    ['x', 4],
  ] as const) {
    it(`end with ${count} lines for the tail "${tail}"`, async () => {
      expect(await logs('done', `stdout=1&stderr=1&tail=${tail}`)).to.have.length(count)
    })
  }

  it('have no frames from a terminal, and one stream', async () => {
    expect((await call(daemon, 'GET /containers/tty/logs?stdout=1')).text).to.equal('one\r\ntwo\r\n')
    expect((await call(daemon, 'GET /containers/tty/logs?stderr=1')).text).to.equal('')
  })

  it('tell their media type by the API version', async () => {
    const types = ['v1.41/containers/done', 'v1.42/containers/done', 'containers/done', 'v1.44/containers/tty'].map(
      async (path) => (await call(daemon, `GET /${path}/logs?stdout=1`)).headers['content-type'],
    )
    const type = (kind: string): string => `application/vnd.docker.${kind}-stream`
    expect(await Promise.all(types)).to.deep.equal(['raw', 'multiplexed', 'multiplexed', 'raw'].map(type))
  })

  it('carry times and details', async () => {
    const [line = ''] = await logs('done', 'stderr=1&timestamps=1')
    expect(line).to.match(/^2:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z two\n$/)
    const [detailed = ''] = await logs('done', 'stderr=1&timestamps=1&details=1')
    expect(detailed).to.match(/^2:\S{30} C=d\+e,a=b two\n$/)
    expect(await logs('tty', 'stdout=1')).to.be.an('array')
  })

  it('lie between since and until', async () => {
    const [first = ''] = await logs('done', 'stdout=1&timestamps=1')
    const time = first.slice(2, 32)
    const seconds = Math.floor(Date.parse(time) / 1000)
    const moment = `${seconds}.${time.slice(20, 29)}`
    expect(await logs('done', `stdout=1&until=${moment}`)).to.deep.equal(['1:one\n'])
    expect(await logs('done', `stdout=1&since=${moment}`)).to.have.length(3)
    expect(await logs('done', `stdout=1&since=${seconds + 1000}`)).to.deep.equal([])
    expect(await act(daemon, 'GET /containers/done/logs?stdout=1&since=abc')).to.deep.equal([
      400,
      'strconv.ParseInt: parsing "abc": invalid syntax',
    ])
  })

  it('go on until the container ends, and over its restarts', async () => {
    await run(daemon, 'cat', { Cmd: ['cat'], OpenStdin: true, StdinOnce: true })
    const followed = call(daemon, 'GET /containers/cat/logs?stdout=1&follow=1')
    const client = await hijack(daemon, '/containers/cat/attach?stream=1&stdin=1')
    client.send('a\nb')
    client.end()
    expect(unframe(Buffer.from((await followed).text))).to.deep.equal(['1:a\n', '1:b'])
    const again = await hijack(daemon, '/containers/cat/attach?stream=1&stdin=1')
    await call(daemon, 'POST /containers/cat/start')
    again.send('c\n')
    again.end()
    await eventually(async () => (await logs('cat', 'stdout=1')).length === 3)
    expect(await logs('cat', 'stdout=1')).to.deep.equal(['1:a\n', '1:b', '1:c\n'])
    expect(await logs('cat', 'stdout=1&follow=1')).to.have.length(3)
  })

  it('are none where there are none', async () => {
    await create(daemon, 'fresh')
    await create(daemon, 'mute', { HostConfig: { LogConfig: { Type: 'none' } } })
    expect(await logs('fresh', 'stdout=1&follow=1')).to.deep.equal([])
    expect(await act(daemon, 'GET /containers/mute/logs?stdout=1')).to.deep.equal([
      501,
      'configured logging driver does not support reading',
    ])
    expect(await act(daemon, 'GET /containers/nope/logs')).to.deep.equal([
      400,
      'Bad parameters: you must choose at least one stream',
    ])
    expect(await act(daemon, 'GET /containers/nope/logs?stdout=1')).to.deep.equal([404, 'No such container: nope'])
  })
})

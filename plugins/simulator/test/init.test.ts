import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { hijack } from './connection.js'
import { act, create, eventually, run, startSimulator } from './support.js'

describe('a container with Init', () => {
  let daemon: TestDaemon

  before(async () => {
    daemon = await startSimulator('web')
  })

  after(() => daemon.close())

  const withInit = { HostConfig: { Init: true } }
  const code = async (name: string): Promise<number> =>
    (await call(daemon, `POST /containers/${name}/wait`)).json<{ StatusCode: number }>().StatusCode
  const said = async (name: string): Promise<string> => {
    const { text } = await call(daemon, `GET /containers/${name}/logs?stdout=1&stderr=1`)
    return text.replace(/[\u0000-\u0002]\0{3}[^]{4}/g, '')
  }
  const script = (text: string): object => ({ ...withInit, Cmd: ['sh', '-c', text] })

  it('has docker-init as its first process, and the exit code of its command', async () => {
    await run(daemon, 'first', script('cat /proc/1/comm; tr "\\0" " " < /proc/1/cmdline | cut -c1-23; exit 5'))
    expect([await code('first'), await said('first')]).to.deep.equal([5, 'docker-init\n/sbin/docker-init -- sh\n'])
  })

  it('passes signals on, and goes down by what its command goes down by', async () => {
    await run(daemon, 'trapped', script('trap "exit 7" TERM; echo up; while :; do sleep 0.02; done'))
    await eventually(async () => (await said('trapped')) === 'up\n')
    expect(await act(daemon, 'POST /containers/trapped/stop')).to.equal(204)
    expect(await code('trapped')).to.equal(7)
    await run(daemon, 'plain', { ...withInit, Cmd: ['sleep', 'infinity'] })
    expect(await act(daemon, 'POST /containers/plain/kill?signal=USR1')).to.equal(204)
    expect(await code('plain')).to.equal(138)
  })

  it('reaps what is left without a parent', async () => {
    await run(
      daemon,
      'orphans',
      script('sh -c "sleep 0.01 & sleep 0.01 & exit"; sleep 0.3; ps -o comm | grep -c sleep'),
    )
    expect([await code('orphans'), await said('orphans')]).to.deep.equal([1, '0\n'])
  })

  it('says in the words of tini what cannot be run', async () => {
    await run(daemon, 'absent', { ...withInit, Cmd: ['nosuch'] })
    expect(await code('absent')).to.equal(127)
    expect(await said('absent')).to.match(/^\[FATAL tini \(\d+\)\] exec nosuch failed: No such file or directory\n$/)
    await run(daemon, 'barred', { ...withInit, Cmd: ['/etc/passwd'] })
    expect(await code('barred')).to.equal(126)
  })

  it('has its command in the foreground of its terminal', async () => {
    await create(daemon, 'typed', { ...withInit, Tty: true, OpenStdin: true, Cmd: ['cat'] })
    const client = await hijack(daemon, '/v1.44/containers/typed/attach?stream=1&stdin=1&stdout=1')
    await act(daemon, 'POST /containers/typed/start')
    client.send('x\r')
    await client.until('x\r\nx\r\n')
    client.send('\x03')
    expect(await code('typed')).to.equal(130)
  })
})

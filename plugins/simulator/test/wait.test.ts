import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { act, create, follow, run, startSimulator } from './support.js'

interface Waited {
  readonly StatusCode: number
}

describe('waiting for a container', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startSimulator()))
  after(() => daemon.close())

  const wait = (name: string, query = '', version = ''): ReturnType<typeof follow<Waited>> =>
    follow<Waited>(daemon, `POST ${version}/containers/${name}/wait${query}`)
  const change = (line: string): Promise<unknown> => act(daemon, line)

  it('has the headers at once, and the code when it exits', async () => {
    await run(daemon, 'exits')
    const waiting = await wait('exits')
    expect(waiting.response.statusCode).to.equal(200)
    expect(waiting.response.headers).to.include({ 'content-type': 'application/json' })
    await change('POST /containers/exits/stop')
    expect(await waiting.rest()).to.deep.equal([{ StatusCode: 143 }])
  })

  it('is over at once when it is not running', async () => {
    await create(daemon, 'idle')
    expect(await (await wait('idle')).rest()).to.deep.equal([{ StatusCode: 0 }])
    await run(daemon, 'killed')
    await change('POST /containers/killed/kill')
    expect(await (await wait('killed', '?condition=not-running')).rest()).to.deep.equal([{ StatusCode: 137 }])
  })

  it('lasts until the next exit when that is asked for, also of one that has not started', async () => {
    await create(daemon, 'later')
    const waiting = await wait('later', '?condition=next-exit')
    await change('POST /containers/later/start')
    await change('POST /containers/later/kill?signal=HUP')
    await change('POST /containers/later/kill?signal=INT')
    expect(await waiting.rest()).to.deep.equal([{ StatusCode: 130 }])
  })

  it('lasts until it is removed when that is asked for', async () => {
    await run(daemon, 'removed')
    const waiting = await wait('removed', '?condition=removed')
    await change('POST /containers/removed/stop')
    await change('DELETE /containers/removed')
    expect(await waiting.rest()).to.deep.equal([{ StatusCode: 143 }])
  })

  it('ends with the code of a container that removes itself', async () => {
    await run(daemon, 'itself', { HostConfig: { AutoRemove: true } })
    const waits = await Promise.all(
      ['', '?condition=next-exit', '?condition=removed'].map((query) => wait('itself', query)),
    )
    await change('POST /containers/itself/kill')
    for (const waiting of waits) expect(await waiting.rest()).to.deep.equal([{ StatusCode: 137 }])
  })

  it('ends when it is removed without ever having started', async () => {
    await create(daemon, 'never')
    const waiting = await wait('never', '?condition=next-exit')
    await change('DELETE /containers/never')
    expect(await waiting.rest()).to.deep.equal([{ StatusCode: 0 }])
  })

  it('refuses a condition that is none, from the API version on that has them', async () => {
    await create(daemon, 'condition')
    const line = 'POST /containers/condition/wait?condition=foo'
    expect(await act(daemon, line)).to.deep.equal([400, 'invalid condition: "foo"'])
    const old = await wait('condition', '?condition=foo', '/v1.29')
    expect(await old.rest()).to.deep.equal([{ StatusCode: 0 }])
  })

  it('breaks off when the engine closes', async () => {
    const other = await startSimulator('web')
    const waiting = await follow<Waited>(other, 'POST /containers/web/wait')
    const broken = new Promise((resolve) => waiting.response.on('error', resolve))
    await other.close()
    expect(await broken).to.include({ code: 'ECONNRESET' })
  })

  it('disturbs nothing when the client leaves', async () => {
    await run(daemon, 'left')
    const waiting = await wait('left')
    waiting.leave()
    await change('POST /containers/left/stop')
    expect((await call(daemon, 'GET /containers/left/json')).status).to.equal(200)
  })
})

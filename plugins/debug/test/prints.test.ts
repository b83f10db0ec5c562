import { expect } from 'chai'
import type { InlineBackend, Install } from 'libswarm-core'
import { call, startTestDaemon, type TestDaemon } from 'libswarm-core/testing'
import { record, type Recorder } from './recorder.js'

const fake: Install = (engine) => {
  engine.register('ContainerList', () => [])
  engine.register('ContainerCreate', () => ({ Id: 'abc', Warnings: [] }))
  engine.register('ContainerStart', () => undefined)
  engine.register('ContainerInspect', ({ path }) => {
    throw engine.error('NotFound', `No such container: ${path.id}`)
  })
  engine.register('ContainerTop', () => {
    throw new Error('\u001b[31mbroken\u0085')
  })
  engine.register('SystemEvents', async function* () {
    yield { Type: 'container', Action: 'start', Actor: { Attributes: { api_token: 'hunter2' } } } as const
    yield { Type: 'container', Action: 'die' } as const
  })
}

const behind: InlineBackend = { name: 'fake', install: fake }

describe('what debug prints', () => {
  let debug: Recorder
  let daemon: TestDaemon
  const start = async (options: Parameters<typeof record>[0]) => {
    debug = record(options)
    daemon = await startTestDaemon({ backends: [debug.backend, behind] })
  }
  afterEach(() => daemon.close())

  it('is the job with its body, and its outcome', async () => {
    await start({})
    await call(daemon, 'POST /v1.44/containers/create?name=web', {
      body: { Image: 'busybox', Cmd: ['true'] },
      headers: { 'X-Meta-Team': 'a' },
    })
    await call(daemon, 'GET /containers/json?all=1&limit=5')
    await call(daemon, 'POST /v1.44/containers/web/start')
    expect(debug.lines()).to.deep.equal([
      'TIME #1 --> ContainerCreate create (web) ?name=web v1.44',
      '    X-Meta-Team: a',
      '    {',
      '      "Image": "busybox",',
      '      "Cmd": [',
      '        "true"',
      '      ]',
      '    }',
      'TIME #1 <-- ContainerCreate 201 MS 27 bytes',
      'TIME #2 --> ContainerList containers ?all=1&limit=5',
      'TIME #2 <-- ContainerList 200 MS 3 bytes',
      'TIME #3 --> ContainerStart start (web) v1.44',
      'TIME #3 <-- ContainerStart 204 MS 0 bytes',
    ])
  })

  it('is the kind and the sentence of an error, which the client gets unchanged', async () => {
    await start({})
    const answer = await call(daemon, 'GET /containers/web/json')
    expect([answer.status, answer.json()]).to.deep.equal([404, { message: 'No such container: web' }])
    const unknown = await call(daemon, 'GET /images/json')
    expect([unknown.status, unknown.json()]).to.deep.equal([
      501,
      { message: 'ImageList is not implemented by the backend "fake"' },
    ])
    expect(debug.lines()).to.deep.equal([
      'TIME #1 --> ContainerInspect container_inspect (web)',
      'TIME #1 <-- ContainerInspect NotFound MS: No such container: web',
      'TIME #2 --> ImageList images',
      'TIME #2 <-- ImageList NotImplemented MS: ImageList is not implemented by the backend "fake"',
    ])
  })

  it('is one line a call with --quiet, -v or not', async () => {
    await start({ quiet: true, v: true })
    await call(daemon, 'POST /containers/create?name=web', { body: { Image: 'busybox' } })
    await call(daemon, 'GET /events')
    await call(daemon, 'GET /containers/web/json')
    expect(debug.lines()).to.deep.equal([
      'TIME #1 ContainerCreate create (web) ?name=web: 201 MS 27 bytes',
      'TIME #2 SystemEvents events: 200 MS 121 bytes',
      'TIME #3 ContainerInspect container_inspect (web): NotFound MS: No such container: web',
    ])
  })

  it('has the answers with -v, messages one by one', async () => {
    await start({ v: true })
    await call(daemon, 'POST /containers/create', { body: { Image: 'busybox' } })
    await call(daemon, 'GET /events')
    expect(debug.lines().slice(4)).to.deep.equal([
      'TIME #1 <-- ContainerCreate 201 MS 27 bytes',
      '    {',
      '      "Id": "abc",',
      '      "Warnings": []',
      '    }',
      'TIME #2 --> SystemEvents events',
      'TIME #2 <-- SystemEvents 200 MS stream',
      'TIME #2 <-- SystemEvents body',
      '    {"Type":"container","Action":"start","Actor":{"Attributes":{"api_token":"***"}}}',
      'TIME #2 <-- SystemEvents body',
      '    {"Type":"container","Action":"die"}',
      'TIME #2 <-- SystemEvents ended MS 121 bytes',
    ])
  })

  it('obeys no control characters', async () => {
    await start({ v: true })
    const body = { Image: '\u001b]0;x\u0007\u009b' }
    await call(daemon, 'POST /containers/create?name=%1b[2J%0aGET%e2%80%ae', { body })
    await call(daemon, 'GET /containers/web/top')
    expect(debug.text()).to.include('(\\x1b[2J\\nGET\\u202e)').and.to.include('"\\u001b]0;x\\u0007\\x9b"')
    expect(debug.text()).to.include('Internal MS: fake failed in ContainerTop: \\x1b[31mbroken\\x85\n')
    expect(debug.text().replaceAll('\n', '')).not.to.match(/[\u0000-\u001f\u007f-\u009f\u202e]/)
  })
})

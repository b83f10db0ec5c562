import { expect } from 'chai'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { logsOf } from './services-support.js'
import { startWith } from './support.js'

interface Case {
  readonly image: string
  readonly Cmd?: readonly string[]
  readonly code: number
  readonly said: readonly string[]
}

const noPython = '2:python3: this engine is a simulator, in which no Python is run\n'
const noJavaScript = '2:node: this engine is a simulator, in which no JavaScript is run\n'

const cases: readonly Case[] = [
  { image: 'node:22', Cmd: ['node', '--version'], code: 0, said: ['1:v22\n'] },
  { image: 'node:22', Cmd: ['-v'], code: 0, said: ['1:v22\n'] },
  { image: 'node:22', Cmd: ['node', '-e', 'console.log(1)'], code: 1, said: [noJavaScript] },
  { image: 'node:22', Cmd: ['node', '--no-warnings', '-p', '1'], code: 1, said: [noJavaScript] },
  { image: 'node:22', Cmd: ['sh', '-c', 'echo 1 | node'], code: 1, said: [noJavaScript] },
  { image: 'node:22', code: 0, said: [] },
  { image: 'python:3.13', Cmd: ['python3', '-V'], code: 0, said: ['1:Python 3.13\n'] },
  { image: 'python:3.13', Cmd: ['python3', '-c', 'print(1)'], code: 1, said: [noPython] },
  { image: 'python:3.13', code: 0, said: [] },
  { image: 'golang', Cmd: ['go', 'version'], code: 0, said: ['1:go version go1.24.5 linux/amd64\n'] },
  {
    image: 'golang',
    Cmd: ['go', 'build', '.'],
    code: 1,
    said: ['2:go: this engine is a simulator, in which no Go is built or run\n'],
  },
]

describe('a language in a container', () => {
  let daemon: TestDaemon
  before(async () => void (daemon = await startWith({ image: ['node:22', 'python:3.13', 'golang'] })))
  after(() => daemon.close())

  const started = async (body: object): Promise<string> => {
    const { Id } = (await call(daemon, 'POST /containers/create', { body })).json<{ Id: string }>()
    expect((await call(daemon, `POST /containers/${Id}/start`)).status).to.equal(204)
    return Id
  }

  for (const { image, Cmd, code, said } of cases) {
    it(`ends with ${code}: ${image} ${Cmd?.join(' ') ?? 'without a command'}`, async () => {
      const id = await started({ Image: image, Cmd })
      expect((await call(daemon, `POST /containers/${id}/wait`)).json()).to.deep.include({ StatusCode: code })
      expect(await logsOf(daemon, id)).to.deep.equal(said)
    })
  }

  it('stays up with a program to run, as a server would', async () => {
    for (const [Image, ...Cmd] of [
      ['node:22', 'node', 'server.js', '--version'],
      ['python:3.13', 'python3', '-m', 'app'],
    ]) {
      const id = await started({ Image, Cmd })
      await new Promise((resolve) => setTimeout(resolve, 100))
      const { State } = (await call(daemon, `GET /containers/${id}/json`)).json<{ State: { Status: string } }>()
      expect(State.Status, Image).to.equal('running')
    }
  })
})

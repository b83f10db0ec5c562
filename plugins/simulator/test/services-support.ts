import { request } from 'node:http'
import { call, type TestDaemon } from 'libswarm-core/testing'
import { unframe } from './connection.js'
import { eventually, run } from './support.js'

/** The bytes of an answer: `call` has them as text. */
function bytesOf({ socketPath }: TestDaemon, line: string, body = ''): Promise<Buffer> {
  const [method = 'GET', path = '/'] = line.split(' ')
  const headers = body === '' ? {} : { 'Content-Type': 'application/json' }
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, agent: false, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks)))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** What a container has written, its frames in order. */
export const logsOf = async (daemon: TestDaemon, id: string): Promise<string[]> =>
  unframe(await bytesOf(daemon, `GET /containers/${id}/logs?stdout=1&stderr=1`))

/** Resolves when a container has written something. */
export const untilSaid = (daemon: TestDaemon, id: string, said: RegExp): Promise<void> =>
  eventually(async () => said.test((await logsOf(daemon, id)).join('')))

/** Runs a command in a container: its exit code, and what it wrote, each piece with its stream in front. */
export async function exec(daemon: TestDaemon, id: string, ...Cmd: string[]): Promise<[number, string]> {
  const asked = { body: { Cmd, AttachStdout: true, AttachStderr: true } }
  const { Id } = (await call(daemon, `POST /containers/${id}/exec`, asked)).json<{ Id: string }>()
  const bytes = await bytesOf(daemon, `POST /exec/${Id}/start`, '{"Detach":false}')
  const { ExitCode } = (await call(daemon, `GET /exec/${Id}/json`)).json<{ ExitCode: number }>()
  return [ExitCode, unframe(bytes).join('')]
}

/** Starts a container of an image, as it begins by itself unless told otherwise. */
export const serve = (daemon: TestDaemon, name: string, body: object): Promise<string> =>
  run(daemon, name, { Cmd: undefined, ...body })

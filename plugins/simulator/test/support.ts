import { request, type IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { call, startTestDaemon, type Answered, type TestDaemon } from 'libswarm-core/testing'
import { install, type SimulatorOptions } from 'libswarm-backend-simulator'

/** A daemon with a simulated engine that starts with containers of these names. */
export const startSimulator = (...names: string[]): Promise<TestDaemon> =>
  startWith({ name: names, image: ['busybox'] })

/** A daemon with a simulated engine of these options. */
export function startWith(options: SimulatorOptions): Promise<TestDaemon> {
  return startTestDaemon({ backends: [{ name: 'simulator', install, options, simulated: true }] })
}

/** Creates a container and returns its id. */
export async function create(daemon: TestDaemon, name: string, body: object = {}): Promise<string> {
  const answer = await call(daemon, `POST /containers/create?name=${name}`, {
    body: { Image: 'busybox', Cmd: ['sleep', 'infinity'], ...body },
  })
  if (answer.status !== 201) throw new Error(answer.text)
  return answer.json<{ Id: string }>().Id
}

/** Creates a container, starts it, and returns its id. */
export async function run(daemon: TestDaemon, name: string, body: object = {}): Promise<string> {
  const id = await create(daemon, name, body)
  await call(daemon, `POST /containers/${id}/start`)
  return id
}

/** Runs a script in a container that runs; resolves with what it has written. */
export async function exec(daemon: TestDaemon, name: string, script: string): Promise<string> {
  const body = { Cmd: ['sh', '-c', script], AttachStdout: true, Tty: true }
  const made = await call(daemon, `POST /containers/${name}/exec`, { body })
  const { Id } = made.json<{ Id: string }>()
  return (await call(daemon, `POST /exec/${Id}/start`, { body: { Tty: true } })).text
}

/** The sentence of an answer that is an error. */
export const sentence = (answer: Answered): [number, string] => [
  answer.status,
  answer.json<{ message: string }>().message,
]

/** A call that changes something: its status, and its body where it has one. */
export async function act(daemon: TestDaemon, line: string): Promise<number | [number, string]> {
  const answer = await call(daemon, line)
  return answer.text === '' ? answer.status : sentence(answer)
}

/** An answer that is still going on: its head, its lines of JSON as they come, and the client's leaving. */
export interface Going<T> {
  readonly response: IncomingMessage
  next(): Promise<T | undefined>
  rest(): Promise<T[]>
  leave(): void
}

/** Asks for something that goes on; resolves when the head of the answer is there. */
export function follow<T>(daemon: TestDaemon, line: string): Promise<Going<T>> {
  const [method = 'GET', path = '/'] = line.split(' ')
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: daemon.socketPath, method, path, agent: false }, (response) => {
      const lines = createInterface({ input: response })[Symbol.asyncIterator]()
      const next = async (): Promise<T | undefined> => {
        const line: IteratorResult<string, unknown> = await lines.next()
        return line.done === true ? undefined : (JSON.parse(line.value) as T)
      }
      const rest = async (): Promise<T[]> => {
        const all: T[] = []
        for (let one = await next(); one !== undefined; one = await next()) all.push(one)
        return all
      }
      resolve({ response, next, rest, leave: () => sent.destroy() })
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** Resolves when a condition holds; rejects when it does not within a bound. */
export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('it never came true')
}

/** A filter as clients write it. */
export const filter = (key: string, ...values: string[]): string =>
  `filters=${encodeURIComponent(JSON.stringify({ [key]: values }))}`

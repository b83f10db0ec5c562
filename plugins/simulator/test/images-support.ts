import { call, type Answered, type TestDaemon } from 'libswarm-core/testing'

/** Pulls an image; all that the engine says of it. */
export async function pull(daemon: TestDaemon, name: string, more = ''): Promise<Message[]> {
  const answer = await call(daemon, `POST /images/create?fromImage=${encodeURIComponent(name)}${more}`)
  return linesOf(answer)
}

/** One line of a pull. */
export interface Message {
  readonly status?: string
  readonly id?: string
  readonly progress?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
  readonly error?: string
}

/** The values of an answer that is one on each line. */
export const linesOf = <T>(answer: Answered): T[] =>
  answer.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)

/** What has happened to images: action, id, attributes. */
export async function imageEvents(daemon: TestDaemon): Promise<[string, string, Record<string, string>][]> {
  const until = Math.ceil(Date.now() / 1000) - 1
  const filters = encodeURIComponent(JSON.stringify({ type: ['image'] }))
  const answer = await call(daemon, `GET /events?since=1&until=${until + 2}&filters=${filters}`)
  interface Event {
    readonly Action: string
    readonly Actor: { readonly ID: string; readonly Attributes: Record<string, string> }
  }
  return linesOf<Event>(answer).map(({ Action, Actor }) => [Action, Actor.ID, Actor.Attributes])
}

/** What of an image's inspection tests look at. */
export interface InspectedImage {
  readonly Id: string
  readonly RepoTags: string[]
  readonly RepoDigests: string[]
  readonly Config: Record<string, unknown>
  readonly RootFS: { readonly Type: string; readonly Layers: string[] }
  readonly Size: number
  readonly Architecture: string
}

/** Inspects an image. */
export const inspectImage = async (daemon: TestDaemon, name: string): Promise<InspectedImage> =>
  (await call(daemon, `GET /images/${name}/json`)).json()

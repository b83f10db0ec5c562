/** What a route answers. */
export interface Answer {
  readonly status: number
  /** Its media type. */
  readonly type: string
  readonly body: string
}

/** What a route is asked. */
export interface Asked {
  /** What stands for `{name}` in its path, decoded; empty where the path has none. */
  readonly name: string
  /** The JSON of the body of a route that takes one. */
  readonly body: unknown
}

/** One path of an admin address, as data. */
export interface Route {
  /** GET and HEAD unless given. One that is posted to changes something, and takes JSON. */
  readonly method?: 'POST'
  /** `{name}` in it is any one segment. */
  readonly path: `/${string}`
  /** What it tells, for the list at `/`. */
  readonly describe: string
  answer(asked: Asked): Answer | Promise<Answer>
}

/** Answers a value as JSON. */
export function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json', body: `${JSON.stringify(value)}\n` }
}

/** Refuses with a sentence, in Docker's shape of an error. */
export function refusal(status: number, message: string): Answer {
  return json(status, { message })
}

/** The routes, and one at `/` that lists them. */
export function withIndex(routes: readonly Route[]): readonly Route[] {
  const all: readonly Route[] = [{ path: '/', describe: 'this list', answer: () => json(200, list) }, ...routes]
  const list = Object.fromEntries(all.map((route) => [lineOf(route), route.describe]))
  return all
}

/** How a route is listed. */
export const lineOf = ({ method, path }: Route): string => (method === undefined ? path : `${method} ${path}`)

/** The methods that a route is asked by. */
export const methodsOf = ({ method }: Route): readonly string[] => (method === undefined ? ['GET', 'HEAD'] : [method])

/** What stands for `{name}` where a route has a path, as it was sent; undefined where it has another. */
export function nameIn(route: Route, path: string): string | undefined {
  const [own, asked] = [route.path.split('/'), path.split('/')]
  if (own.length !== asked.length) return undefined
  let name = ''
  for (const [at, segment] of asked.entries()) {
    if (own[at] === '{name}' && segment !== '') name = segment
    else if (own[at] !== segment) return undefined
  }
  return name
}

/** What a route answers. */
export interface Answer {
  readonly status: number
  /** Its media type. */
  readonly type: string
  readonly body: string
}

/** One path of an admin address, as data. Asked by GET or HEAD. */
export interface Route {
  readonly path: `/${string}`
  /** What it tells, for the list at `/`. */
  readonly describe: string
  answer(): Answer | Promise<Answer>
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
  const list = Object.fromEntries(all.map(({ path, describe }) => [path, describe]))
  return all
}

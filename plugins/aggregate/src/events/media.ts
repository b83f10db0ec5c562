import { isOlder } from '../here/versions.js'

/** How a client gets its events. */
export interface Media {
  readonly type: string
  /** What stands before each event: the record separator of RFC 7464, or nothing. */
  readonly before: string
}

const json: Media = { type: 'application/json', before: '' }

/** The types that an API version has brought, besides the one that all have. */
const brought: readonly (readonly [version: string, media: Media])[] = [
  ['1.52', { type: 'application/json-seq', before: '\u001e' }],
  ['1.52', { type: 'application/x-ndjson', before: '' }],
  ['1.53', { type: 'application/jsonl', before: '' }],
]

/** The first type of an `Accept` header that an API version has; `application/json` where there is none. */
export function mediaOf(accept: string | undefined, version: string): Media {
  const offered = [json, ...brought.flatMap(([since, media]) => (isOlder(version, since) ? [] : [media]))]
  for (const range of accept?.split(',') ?? []) {
    const asked = /^\s*([^;\s]*)/.exec(range)![1]!.toLowerCase()
    const found = offered.find(({ type }) => type === asked)
    if (found !== undefined) return found
  }
  return json
}

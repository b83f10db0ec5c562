/** How a client gets its events: the media type, and whether each has a record separator before it (RFC 7464). */
export interface Media {
  readonly type: string
  readonly framing: 'lines' | 'sequence'
}

const json: Media = { type: 'application/json', framing: 'lines' }

const negotiable: readonly (Media & { readonly since: string })[] = [
  { type: 'application/json-seq', framing: 'sequence', since: '1.52' },
  { type: 'application/x-ndjson', framing: 'lines', since: '1.52' },
  { type: 'application/jsonl', framing: 'lines', since: '1.53' },
]

/** What an `Accept` header gets of the types that an API version has; `application/json` where it names none of them. */
export function mediaOf(accept: string | undefined, has: (since: string) => boolean): Media {
  const named = (accept ?? '').split(',').map((range) => range.split(';')[0]!.trim().toLowerCase())
  const candidates = negotiable.filter(({ since }) => has(since))
  for (const type of named) {
    const found = type === json.type ? json : candidates.find((media) => media.type === type)
    if (found !== undefined) return found
  }
  return json
}

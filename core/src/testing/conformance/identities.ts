const keys = new Set(['Id', 'ID', 'Name', 'Names', 'RepoTags'])

/** The ids and names in a JSON text, sorted: what tells two states apart whatever the time. */
export function identities(text: string): string {
  const found: string[] = []
  const collect = (value: unknown, key: string): void => {
    if (typeof value === 'string' && keys.has(key)) found.push(value)
    if (Array.isArray(value)) for (const item of value) collect(item, key)
    else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) collect(item, name)
    }
  }
  collect(parse(text), '')
  return JSON.stringify(found.sort())
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

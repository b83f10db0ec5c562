/** The ports that a filter asks for, such as `80/tcp`, `80`, `90-92/udp`; none where it is refused. */
export function parsePorts(text: string): readonly string[] {
  const [range = '', protocol = 'tcp'] = text.split('/')
  const [start = '', end = start] = range.split('-')
  const [first, last] = [Number(start), Number(end)]
  if (refuse(text) !== undefined) return []
  return Array.from({ length: last - first + 1 }, (_, at) => `${first + at}/${protocol.toLowerCase()}`)
}

/** The sentence that refuses a value of `expose` or `publish`, in Go's words; undefined for a good one. */
export const refusePorts =
  (filter: 'expose' | 'publish') =>
  (text: string): string | undefined => {
    const why = refuse(text)
    return why === undefined ? undefined : `error while looking up for ${filter} ${text}: ${why}`
  }

function refuse(text: string): string | undefined {
  const [range = ''] = text.split('/')
  if (range === '') return 'Empty string specified for ports.'
  const [start = '', end = start] = range.split('-')
  for (const port of [start, end]) {
    const because = refuseNumber(port)
    if (because !== undefined) return `strconv.ParseUint: parsing ${JSON.stringify(port)}: ${because}`
  }
  return Number(end) < Number(start) ? `Invalid range specified for the Port: ${range}` : undefined
}

function refuseNumber(port: string): string | undefined {
  if (!/^\d+$/.test(port)) return 'invalid syntax'
  return Number(port) < 2 ** 16 ? undefined : 'value out of range'
}

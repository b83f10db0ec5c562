/** Whether a port such as `80/tcp` is one of those that filters ask for: `80/tcp`, `80`, `90-92/udp`. */
export function portsAsked(texts: readonly string[]): (port: string) => boolean {
  const asked = texts.filter((text) => refuse(text) === undefined).map(readRange)
  return (port) => {
    const [number = '', protocol] = port.split('/')
    return (
      number !== '' &&
      asked.some((one) => one.protocol === protocol && one.first <= Number(number) && Number(number) <= one.last)
    )
  }
}

function readRange(text: string): { readonly first: number; readonly last: number; readonly protocol: string } {
  const [range = '', protocol = 'tcp'] = text.split('/')
  const [start = '', end = start] = range.split('-')
  return { first: Number(start), last: Number(end), protocol: protocol.toLowerCase() }
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

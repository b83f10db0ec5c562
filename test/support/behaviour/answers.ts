import type { Side } from '../side.js'

/** How a body in chunks is announced. */
export const chunked = 'Transfer-Encoding: chunked'

/** How `docker` asks for a connection of its own. */
export const upgrade = ['Connection: Upgrade', 'Upgrade: tcp']

/** A head, its status 200 OK unless given. */
export function head(headers: readonly string[], status = '200 OK'): string {
  return [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n')
}

/** A head and a body with its length. */
export function whole(body: string, headers: readonly string[] = [], status?: string): string {
  return head([...headers, `Content-Length: ${body.length}`], status) + body
}

/** One chunk. */
export function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`
}

/** What ends a body in chunks. */
export const lastChunk = '0\r\n\r\n'

/** All values of a byte, and what would break a body that is read as text, or as HTTP. */
export const bytes = `${String.fromCharCode(...Array.from({ length: 256 }, (_, at) => at))}\r\n\r\n0\r\n\r\n`

/** A head as a status and its header lines, without `Date` and what is of the connection alone. */
export interface Head {
  readonly status: number
  readonly headers: readonly string[]
}

/** Header lines that are not passed on. */
export const ofTheConnection = /^(connection|keep-alive|transfer-encoding):/i

/** Takes the head of an answer. */
export async function takeHead(client: Side): Promise<Head> {
  const [line = '', ...headers] = (await client.take(/\r\n\r\n/)).trimEnd().split('\r\n')
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(line) ?? []
  return {
    status: Number(status),
    headers: headers.filter((field) => !ofTheConnection.test(field) && !field.startsWith('Date: ')),
  }
}

/** An answer to its end. */
export interface Answer extends Head {
  readonly body: string
}

/** Takes an answer whose length is told, or whose body is in chunks; the body of the latter without them. */
export async function takeAnswer(client: Side): Promise<Answer> {
  const found = await takeHead(client)
  const length = lengthOf(found)
  if (length !== undefined) return { ...found, body: await client.take(length) }
  return { ...found, body: await takeChunks(client) }
}

/** Takes a body in chunks to its last, and what is in them. */
export async function takeChunks(side: Side): Promise<string> {
  let body = ''
  for (;;) {
    const size = parseInt(await side.take(/^[0-9a-f]+\r\n/i), 16)
    const text = await side.take(size + 2)
    if (size === 0) return body
    body += text.slice(0, -2)
  }
}

function lengthOf({ status, headers }: Head): number | undefined {
  if (status === 204 || status === 304) return 0
  const [, length] = /^content-length: (\d+)$/im.exec(headers.join('\n')) ?? []
  return length === undefined ? undefined : Number(length)
}

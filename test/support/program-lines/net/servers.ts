import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { answers, filling, names } from './answers.js'

/** Answers at 127.0.0.1:8080 as the table says. */
export function startAnswering(): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let got = ''
    socket.on('error', () => undefined)
    socket.on('end', () => socket.end())
    socket.on('data', (bytes) => {
      got += bytes.toString('latin1')
      const answer = answerTo(got)
      if (answer === undefined) return
      socket.removeAllListeners('data')
      if (answer !== null) socket.end(answer, 'latin1')
    })
  })
  return new Promise((resolve) => server.listen(8080, '127.0.0.1', resolve))
}

/** What is sent for a request; undefined before all of it has come, `null` for nothing ever. */
function answerTo(request: string): string | null | undefined {
  const end = request.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const length = Number(/^content-length: (\d+)/im.exec(request.slice(0, end))?.[1] ?? 0)
  if (request.length < end + 4 + length) return undefined
  const path = (request.split(' ')[1] ?? '').replace(/\?.*/, '')
  const answer = answers[path] === undefined ? answers['*']! : answers[path]
  if (answer === null) return null
  const text = answer.replace('{request}', () => request).replace('{filling}', 'x'.repeat(filling))
  return request.startsWith('HEAD') ? text.slice(0, text.indexOf('\r\n\r\n') + 4) : text
}

/** A nameserver at 127.0.0.1 that knows the table of names (RFC 1035, 4). */
export function startNaming(): Promise<void> {
  const server = createSocket('udp4')
  server.on('message', (query, from) => {
    const reply = replyTo(query)
    server.send(reply, from.port, from.address)
  })
  return new Promise((resolve) => server.bind(53, '127.0.0.1', resolve))
}

function replyTo(query: Buffer): Buffer {
  const labels: string[] = []
  let at = 12
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += length + 1
  }
  const addresses = names[labels.join('.').toLowerCase()]
  const isAddress = query.readUInt16BE(at + 1) === 1
  const records = isAddress ? (addresses ?? []) : []
  const failed = addresses === undefined ? 3 : 0
  const head = Buffer.from([0x81, 0x80 | failed, 0, 1, 0, records.length, 0, 0, 0, 0])
  const bodies = records.map((address) =>
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 2, 88, 0, 4, ...address.split('.').map(Number)]),
  )
  return Buffer.concat([query.subarray(0, 2), head, query.subarray(12, at + 5), ...bodies])
}

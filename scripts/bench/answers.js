// How an answer is taken, chunk by chunk: each returns what takes the next one; undefined for what is no right answer.

/** What takes nothing more: the answer is there. */
export const whole = () => undefined

/** Takes the head, which comes in one piece, of an answer that is 200. */
export function takeHead(chunk) {
  const end = chunk.indexOf('\r\n\r\n')
  const head = chunk.latin1Slice(0, end)
  if (end < 0 || !head.startsWith('HTTP/1.1 200 ')) return undefined
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? []
  const body = chunk.subarray(end + 4)
  return length === undefined ? takeChunked('')(body) : takeBytes(Number(length))(body)
}

function takeBytes(missing) {
  return (chunk) => {
    if (chunk.length > missing) return undefined
    return chunk.length === missing ? whole : takeBytes(missing - chunk.length)
  }
}

const lastChunk = '\r\n0\r\n\r\n'

function takeChunked(before) {
  return (chunk) => {
    const tail = (before + chunk.latin1Slice(Math.max(0, chunk.length - lastChunk.length))).slice(-lastChunk.length)
    return tail === lastChunk ? whole : takeChunked(tail)
  }
}

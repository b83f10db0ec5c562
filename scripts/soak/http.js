import { request } from 'node:http'
import { Broken } from './wrong.js'

/**
 * Sends a request, and resolves when the head of the answer is there, to `{ status, sent, whole, lines }`: `whole()`
 * resolves to the bytes of the body, `lines()` are its lines as they come. All reject with `Broken` when the connection breaks.
 */
export function open(target, line, { body, agent = false } = {}) {
  const [method, path] = line.split(' ')
  const text = body === undefined ? undefined : JSON.stringify(body)
  const headers =
    text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
  return new Promise((resolve, reject) => {
    const sent = request({ ...target, method, path, headers, agent }, (response) => {
      // Until somebody reads it.
      response.on('error', () => undefined)
      const { statusCode: status } = response
      resolve({ status, sent, whole: () => wholeOf(response, line), lines: () => linesOf(response, line) })
    })
    sent.on('error', (error) => reject(new Broken(`${line}: ${error.message}`)))
    sent.end(text)
  })
}

function wholeOf(response, line) {
  return new Promise((resolve, reject) => {
    const chunks = []
    response.on('data', (chunk) => chunks.push(chunk))
    response.on('end', () => resolve(Buffer.concat(chunks)))
    const broken = (why) => reject(new Broken(`${line}, in the body: ${why}`))
    response.on('error', (error) => broken(error.message))
    response.on('close', () => broken('the connection was closed'))
    if (response.destroyed) broken('the connection was closed')
  })
}

async function* linesOf(response, line) {
  let rest = ''
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop()
      yield* lines
    }
  } catch (thrown) {
    throw new Broken(`${line}, in the body: ${thrown.message}`)
  }
}

import { Agent, request } from 'node:http'

const agents = new Map()

/** One call on a kept connection; resolves to its status, its headers as they came, and its text. Rejects when nothing comes for 20 s. */
export function ask(socketPath, line, body) {
  const [method, path] = line.split(' ')
  if (!agents.has(socketPath)) agents.set(socketPath, new Agent({ keepAlive: true, maxSockets: 32 }))
  const text = body === undefined ? undefined : JSON.stringify(body)
  const headers = text === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': text.length }
  return new Promise((resolve, reject) => {
    const options = { socketPath, method, path, headers, agent: agents.get(socketPath), timeout: 20_000 }
    const sent = request(options, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', reject)
      const { statusCode: status, rawHeaders: headers } = response
      response.on('end', () => resolve({ status, headers, text: Buffer.concat(chunks).toString() }))
    })
    sent.on('timeout', () => sent.destroy(new Error(`${line} was not answered within 20 s`)))
    sent.on('error', reject)
    sent.end(text)
  })
}

/** As `ask`; the answer's JSON. Rejects for a status that is no success. */
export async function act(socketPath, line, body) {
  const { status, text } = await ask(socketPath, line, body)
  if (status >= 300) throw new Error(`${line} was answered with ${status}: ${text.slice(0, 300)}`)
  return text === '' ? undefined : JSON.parse(text)
}

/** Lets go of the connections that were kept. */
export function hangUp() {
  for (const agent of agents.values()) agent.destroy()
  agents.clear()
}

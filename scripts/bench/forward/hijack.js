import { connect } from 'node:net'

const json = JSON.stringify({ Detach: false, Tty: false })

/** What an exec is started with. */
export const startOf = (id) => ({ path: `/v1.41/exec/${id}/start`, body: json })

/** What a container is attached with, which has no body. */
export const attachOf = (id) => ({ path: `/v1.41/containers/${id}/attach?stream=1&stdin=1&stdout=1`, body: '' })

/** Asks for a connection that is to be a raw one. Resolves to its socket. Rejects for an answer that is not 101. */
export function hijack(socketPath, { path, body }) {
  const fields = ['Host: docker', 'Connection: Upgrade', 'Upgrade: tcp', `Content-Length: ${body.length}`]
  if (body !== '') fields.push('Content-Type: application/json')
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath)
    const fail = (reason) => {
      reject(new Error(reason))
      socket.destroy()
    }
    socket.setTimeout(2000, () => fail('it does not answer the upgrade'))
    socket.on('error', ({ message }) => fail(message))
    socket.on('close', () => fail('it closes the connection'))
    socket.once('data', (chunk) => {
      const head = chunk.toString('latin1')
      if (!head.startsWith('HTTP/1.1 101 ')) return fail(`answered ${head.slice(9, 12)} instead of 101`)
      const body = head.slice(head.indexOf('\r\n\r\n') + 4)
      if (body !== '') return fail(`more than a head has come: ${JSON.stringify(body.slice(0, 200))}`)
      socket.setTimeout(0)
      resolve(socket)
    })
    socket.write(`POST ${path} HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n${body}`)
  })
}

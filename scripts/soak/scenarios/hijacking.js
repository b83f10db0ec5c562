import { difference, unframe } from '../frames.js'
import { Broken, hold } from '../wrong.js'

/** Bytes to a command and back. */
export async function execEcho(call) {
  const id = await call.run({ Cmd: ['sleep', '100'] })
  const exec = { Cmd: ['cat'], AttachStdin: true, AttachStdout: true, AttachStderr: true }
  const { Id } = await call.json(201, `POST /containers/${id}/exec`, exec)
  await echo(call, `/exec/${Id}/start`, JSON.stringify({ Detach: false, Tty: false }))
  const { ExitCode, Running } = await call.json(200, `GET /exec/${Id}/json`)
  hold(Running === false && ExitCode === 0, `an exec has ended with ${ExitCode}, Running is ${Running}`)
}

/** Bytes to a container and back. */
export async function attachEcho(call) {
  const id = await call.create({
    Cmd: ['cat'],
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
  })
  const start = () => call.expect(204, `POST /containers/${id}/start`)
  await echo(call, `/containers/${id}/attach?stream=1&stdin=1&stdout=1&stderr=1`, '', start)
  const { StatusCode } = await call.json(200, `POST /containers/${id}/wait`)
  hold(StatusCode === 0, `cat has exited with ${StatusCode}`)
}

/** Sends bytes in pieces on a connection that is taken over, ends its half, and compares what comes back. */
async function echo(call, path, body, before = () => undefined) {
  const raw = await hijack(call, path, body)
  await before()
  const sent = call.dice.bytes(call.dice.chance(0.2) ? call.dice.integer(0, 300_000) : call.dice.integer(0, 3000))
  for (let at = 0; at < sent.length && !raw.ended;) {
    const size = call.dice.integer(1, 20_000)
    await raw.write(sent.subarray(at, (at += size)))
  }
  raw.socket.end()
  const heard = unframe(await raw.end())
  const differs = difference(heard, sent)
  // An end is all that a client hears of a connection that was cut.
  if (heard.length < sent.length && heard.equals(sent.subarray(0, heard.length))) throw new Broken(`echo: ${differs}`)
  hold(differs === undefined, `echo: ${differs}`)
}

/** Asks for a connection, in one of the two ways in which clients do. */
export async function hijack(call, path, body) {
  const raw = call.raw()
  const upgrade = call.dice.chance(0.7)
  const headers = [
    `POST ${path} HTTP/1.1`,
    'Host: soak',
    ...(upgrade ? ['Connection: Upgrade', 'Upgrade: tcp'] : []),
    ...(body === '' ? [] : ['Content-Type: application/json']),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  await raw.write(`${headers.join('\r\n')}\r\n\r\n${body}`)
  const head = (await raw.upTo('\r\n\r\n')).toString('latin1')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1])
  const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? 0)
  call.check(upgrade ? 101 : 200, status, `POST ${path}`, length === 0 ? Buffer.from(head) : await raw.take(length))
  return raw
}

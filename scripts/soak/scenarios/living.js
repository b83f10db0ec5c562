import { frame } from '../frames.js'
import { Broken, hold } from '../wrong.js'

/** A container from its creation to its removal. */
export async function live(call) {
  const [word, code] = [call.dice.word(), call.dice.integer(0, 255)]
  const id = await call.create({ Cmd: ['sh', '-c', `echo ${word}; exit ${code}`] })
  // It is there before the container runs, and ends with it.
  const early = call.dice.chance(0.5)
  const waited = early ? await call.expectHead(200, `POST /containers/${id}/wait?condition=next-exit`) : undefined
  await call.expect(204, `POST /containers/${id}/start`)
  const ended = JSON.parse(await (waited?.whole() ?? call.expect(200, `POST /containers/${id}/wait`)))
  hold(ended.StatusCode === code, `exit code ${ended.StatusCode} instead of ${code}`)
  const logs = await call.expect(200, `GET /containers/${id}/logs?stdout=1`)
  hold(logs.equals(frame(`${word}\n`)), () => `logs: ${JSON.stringify(logs.toString())} instead of ${word}`)
  await call.expect(204, `DELETE /containers/${id}`)
  await call.expect(404, `GET /containers/${id}/json`)
}

/** A creation whose body comes a few bytes at a time. */
export async function createSlowly(call) {
  const raw = call.raw()
  const name = call.name('containers')
  const body = Buffer.from(JSON.stringify({ Image: 'busybox', Cmd: ['true'], Labels: { soak: name } }))
  const head = `POST /containers/create?name=${name} HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\n`
  const text = Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body])
  for (let at = 0; at < text.length && !raw.ended;) {
    const size = call.dice.integer(1, 60)
    await raw.write(text.subarray(at, (at += size)))
    await call.pause(call.dice.integer(1, 20))
  }
  const answer = await raw.answer()
  call.check(201, answer.status, 'POST /containers/create', Buffer.from(answer.text))
  const { Config } = await call.json(200, `GET /containers/${name}/json`)
  hold(Config.Labels.soak === name, 'a container was created with other labels')
}

/** The events of a container, each as it happens. */
export async function hearEvents(call) {
  const name = call.name('containers')
  const filters = encodeURIComponent(JSON.stringify({ container: [name] }))
  const events = await call.expectHead(200, `GET /events?filters=${filters}`)
  await call.create({ Cmd: ['sleep', '100'] }, name)
  for (const what of ['start', 'kill']) await call.expect(204, `POST /containers/${name}/${what}`)
  await call.expect(200, `POST /containers/${name}/wait`)
  await call.expect(204, `DELETE /containers/${name}`)
  const heard = []
  for await (const line of events.lines()) {
    heard.push(JSON.parse(line).Action)
    if (heard.includes('destroy')) break
  }
  if (!heard.includes('destroy')) throw new Broken('GET /events ended')
  const expected = ['create', 'start', 'kill', 'die', 'destroy']
  const own = heard.filter((action) => expected.includes(action))
  hold(own.join() === expected.join(), `events: ${heard.join()}`)
}

/** An image from nowhere, layer by layer. */
export async function pull(call) {
  const name = call.name('images')
  const messages = await call.expect(200, `POST /images/create?fromImage=${name}&tag=latest`)
  const last = messages.toString().trim().split('\n').at(-1)
  const { status } = JSON.parse(last)
  hold(status === `Status: Downloaded newer image for ${name}:latest`, `a pull ended with ${last}`)
  await call.json(200, `GET /images/${name}/json`)
  await call.json(200, `DELETE /images/${name}`)
}

import { frame } from '../frames.js'
import { hold } from '../wrong.js'

const lists = ['/containers/json?all=1', '/images/json', '/networks', '/volumes', '/info', '/version', '/system/df']

/** Lists, in one version of the API or another. */
export async function list(call) {
  const path = call.dice.pick(lists)
  const version = call.dice.pick(['', '/v1.41', '/v1.51'])
  const listed = await call.json(200, `GET ${version}${path}`)
  hold(typeof listed === 'object' && listed !== null, () => `GET ${path}: ${JSON.stringify(listed)}`)
  if (!path.startsWith('/containers')) return
  hold(
    listed.some(({ Names }) => Names[0] === `/${call.seed}`),
    'the list of containers lacks one that is there',
  )
}

/** Looks at what is there, and at what is not. */
export async function inspect(call) {
  const { Name } = await call.json(200, `GET /containers/${call.seed}/json`)
  hold(Name === `/${call.seed}`, `${Name} instead of /${call.seed}`)
  const nobody = call.dice.word()
  const { message } = await call.json(404, `GET /containers/${nobody}/json`)
  hold(message === `No such container: ${nobody}`, message)
}

/** Many calls on one connection, one after the other. */
export async function keepAlive(call) {
  const raw = call.raw()
  for (let count = call.dice.integer(2, 40); count > 0; count--) {
    const nobody = call.dice.word()
    await raw.write(`GET /containers/${nobody}/json HTTP/1.1\r\nHost: soak\r\n\r\n`)
    await answersTo(call, raw, nobody)
  }
  raw.socket.end()
  await raw.end()
}

/** Many requests at once, whose answers have to come in their order. */
export async function pipeline(call) {
  const raw = call.raw()
  const names = Array.from({ length: call.dice.integer(2, 60) }, () => call.dice.word())
  raw.socket.write(names.map((name) => `GET /containers/${name}/json HTTP/1.1\r\nHost: soak\r\n\r\n`).join(''))
  for (const name of names) await answersTo(call, raw, name)
  raw.socket.end()
  hold((await raw.end()).length === 0, 'there are more answers than requests')
}

async function answersTo(call, raw, nobody) {
  const { status, text } = await raw.answer()
  call.check(404, status, `GET /containers/${nobody}/json`, Buffer.from(text))
  hold(text.includes(`No such container: ${nobody}`), `the answer to ${nobody} is ${text}`)
}

/** All output of a container, while it comes. */
export async function followLogs(call) {
  const words = [call.dice.word(), call.dice.word(), call.dice.word()]
  const id = await call.run({ Cmd: ['sh', '-c', `echo ${words[0]}; sleep 0.1; echo ${words[1]}; echo ${words[2]}`] })
  const heard = await call.expect(200, `GET /containers/${id}/logs?follow=1&stdout=1`)
  const said = Buffer.concat(words.map((word) => frame(`${word}\n`)))
  hold(
    heard.equals(said),
    () => `logs: ${JSON.stringify(heard.toString())} instead of ${JSON.stringify(said.toString())}`,
  )
}

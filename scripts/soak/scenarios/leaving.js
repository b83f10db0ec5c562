import { hold } from '../wrong.js'
import { hijack } from './hijacking.js'

/** A client that goes away, wherever it may be in its call, with a word or without. */
export async function goAway(call) {
  const raw = await call.dice.pick(Object.values(phases))(call)
  await call.pause(call.dice.integer(0, 20))
  if (call.dice.chance(0.5) && raw.socket.remoteFamily !== undefined) raw.socket.resetAndDestroy()
  else raw.socket.destroy()
}

// Each leaves a call at another place.
const phases = {
  connected: async (call) => call.raw(),
  head: (call) => started(call, 'GET /containers/json HTTP/1.1\r\nHost: so'),
  asked: (call) => started(call, 'GET /system/df HTTP/1.1\r\nHost: soak\r\n\r\n'),
  body: async (call) => {
    const head = `POST /containers/create?name=${call.name('containers')} HTTP/1.1\r\nHost: soak\r\n`
    return started(call, `${head}Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{"Image":"busy`)
  },
  chunk: (call) => {
    const head = `POST /containers/create?name=${call.name('containers')} HTTP/1.1\r\nHost: soak\r\n`
    return started(call, `${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"Image":`)
  },
  upload: async (call) => {
    const raw = await started(call, 'POST /images/load HTTP/1.1\r\nHost: soak\r\nContent-Length: 10000000\r\n\r\n')
    raw.socket.write(Buffer.alloc(call.dice.integer(0, 100_000)))
    return raw
  },
  waits: (call) =>
    started(call, `POST /containers/${call.seed}/wait HTTP/1.1\r\nHost: soak\r\nContent-Length: 0\r\n\r\n`),
  events: (call) => answered(call, 'GET /events HTTP/1.1\r\nHost: soak\r\n\r\n'),
  logs: (call) => answered(call, `GET /containers/${call.seed}/logs?follow=1&stdout=1 HTTP/1.1\r\nHost: soak\r\n\r\n`),
  stats: (call) => answered(call, `GET /containers/${call.seed}/stats HTTP/1.1\r\nHost: soak\r\n\r\n`),
  pull: (call) => {
    const name = call.name('images')
    return answered(
      call,
      `POST /images/create?fromImage=${name}&tag=latest HTTP/1.1\r\nHost: soak\r\nContent-Length: 0\r\n\r\n`,
    )
  },
  list: (call) => answered(call, 'GET /containers/json?all=1 HTTP/1.1\r\nHost: soak\r\n\r\n'),
  hijacked: async (call) => {
    const exec = { Cmd: ['cat'], AttachStdin: true, AttachStdout: true }
    const { Id } = await call.json(201, `POST /containers/${call.seed}/exec`, exec)
    const raw = await hijack(call, `/exec/${Id}/start`, '{"Detach":false}')
    raw.socket.write(call.dice.bytes(call.dice.integer(0, 5000)))
    return raw
  },
  pipelined: (call) => started(call, 'GET /info HTTP/1.1\r\nHost: soak\r\n\r\n'.repeat(20)),
}

async function started(call, text) {
  const raw = call.raw()
  await raw.write(text)
  return raw
}

async function answered(call, text) {
  const raw = await started(call, text)
  await raw.upTo('\r\n\r\n')
  return raw
}

/** A client that ends its half, and waits for its answer. */
export async function halfClose(call) {
  const raw = call.raw()
  const nobody = call.dice.word()
  raw.socket.end(`GET /containers/${nobody}/json HTTP/1.1\r\nHost: soak\r\n\r\n`)
  const { status, text } = await raw.answer()
  call.check(404, status, `GET /containers/${nobody}/json`, Buffer.from(text))
  hold(text.includes(nobody), `the answer to ${nobody} is ${text}`)
  hold((await raw.end()).length === 0, 'there is more behind the answer')
}

/** Bytes that are no request: refused, or not answered at all. */
export async function sendGarbage(call) {
  const raw = call.raw()
  const begun = call.dice.pick([
    '',
    'GET /info HTTP/1.1\r\nHost: soak\r\nX-\0: ',
    'POST /containers/create HTTP/1.1\r\nHost: soak\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nz\r\n',
    'GET /info HTTP/1.1\r\nHost: soak\r\nHost: other\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  ])
  raw.socket.end(Buffer.concat([Buffer.from(begun, 'latin1'), call.dice.bytes(call.dice.integer(0, 4096))]))
  const heard = (await raw.end()).toString('latin1')
  // The end of it may be lost: a connection is reset where something on it was not read.
  const isRefused = ['HTTP/1.1 4', 'HTTP/1.1 501 '].some((refusal) =>
    refusal.startsWith(heard.slice(0, refusal.length)),
  )
  hold(isRefused, () => `garbage was answered with ${heard.slice(0, 200)}`)
}

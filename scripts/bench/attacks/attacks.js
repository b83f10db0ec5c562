import { randomBytes } from 'node:crypto'
import { act } from '../asking.js'
import { again, openMany, reset } from './lines.js'

// What hostile clients do, by name. Each resolves when it is at its full height, and goes on until the process ends.

const get = (path) => `GET ${path} HTTP/1.1\r\nHost: bench\r\n\r\n`
const post = (path, length) =>
  `POST ${path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`
const list = get('/containers/json?all=1')
const second = 1000

/** 20,000 requests at once on one connection, and again when all of them are answered. */
export async function pipelined(socketPath) {
  const all = get('/_ping').repeat(20_000)
  await again(socketPath, all, 20_000)
}

/** The same on 20 connections, behind a call that never ends. */
export async function stuck(socketPath) {
  await openMany(socketPath, 20, { keep: true }, (socket) =>
    socket.write(get('/events') + get('/_ping').repeat(20_000)),
  )
}

/** Connections that were used once, and do nothing more. */
export const idle = (count) => async (socketPath) => {
  await openMany(socketPath, count, { answered: true }, (socket) => socket.write(get('/_ping')))
}

/** 1,000 requests whose heads come by a byte in a second. */
export async function heads(socketPath) {
  await openMany(socketPath, 1000, { keep: true }, (socket) => {
    socket.write('GET /_ping HTTP/1.1\r\nHost: bench\r\nX: ')
    setInterval(() => socket.write('x'), second)
  })
}

/** 1,000 bodies that come by a byte in a second. */
export async function bodies(socketPath) {
  await openMany(socketPath, 1000, { keep: true }, (socket) => {
    socket.write(post('/containers/create', 1_000_000))
    setInterval(() => socket.write(' '), second)
  })
}

/** 20 bodies of which 15 MiB come at once, and the rest never. */
export async function halves(socketPath) {
  const most = Buffer.alloc(15 * 1024 * 1024, ' ')
  await openMany(socketPath, 20, { keep: true }, (socket) => {
    socket.write(post('/containers/create', 16 * 1024 * 1024))
    return new Promise((resolve) => socket.write(most, resolve))
  })
}

/** 200 readers that ask for a list fifty times and read none of it. */
export async function lists(socketPath) {
  await openMany(socketPath, 200, { keep: true, unread: true }, (socket) => socket.write(list.repeat(50)))
}

/** 200 readers of events that read none, while some 2 MB of events a second happen. */
export async function events(socketPath) {
  await openMany(socketPath, 200, { keep: true, unread: true }, (socket) => socket.write(get('/events')))
  const body = { Image: 'busybox', Labels: { long: 'x'.repeat(10_000) } }
  setInterval(async () => {
    const { Id } = await act(socketPath, 'POST /containers/create', body)
    await act(socketPath, `DELETE /containers/${Id}`)
  }, second / 100)
}

/** 500 connections in a second with 4 KB of garbage each. */
export async function garbage(socketPath) {
  setInterval(() => {
    void openMany(socketPath, 5, {}, (socket) => socket.write(`\0${randomBytes(4096).toString('latin1')}`, 'latin1'))
  }, second / 100)
}

/** 500 clients in a second that ask for events, and are gone when those begin. */
export async function vanishing(socketPath) {
  setInterval(() => {
    void openMany(socketPath, 5, { answered: true }, (socket) => socket.write(get('/events'))).then(reset)
  }, second / 100)
}

import { expect } from 'chai'
import { get, json, post } from '../wire.js'
import { ofTheConnection, takeAnswer, takeHead, whole } from './answers.js'
import type { Way } from './way.js'

export async function headsKeepTheirLength(way: Way): Promise<void> {
  const stat = 'X-Docker-Container-Path-Stat: eyJuYW1lIjoiYSJ9'
  const { client, engine } = await way.ask(get('/v1.41/containers/a/archive?path=%2Fa', [], 'HEAD'))
  engine.answer(whole('', [stat]).replace('Content-Length: 0', 'Content-Length: 1234'))
  const { status, headers } = await takeHead(client)
  expect([status, headers]).to.deep.equal([200, [stat, 'Content-Length: 1234']])
  await way.goesOn(client)
}

export async function answersWithoutABody(way: Way): Promise<void> {
  for (const status of ['204 No Content', '304 Not Modified']) {
    const { client, engine } = await way.ask(post('/v1.41/containers/a/start', []))
    engine.answer(`HTTP/1.1 ${status}\r\nX-A: 1\r\n\r\n`)
    expect(await takeAnswer(client)).to.deep.equal({
      status: Number(status.slice(0, 3)),
      headers: ['X-A: 1'],
      body: '',
    })
    await way.goesOn(client)
  }
}

export async function passesLongHeaders(way: Way): Promise<void> {
  for (const kilobytes of [12, 20, 60]) {
    const field = `X-Registry-Config: ${'r'.repeat(kilobytes * 1024)}`
    const { client, engine, headers } = await way.ask(post('/v1.41/build?t=a', [field]))
    expect(headers.includes(field)).to.equal(true)
    engine.answer(whole('{}'))
    expect((await takeAnswer(client)).status).to.equal(200)
  }
}

/** Requests with paths that mean what they say, each beside what the engine is asked. */
const clean: Readonly<Record<string, string>> = {
  '/images/a%2Fb/json?k=1&f=%7B%22a%22%3A%5B%22b%2Fc%22%5D%7D':
    '/images/a/b/json?k=1&f=%7B%22a%22%3A%5B%22b%2Fc%22%5D%7D',
  '/v1.41/images/r.example:5000/a%2fb@sha256:0a/json': '/v1.41/images/r.example:5000/a/b@sha256:0a/json',
  '/v1.41/images/d%20e/json?x=%zz&x=+&y': '/v1.41/images/d%20e/json?x=%zz&x=+&y',
  '/v1.41/containers/a%3Fb%23c/json?path=../..//x': '/v1.41/containers/a%3Fb%23c/json?path=../..//x',
  '/v1.41/images/a%252Fb/json': '/v1.41/images/a%252Fb/json',
}

/** Requests with paths that mean something else to each who reads them, and where they are sent instead. */
const unclean: Readonly<Record<string, string>> = {
  '/v1.41//containers/json?all=1': '/v1.41/containers/json?all=1',
  '/images/a%2Fb//c/../d%20e/json?k=1': '/images/a/b/d%20e/json?k=1',
  '/containers/./json': '/containers/json',
  '/containers/%2e%2e/images/json': '/images/json',
}

// An engine routes by the decoded path, and so it is decoded once here: what a client meant is asked for, with its query as
// it was written. What dockerd answers by a redirect is answered here; the engine does not hear of it (core's `match.ts`).
export async function passesPaths(way: Way): Promise<void> {
  for (const [path, asked] of Object.entries(clean)) {
    const { client, engine, line } = await way.ask(get(path))
    expect(line).to.equal(`GET ${asked} HTTP/1.1`)
    engine.answer(whole('{}'))
    await takeAnswer(client)
  }
  const client = way.client()
  for (const [path, location] of Object.entries(unclean)) {
    client.say(get(path))
    const { status, headers } = await takeAnswer(client)
    const told = headers.find((field) => field.startsWith('Location: '))
    expect([path, status, told]).to.deep.equal([path, 301, `Location: ${location}`])
  }
}

// `X-Swarmd-Hops` is the one that a client did not send (docs/decisions/0005-forwarding-counts-its-hops.md).
export async function passesRequestHeaders(way: Way): Promise<void> {
  const sent = [
    'x-abc: 1',
    'User-Agent: compat/1',
    'content-length: 2',
    'X-ABC: 2',
    json,
    'Accept-Encoding: gzip',
    'a: ü',
  ]
  const own = ['Connection: keep-alive, X-Mine', 'X-Mine: 1', 'Keep-Alive: timeout=5', 'TE: trailers']
  const request = post('/v1.41/containers/create', [...own, ...sent], '{}')
  const { client, engine, headers } = await way.ask(request)
  const passed = headers.filter((field) => !/^connection:/i.test(field))
  expect(passed).to.deep.equal(['Host: d', ...sent, 'X-Swarmd-Hops: 1'])
  await engine.take(2)
  engine.answer(whole('{}'))
  await takeAnswer(client)
}

export async function passesAnswerHeaders(way: Way): Promise<void> {
  const sent = [
    'Api-Version: 1.41',
    'x-lower: a',
    'X-UPPER: ü',
    'Set-Cookie: a=1',
    'set-cookie: b=2',
    'X-Lower: c',
    'Server: Docker/20.10.24 (linux)',
    'Date: Sat, 01 Jan 2000 00:00:00 GMT',
    json,
  ]
  const { client, engine } = await way.ask(get('/v1.41/info'))
  engine.answer(whole('{}', sent))
  const [, ...headers] = (await client.take(/\r\n\r\n/)).trimEnd().split('\r\n')
  expect(headers.filter((field) => !ofTheConnection.test(field))).to.deep.equal([...sent, 'Content-Length: 2'])
}

// The second waits until the first is answered (docs/lifecycle.md), however long others are served meanwhile.
export async function answersInOrder(way: Way): Promise<void> {
  const paths = ['/v1.41/containers/json', '/v1.41/images/json']
  const client = way.client().say(paths.map((path) => get(path)).join(''))
  for (const path of paths) {
    const { engine, line } = await way.asked()
    expect(line).to.equal(`GET ${path} HTTP/1.1`)
    await way.goesOn(way.client())
    engine.answer(whole(`["${path}"]`))
  }
  for (const path of paths) expect((await takeAnswer(client)).body).to.equal(`["${path}"]`)
}

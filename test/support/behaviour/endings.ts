import { expect } from 'chai'
import { isWhole } from '../hearing.js'
import { get, json, post } from '../wire.js'
import { chunk, chunked, head, lastChunk, takeAnswer } from './answers.js'
import type { Way } from './way.js'

export async function breaksOffInChunks(way: Way): Promise<void> {
  const { client, engine } = await way.ask(get('/v1.41/containers/json'))
  engine.say(head([json, chunked]) + chunk('[{"part"'))
  const heard = await client.take(/part"\r\n/)
  engine.leave()
  const all = heard + (await client.rest())
  expect(all).to.match(/^HTTP\/1\.1 200 [^]*\r\n8\r\n\[\{"part"\r\n$/)
  expect(isWhole(all)).to.equal(false)
}

export async function breaksOffInALength(way: Way): Promise<void> {
  const { client, engine } = await way.ask(get('/v1.41/containers/json'))
  engine.say(`${head([json, 'Content-Length: 100'])}[{"part"`)
  const heard = await client.take(/part"/)
  engine.leave()
  const all = heard + (await client.rest())
  expect(all).to.match(/^HTTP\/1\.1 200 [^]*\r\nContent-Length: 100\r\n[^]*\r\n\r\n\[\{"part"$/)
}

// A client that sees its connection closed cannot tell why: 502 in a sentence is what was decided (README of forward).
export async function closesBeforeItAnswers(way: Way): Promise<void> {
  for (const path of ['/v1.41/containers/a/start', '/v1.41/containers/a/wait', '/v1.41/containers/a/attach']) {
    const { client, engine } = await way.ask(post(path, []))
    engine.leave()
    const { status, headers, body } = await takeAnswer(client)
    expect([status, headers[0]]).to.deep.equal([502, json])
    expect((JSON.parse(body) as { message: string }).message).to.match(
      /^the engine at unix:\/\/\S+ closed the connection before it answered$/,
    )
  }
}

// Those that are announced; what is not may be dropped by whoever frames anew (RFC 9112 section 7.1.2).
export async function passesTrailers(way: Way): Promise<void> {
  const { client, engine } = await way.ask(get('/v1.41/containers/json', ['TE: trailers']))
  engine.answer(`${head([json, 'Trailer: X-Sum, X-Count', chunked])}${chunk('[]')}0\r\nX-Sum: 1\r\nX-Count: 2\r\n\r\n`)
  expect(await client.take(/\r\n0\r\n[^]*\r\n\r\n/)).to.match(
    /^HTTP\/1\.1 200 [^]*\r\n\r\n2\r\n\[\]\r\n0\r\nX-Sum: 1\r\nX-Count: 2\r\n\r\n$/,
  )
  await way.goesOn(client)
}

// HTTP/1.1 goes on, so that what only a close has ended is in chunks; to a client of HTTP/1.0 it is as it came.
export async function endsByAClose(way: Way): Promise<void> {
  const { client, engine } = await way.ask(get('/v1.41/containers/json'))
  engine.end('HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n[{"Id":"a"}]')
  expect(await takeAnswer(client)).to.deep.equal({ status: 200, headers: [json], body: '[{"Id":"a"}]' })
  await way.goesOn(client)

  const older = await way.ask(get('/v1.41/containers/json').replace('HTTP/1.1', 'HTTP/1.0'))
  older.engine.answer(head([json, chunked]) + chunk('[{"Id":"a"}]') + lastChunk)
  expect(await older.client.rest()).to.match(/^HTTP\/1\.1 200 [^]*\r\nConnection: close\r\n\r\n\[\{"Id":"a"\}\]$/)
}

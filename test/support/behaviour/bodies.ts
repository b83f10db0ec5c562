import { expect } from 'chai'
import type { Asked } from '../raw-engine.js'
import { get, json, post } from '../wire.js'
import { bytes, chunk, chunked, lastChunk, takeAnswer, whole } from './answers.js'
import type { Way } from './way.js'

const load = '/v1.41/images/load?quiet=1'

/** How a request is framed, and what its body is called. */
function framing({ headers }: Asked): readonly string[] {
  return headers.filter((field) => /^(content-length|content-type|transfer-encoding|expect):/i.test(field))
}

export async function streamsAnUploadInChunks(way: Way): Promise<void> {
  const call = await way.ask(post(load, [chunked]))
  expect(framing(call)).to.deep.equal([chunked])
  for (const piece of ['first', bytes, 'third']) {
    call.client.say(chunk(piece))
    expect(await call.engine.take(chunk(piece).length)).to.equal(chunk(piece))
  }
  call.client.say(lastChunk)
  expect(await call.engine.take(lastChunk.length)).to.equal(lastChunk)
  call.engine.answer(whole('{"stream":"Loaded"}'))
  expect((await takeAnswer(call.client)).body).to.equal('{"stream":"Loaded"}')
  await way.goesOn(call.client)
}

export async function takesUploadsOfAnyType(way: Way): Promise<void> {
  await takesUploads(way, [['Content-Type: application/octet-stream'], []])
}

export async function takesUploadsOfText(way: Way): Promise<void> {
  await takesUploads(way, [['Content-Type: text/plain'], ['content-type: text/plain; charset=utf-8']])
}

async function takesUploads(way: Way, types: readonly (readonly string[])[]): Promise<void> {
  const length = `Content-Length: ${bytes.length}`
  for (const line of [`POST ${load}`, 'POST /v1.41/build?t=a', 'PUT /v1.41/containers/a/archive?path=%2Ftmp']) {
    for (const type of types) {
      const [method = '', path = ''] = line.split(' ')
      const call = await way.ask(get(path, [...type, length], method) + bytes)
      expect([call.line, framing(call)]).to.deep.equal([`${line} HTTP/1.1`, [...type, length]])
      expect(await call.engine.take(bytes.length)).to.equal(bytes)
      call.engine.answer(whole('{}'))
      expect(await takeAnswer(call.client)).to.include({ status: 200, body: '{}' })
      await way.goesOn(call.client)
    }
  }
}

export async function postsNothing(way: Way): Promise<void> {
  for (const path of ['/v1.41/containers/a/start', '/v1.41/containers/a/stop?t=5']) {
    const call = await way.ask(post(path, [json, 'Content-Length: 0']))
    expect([call.line, framing(call)]).to.deep.equal([`POST ${path} HTTP/1.1`, [json, 'Content-Length: 0']])
    call.engine.answer('HTTP/1.1 204 No Content\r\n\r\n')
    expect((await takeAnswer(call.client)).status).to.equal(204)
    await way.goesOn(call.client)
  }
}

export async function deletes(way: Way): Promise<void> {
  const call = await way.ask(get('/v1.41/containers/a?force=1&v=1', [], 'DELETE'))
  expect([call.line, framing(call)]).to.deep.equal(['DELETE /v1.41/containers/a?force=1&v=1 HTTP/1.1', []])
  call.engine.answer('HTTP/1.1 204 No Content\r\n\r\n')
  expect((await takeAnswer(call.client)).status).to.equal(204)
  await way.goesOn(call.client)
}

// Read whole, and framed by its length (docs/decisions/0001-jobs-keep-what-came.md).
export async function getsWithABody(way: Way): Promise<void> {
  const body = 'GET /hidden HTTP/1.1\r\nHost: d\r\n\r\n'
  for (const framed of [
    `Content-Length: ${body.length}\r\n\r\n${body}`,
    `${chunked}\r\n\r\n${chunk(body)}${lastChunk}`,
  ]) {
    const call = await way.ask(get('/v1.41/info', [json]).replace(/\r\n$/, '') + framed)
    expect(framing(call)).to.deep.equal([json, `Content-Length: ${body.length}`])
    expect(await call.engine.take(body.length)).to.equal(body)
    call.engine.answer(whole('{}'))
    expect((await takeAnswer(call.client)).body).to.equal('{}')
    await way.goesOn(call.client)
  }
}

// The answer is swarmd's own, so that the engine is not asked for one (docs/lifecycle.md).
export async function continues(way: Way): Promise<void> {
  const expects = 'Expect: 100-continue'
  const body = '{"Image":"busybox"}'
  const calls = { [load]: [], '/v1.41/containers/create': [json] }
  for (const [path, type] of Object.entries(calls)) {
    const client = way.client().say(post(path, [...type, expects, `Content-Length: ${body.length}`]))
    expect(await client.take(/\r\n\r\n/)).to.equal('HTTP/1.1 100 Continue\r\n\r\n')
    const call = await way.ask(body, client)
    expect(framing(call)).to.deep.equal([...type, `Content-Length: ${body.length}`])
    expect(await call.engine.take(body.length)).to.equal(body)
    call.engine.answer(whole('{}'))
    expect((await takeAnswer(client)).body).to.equal('{}')
    await way.goesOn(client)
  }
}

export async function answersBeforeAnUploadEnds(way: Way): Promise<void> {
  const body = '{"message":"no space left on device"}\n'
  const rest = 'x'.repeat(1_000_000)
  for (const [framed, remaining] of [
    [[`Content-Length: ${4 + rest.length}`], rest],
    [[chunked], chunk(rest) + lastChunk],
  ] as const) {
    const first = framed[0] === chunked ? chunk('half') : 'half'
    const { client, engine } = await way.ask(post(load, framed) + first)
    expect(await engine.take(first.length)).to.equal(first)
    engine.socket.pause()
    engine.say(whole(body, [json], '507 Insufficient Storage'))
    expect(await takeAnswer(client)).to.include({ status: 507, body })
    client.say(remaining)
    await way.goesOn(client)
  }
}

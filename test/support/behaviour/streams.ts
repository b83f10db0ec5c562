import { expect } from 'chai'
import { get, post } from '../wire.js'
import { chunk, chunked, head, lastChunk, takeChunks, takeHead } from './answers.js'
import { endsWithItsClient } from './leaving.js'
import type { Way } from './way.js'

const json = 'Content-Type: application/json'

/** Streams that say nothing at first. `docker run` starts nothing before it has the head of its wait. */
const silent = [
  get('/v1.41/events'),
  get('/v1.41/containers/a/logs?follow=1&stdout=1'),
  post('/v1.41/containers/a/wait?condition=next-exit', []),
]

export async function headComesFirst(way: Way): Promise<void> {
  for (const request of silent) {
    const { client, engine } = await way.ask(request)
    engine.say(head([json, chunked]))
    expect(await takeHead(client)).to.deep.equal({ status: 200, headers: [json] })
    expect(client.heard).to.equal('')
    engine.answer(chunk('{"StatusCode":0}') + lastChunk)
    expect(await takeChunks(client)).to.equal('{"StatusCode":0}')
    await way.goesOn(client)
  }
}

export async function eachEventComesAtOnce(way: Way): Promise<void> {
  const { client, engine } = await way.ask(get('/v1.41/events'))
  engine.say(head([json, chunked]))
  await takeHead(client)
  for (const action of ['create', 'start', 'die', 'destroy']) {
    const event = `{"Type":"container","Action":"${action}"}\n`
    engine.say(chunk(event))
    expect(await client.take(/\n\r\n/)).to.equal(chunk(event))
  }
}

export async function eventsEndWithTheirClient(way: Way): Promise<void> {
  const { client, engine } = await way.ask(get('/v1.41/events'))
  engine.say(head([json, chunked]))
  await takeHead(client)
  await endsWithItsClient({ client, engine })
}

export async function waitEndsWithItsClient(way: Way): Promise<void> {
  const { client, engine } = await way.ask(post('/v1.41/containers/a/wait', []))
  await endsWithItsClient({ client, engine })
}

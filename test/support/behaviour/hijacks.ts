import { expect } from 'chai'
import type { Side } from '../side.js'
import { json, post } from '../wire.js'
import { bytes, head, takeAnswer, upgrade, whole } from './answers.js'
import { endsWithItsClient } from './leaving.js'
import type { Call, Way } from './way.js'

const raw = 'Content-Type: application/vnd.docker.raw-stream'
const multiplexed = 'Content-Type: application/vnd.docker.multiplexed-stream'
const attach = '/v1.41/containers/a/attach?stream=1&stdin=1&stdout=1&stderr=1'

/** Asks for a hijack. The engine takes it as dockerd does: by 101 where an upgrade is asked for, by 200 where none is. */
async function hijack(way: Way, request: string): Promise<Call> {
  const call = await way.ask(request)
  const protocol = call.headers.find((field) => field.startsWith('Upgrade: '))
  call.engine.say(protocol === undefined ? head([raw]) : head([raw, 'Connection: Upgrade', protocol], '101 UPGRADED'))
  return call
}

/** Both directions, one after the other, with every byte there is. */
async function echoes({ client, engine }: Call): Promise<void> {
  for (const [from, to] of [
    [client, engine],
    [engine, client],
    [client, engine],
  ] as const) {
    from.say(bytes)
    expect(await to.take(bytes.length)).to.equal(bytes)
  }
}

async function endsBothWays(client: Side, engine: Side): Promise<void> {
  engine.end()
  expect([await client.rest(), client.over]).to.deep.equal(['', 'ended'])
  client.end()
  expect([await engine.rest(), engine.over]).to.deep.equal(['', 'ended'])
}

export async function upgradesToTcp(way: Way): Promise<void> {
  const call = await hijack(way, post(attach, upgrade))
  expect(call.headers).to.include.members(upgrade)
  expect(await call.client.take(/\r\n\r\n/)).to.equal(head([raw, ...upgrade], '101 UPGRADED'))
  await echoes(call)
  await endsBothWays(call.client, call.engine)
}

export async function upgradesBehindJson(way: Way): Promise<void> {
  const body = '{"Detach":false,"Tty":true,"ConsoleSize":[24,80]}'
  const call = await way.ask(post('/v1.41/exec/e/start', [...upgrade, json], body))
  expect(call.headers).to.include.members([...upgrade, json, `Content-Length: ${body.length}`])
  expect(await call.engine.take(body.length)).to.equal(body)
  call.engine.say(head([multiplexed, ...upgrade], '101 UPGRADED'))
  expect(await call.client.take(/\r\n\r\n/)).to.equal(head([multiplexed, ...upgrade], '101 UPGRADED'))
  await echoes(call)
  await endsBothWays(call.client, call.engine)
}

export async function upgradesToH2c(way: Way): Promise<void> {
  const asked = ['Connection: Upgrade', 'Upgrade: h2c']
  for (const path of ['/session', '/v1.41/grpc']) {
    const call = await hijack(way, post(path, [...asked, 'X-Docker-Expose-Session-Uuid: u']))
    expect(call.headers).to.include.members([...asked, 'X-Docker-Expose-Session-Uuid: u'])
    expect(await call.client.take(/\r\n\r\n/)).to.match(/^HTTP\/1\.1 101 [^]*\r\nUpgrade: h2c\r\n/)
    await echoes(call)
    await endsBothWays(call.client, call.engine)
  }
}

export async function isRefusedByTheEngine(way: Way): Promise<void> {
  const body = '{"message":"No such container: a"}\n'
  for (const asked of [upgrade, []]) {
    const { client, engine } = await way.ask(post(attach, asked))
    engine.answer(whole(body, [json], '404 Not Found'))
    expect(await takeAnswer(client)).to.deep.equal({
      status: 404,
      headers: [json, `Content-Length: ${body.length}`],
      body,
    })
  }
}

export async function outputWithoutUpgrade(way: Way): Promise<void> {
  const { client, engine } = await hijack(way, post(attach, []))
  expect(await client.take(/\r\n\r\n/)).to.equal(head([raw]))
  engine.say(bytes)
  expect(await client.take(bytes.length)).to.equal(bytes)
  engine.end('last')
  expect([await client.rest(), client.over]).to.deep.equal(['last', 'ended'])
}

// The input begins behind the 200, as that of Docker's clients does; the way of a call in docs/lifecycle.md.
export async function inputWithoutUpgrade(way: Way): Promise<void> {
  const call = await hijack(way, post(attach, []))
  expect(await call.client.take(/\r\n\r\n/)).to.equal(head([raw]))
  await echoes(call)
  await endsBothWays(call.client, call.engine)
}

export async function keepsAHalfClose(way: Way): Promise<void> {
  for (const asked of [upgrade, []]) {
    const { client, engine } = await hijack(way, post(attach, asked))
    await client.take(/\r\n\r\n/)
    client.end('last input')
    expect([await engine.rest(), engine.over]).to.deep.equal(['last input', 'ended'])
    engine.say('late ')
    expect(await client.take(/late /)).to.equal('late ')
    engine.end('output')
    expect([await client.rest(), client.over]).to.deep.equal(['output', 'ended'])
  }
}

export async function endsWithTheEngine(way: Way): Promise<void> {
  for (const asked of [upgrade, []]) {
    const { client, engine } = await hijack(way, post(attach, asked))
    await client.take(/\r\n\r\n/)
    engine.end('last output')
    expect([await client.rest(), client.over]).to.deep.equal(['last output', 'ended'])
    client.end('late input')
    expect([await engine.rest(), engine.over]).to.deep.equal(['late input', 'ended'])
  }
}

// To the engine it may also be the end of the input alone: over TCP nothing tells them apart, at dockerd neither.
export async function hijackEndsWithItsClient(way: Way): Promise<void> {
  for (const asked of [upgrade, []]) {
    const { client, engine } = await hijack(way, post(attach, asked))
    await client.take(/\r\n\r\n/)
    await endsWithItsClient({ client, engine })
  }
}

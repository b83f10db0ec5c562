import { expect } from 'chai'
import { startAttacked, type Attacked } from './support/attacked.js'
import { describeLong } from './support/needs.js'
import { get, json, lastExchange, post, sentenceOf, Wire, type Target } from './support/wire.js'

const chunked = 'Transfer-Encoding: chunked'

// As long as the limits of the frontend are, and as long as it may take to notice.
describeLong(undefined, 'clients that are slow, for as long as it takes', function () {
  this.timeout(60_000)
  let attacked: Attacked
  before(async () => void (attacked = await startAttacked()))
  after(() => attacked.close())
  afterEach('the next client is served', () => attacked.isFine())

  /** Sends a byte every two seconds until the daemon ends its side; resolves to what it said, and after how many seconds. */
  const drip = async (target: Target, start: string, byte: string): Promise<readonly [string, number]> => {
    const [wire, began] = [new Wire(target).write(start), performance.now()]
    const dripping = setInterval(() => wire.write(byte), 2000)
    const heard = await wire.ended()
    clearInterval(dripping)
    wire.close()
    return [heard, (performance.now() - began) / 1000]
  }

  const request = { head: 'GET /_ping HTTP/1.1\r\nHost: d\r\nX: ', body: post('/containers/create', [json, chunked]) }
  const slow: readonly (readonly [
    what: string,
    start: string,
    byte: string,
    said: RegExp,
    from: number,
    to: number,
  ])[] = [
    ['a head', request.head, 'x', /^HTTP\/1\.1 408 [^]*"Request Timeout: the request did not arrive in time"/, 14, 21],
    ['nothing', '', '', /^HTTP\/1\.1 408 [^]*"Request Timeout: the request did not arrive in time"/, 14, 21],
    [
      'a body',
      request.body,
      '1\r\n \r\n',
      /^HTTP\/1\.1 408 [^]*"the request body has not arrived within 30 s"/,
      29,
      35,
    ],
  ]

  it('are told so and closed; an upload is let be for as long as anything comes (row 68)', async () => {
    const drips = attacked.targets.flatMap((target) =>
      slow.map(async ([what, start, byte, said, from, to]) => {
        const [heard, seconds] = await drip(target, start, byte)
        expect(heard, what).to.match(said)
        expect(seconds, what).to.be.within(from, to)
      }),
    )
    const upload = new Wire(attacked.unix).write(post('/images/load', ['Content-Length: 4']))
    for (const byte of 'slow') {
      await new Promise((resolve) => setTimeout(resolve, 8000))
      upload.write(byte)
    }
    expect(await upload.answer()).to.include({ status: 200 })
    upload.close()
    await Promise.all(drips)
    // While an upload is open, forward looks after the engine.
    const taken = attacked.engine.taken().filter(({ line }) => line !== 'GET /_ping')
    expect(taken.map(({ line, body }) => [line, body])).to.deep.equal([['POST /images/load', 'slow']])
  })
})

describe('a client that ends inside of a request', () => {
  let attacked: Attacked
  before(async () => void (attacked = await startAttacked()))
  after(() => attacked.close())
  afterEach('the next client is served', () => attacked.isFine())

  for (const [where, bytes] of Object.entries({
    'its head': 'GET /_ping HTTP/1.1\r\nHo',
    'a JSON body': post('/containers/create', [json, 'Content-Length: 9'], '{'),
    'a chunked body': post('/containers/create', [json, chunked], '5\r\n{'),
    'an upload': post('/images/load', [chunked], '5\r\n{'),
  })) {
    it(`in ${where} is told so, and is heard of by nobody`, async () => {
      const wire = new Wire(attacked.tcp).write(bytes)
      wire.socket.end()
      expect(await wire.ended()).to.match(/^HTTP\/1\.1 400 [^]*"Bad Request: the connection ended inside a request"/)
      wire.close()
      expect(attacked.engine.taken()).to.deep.equal([])
      expect(attacked.swarmd.stderr()).to.not.include('refused')
    })
  }

  it('is answered when it has said all that it wanted', async () => {
    const wire = new Wire(attacked.tcp).write(get('/_ping'))
    wire.socket.end()
    expect(await wire.ended()).to.match(/^HTTP\/1\.1 200 /)
    wire.close()
    expect(sentenceOf(await lastExchange(attacked.tcp, get('/none', ['Connection: close'])))).to.equal('page not found')
  })
})

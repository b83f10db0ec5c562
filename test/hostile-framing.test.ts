import { startAttacked, type Attacked } from './support/attacked.js'
import { expect } from 'chai'
import { get, json, post } from './support/wire.js'

const create = '/containers/create'
const load = '/images/load'
const chunked = 'Transfer-Encoding: chunked'

describe('framing that is in doubt', () => {
  let attacked: Attacked
  before(async () => void (attacked = await startAttacked()))
  after(() => attacked.close())
  afterEach('the next client is served', () => attacked.isFine())

  const lengths: Readonly<Record<string, readonly string[]>> = {
    'a length and an encoding': ['Content-Length: 2', chunked],
    'an encoding and a length': [chunked, 'Content-Length: 2'],
    'two lengths': ['Content-Length: 2', 'Content-Length: 3'],
    'the same length twice': ['Content-Length: 2', 'Content-Length: 2'],
    'two lengths in one': ['Content-Length: 2, 2'],
    'a length with a sign': ['Content-Length: +2'],
  }
  for (const [name, headers] of Object.entries(lengths)) {
    it(`${name} (row 42)`, async () => {
      await attacked.isRefused(post(create, [json, ...headers], '0\r\n\r\n'), 400)
    })
  }

  const encodings: Readonly<Record<string, readonly [string, number]>> = {
    'gzip, chunked': [post(load, ['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'), 501],
    identity: [post(load, ['Transfer-Encoding: identity'], '{}'), 501],
    xchunked: [post(load, ['Transfer-Encoding: xchunked'], '0\r\n\r\n'), 501],
    'chunked, twice': [post(load, [chunked, chunked], '0\r\n\r\n'), 400],
    'with a space before the colon': [post(load, ['Transfer-Encoding : chunked'], '0\r\n\r\n'), 400],
    empty: [post(load, ['Transfer-Encoding:'], ''), 400],
    'empty, with a length': [post(load, ['Transfer-Encoding:', 'Content-Length: 2'], '{}'), 400],
    'chunked, of HTTP/1.0': [post(load, [chunked], '0\r\n\r\n').replace('HTTP/1.1', 'HTTP/1.0'), 400],
  }
  for (const [name, [bytes, status]] of Object.entries(encodings)) {
    it(`an encoding that is ${name} (row 43)`, async () => {
      await attacked.isRefused(bytes, status)
    })
  }

  const lines: Readonly<Record<string, string>> = {
    'a header that goes on in the next line': get('/_ping', ['X: a\r\n b']),
    'an encoding that goes on in the next line': post(load, ['Transfer-Encoding:\r\n chunked'], '0\r\n\r\n'),
    'lines that end with LF alone': get('/_ping').replaceAll('\r', ''),
    'one line that ends with LF alone': get('/_ping', ['X: a\nY: b']),
    'CR inside of a line': get('/_ping', ['X: a\rb']),
    'NUL in a value': get('/_ping', ['X: a\0b']),
    'NUL in a name': get('/_ping', ['X\0: a']),
    'a space before the colon': get('/_ping', ['Content-Length : 0']),
    'a line that begins with a space': get('/_ping', [' X: a']),
    'no colon': get('/_ping', ['no colon']),
  }
  for (const [name, bytes] of Object.entries(lines)) {
    it(`${name} (row 44)`, async () => {
      await attacked.isRefused(bytes, 400)
    })
  }

  const chunks: Readonly<Record<string, string>> = {
    'an extension with LF': '3;a\nb\r\nabc\r\n0\r\n\r\n',
    'an extension with CR': '3;a\rb\r\nabc\r\n0\r\n\r\n',
    'an extension of 20 KB': `3;a=${'x'.repeat(20_000)}\r\nabc\r\n0\r\n\r\n`,
    'the size 0x2': '0x2\r\nab\r\n0\r\n\r\n',
    'the size -2': '-2\r\nab\r\n0\r\n\r\n',
    'the size 2^64 + 2': '10000000000000002\r\nab\r\n0\r\n\r\n',
    'a size with LF alone': '2\nab\r\n0\r\n\r\n',
    'no line break behind it': '2\r\nabc\r\n0\r\n\r\n',
  }
  for (const [name, bytes] of Object.entries(chunks)) {
    it(`a chunk with ${name} (row 45)`, async () => {
      await attacked.isRefused(post(create, [json, chunked], bytes), 400)
      await attacked.isRefused(post(load, [chunked], bytes), 400)
      await attacked.isRefused(post(load, [chunked], `3\r\nabc\r\n${bytes}`), 400)
    })
  }

  it('an extension and trailers of a chunk are dropped, and the body arrives (row 45)', async () => {
    const body = '3;a=b\r\n{"I\r\n6\r\nmage":\r\n4\r\n"a"}\r\n0\r\nX-Trailer: a\r\n\r\n'
    const [request] = await attacked.asked(post(create, [json, chunked], body))
    expect(request).to.include({ line: `POST ${create}`, body: '{"Image":"a"}' })
    expect(request!.headers.map(([name]) => name)).to.not.include('Transfer-Encoding')
  })

  for (const method of ['DELETE', 'GET', 'POST', 'PUT']) {
    it(`a chunked ${method} that carries a request is one request (row 46)`, async () => {
      const inner = post('/volumes/create', [json], '{"Name":"smuggled"}')
      const path = { DELETE: '/containers/a', GET: '/info', POST: '/containers/a/start', PUT: '/containers/a/archive' }[
        method
      ]!
      const bytes = get(path, [chunked], method) + `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`
      const requests = await attacked.asked(bytes)
      expect(requests.map(({ line, body }) => [line, body])).to.deep.equal([[`${method} ${path}`, inner]])
    })
  }

  const many = Array.from({ length: 2100 }, (_, at) => `X${at}:`)
  for (const method of ['GET', 'DELETE', 'POST', 'PUT', 'HEAD']) {
    for (const framing of ['Content-Length', 'Transfer-Encoding']) {
      it(`2,100 headers before the ${framing} of a ${method} (row 47)`, async () => {
        const inner = post('/volumes/create', [json], '{"Name":"smuggled"}')
        const path = {
          DELETE: '/containers/a',
          GET: '/info',
          POST: '/containers/a/start',
          PUT: '/containers/a/archive',
          HEAD: '/_ping',
        }[method]!
        const isChunked = framing === 'Transfer-Encoding'
        const head = get(path, [...many, isChunked ? chunked : `Content-Length: ${inner.length}`], method)
        const body = isChunked ? `${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n` : inner
        const [request, ...rest] = await attacked.asked(head + body)
        expect([request!.line, request!.body, rest]).to.deep.equal([`${method} ${path}`, inner, []])
        expect(request!.headers.filter(([name]) => /^X\d+$/.test(name))).to.have.lengthOf(2100)
      })
    }
  }
})

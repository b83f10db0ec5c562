import { expect } from 'chai'
import { fromBytes, toBytes } from '../dist/machine/byte-string.js'
import { BodyError, chunkOf, lastChunk, readBody, requestFraming, responseFraming } from '../dist/machine/http/body.js'
import { ByteReader } from '../dist/machine/http/byte-reader.js'
import { httpDate, readHttpDate } from '../dist/machine/http/date.js'
import { headText, readHead } from '../dist/machine/http/head.js'
import { Headers } from '../dist/machine/http/headers.js'
import { percentDecoded, percentEncoded } from '../dist/machine/http/percent.js'
import { readRange } from '../dist/machine/http/range.js'
import { keepsAlive, readRequest } from '../dist/machine/http/request.js'
import { readResponse } from '../dist/machine/http/response.js'

/** A reader of a text that comes in pieces of some size. */
function readerOf(text: string, size = 3): ByteReader {
  let at = 0
  return new ByteReader(() => {
    if (at >= text.length) return null
    const piece = text.slice(at, at + size)
    at += size
    return toBytes(piece)
  })
}

async function bodyIn(from: string | ByteReader, framing: Parameters<typeof readBody>[1]): Promise<string> {
  let body = ''
  try {
    for await (const some of readBody(typeof from === 'string' ? readerOf(from) : from, framing))
      body += fromBytes(some)
  } catch (thrown) {
    if (thrown instanceof BodyError) return `${body} ${thrown.kind} ${thrown.missing}`
    throw thrown
  }
  return body
}

describe('HTTP messages of the machines', () => {
  it('have a head, whatever pieces it comes in', async () => {
    for (const size of [1, 2, 7, 1000]) {
      const reader = readerOf('GET /a%20b?c HTTP/1.1\r\nHost: x\r\nA:  one \r\n two\r\na:b\n\r\nrest', size)
      const request = await readRequest(reader)
      if (typeof request === 'string') throw new Error(request)
      const { method, target, version, headers } = request
      expect({ method, target, version }).to.eql({ method: 'GET', target: '/a%20b?c', version: '1.1' })
      expect([...headers]).to.eql([
        ['Host', 'x'],
        ['A', 'one two'],
        ['a', 'b'],
      ])
      expect(headers.all('a')).to.eql(['one two', 'b'])
      expect(await bodyIn(reader, { kind: 'until the end' })).to.equal('rest')
    }
  })

  it('say what is wrong with a head', async () => {
    const problems = {
      '': 'ended',
      'GET / HTTP': 'cut off',
      'GET / HTTP/1.1\r\nHost': 'cut off',
      'GET / HTTP/1.1\r\nno field\r\n\r\n': 'malformed',
      'GET / HTTP/1.1\r\n early: x\r\n\r\n': 'malformed',
      'GET /\r\n\r\n': 'malformed',
      [`GET /${'x'.repeat(100)} HTTP/1.1\r\n\r\n`]: 'too large',
    }
    for (const [text, problem] of Object.entries(problems))
      expect(await readRequest(readerOf(text), 64), text).to.equal(problem)
    expect(await readResponse(readerOf('SSH-2.0\r\n\r\n'))).to.equal('malformed')
    const response = await readResponse(readerOf('HTTP/1.0 404\r\n\r\n'))
    expect(response).to.include({ status: 404, reason: '', version: '1.0', text: 'HTTP/1.0 404\r\n\r\n' })
  })

  it('have bodies by length, in chunks and up to the end', async () => {
    const length = (bytes: number) => ({ kind: 'length', length: bytes }) as const
    const chunked = { kind: 'chunked' } as const
    expect(await bodyIn('hello world', length(5))).to.equal('hello')
    expect(await bodyIn('hello', length(7))).to.equal('hello cut off 2')
    expect(await bodyIn('hello', { kind: 'until the end' })).to.equal('hello')
    expect(await bodyIn('5\r\nhello\r\n1;x=y\r\n!\r\n0\r\nA: b\r\n\r\nmore', chunked)).to.equal('hello!')
    expect(await bodyIn('5\r\nhel', chunked)).to.equal('hel cut off 2')
    expect(await bodyIn('x\r\n', chunked)).to.equal(' malformed 0')
    expect(await bodyIn('1\r\nab\r\n0\r\n\r\n', chunked)).to.equal('a malformed 0')
    const sent = [chunkOf(toBytes('ab')), chunkOf(toBytes('c'.repeat(20))), toBytes(lastChunk)].map(fromBytes).join('')
    expect(await bodyIn(sent, chunked)).to.equal(`ab${'c'.repeat(20)}`)
  })

  it('say how long their bodies are', () => {
    const of = (...fields: [string, string][]) => new Headers(fields)
    expect(requestFraming(of())).to.eql({ kind: 'length', length: 0 })
    expect(requestFraming(of(['content-length', '12']))).to.eql({ kind: 'length', length: 12 })
    expect(requestFraming(of(['Content-Length', '12'], ['Content-Length', '13']))).to.equal('malformed')
    expect(requestFraming(of(['Content-Length', '-1']))).to.equal('malformed')
    expect(requestFraming(of(['Transfer-Encoding', 'Chunked']))).to.eql({ kind: 'chunked' })
    expect(responseFraming(200, of(), 'GET')).to.eql({ kind: 'until the end' })
    for (const [status, method] of [
      [204, 'GET'],
      [304, 'GET'],
      [200, 'HEAD'],
      [101, 'GET'],
    ] as const)
      // prettier-ignore
      expect(responseFraming(status, of(['Content-Length', '5']), method)).to.eql({ kind: 'length', length: 0 })
  })

  it('keep a connection as their version has it', () => {
    const kept = (version: string, connection?: string) =>
      keepsAlive({ version, headers: new Headers(connection === undefined ? [] : [['connection', connection]]) })
    expect([kept('1.1'), kept('1.1', 'close'), kept('1.0'), kept('1.0', 'Keep-Alive')]).to.eql([
      true,
      false,
      false,
      true,
    ])
  })

  it('have fields that are set, added and taken away in any case of their names', () => {
    const headers = new Headers([['Host', 'a'], ['X', '1'], ['x', '2']]) // prettier-ignore
    headers.set('x', '3').add('Y', '4').delete('host')
    expect(headText('GET / HTTP/1.1', headers)).to.equal('GET / HTTP/1.1\r\nx: 3\r\nY: 4\r\n\r\n')
  })

  it('bound what a head may take', async () => {
    const endless = new ByteReader(() => new Uint8Array(65536).fill(65))
    expect(await readHead(endless)).to.equal('too large')
  })
})

describe('fields of HTTP messages', () => {
  it('ask for a part', () => {
    const parts = {
      'bytes=0-4': { start: 0, end: 5 },
      'bytes=5-': { start: 5, end: 10 },
      'bytes=-3': { start: 7, end: 10 },
      'bytes=-30': { start: 0, end: 10 },
      'bytes=8-100': { start: 8, end: 10 },
      'bytes=10-': 'unsatisfiable',
      'bytes=-0': 'unsatisfiable',
      'bytes=4-2': undefined,
      'bytes=0-1,3-4': undefined,
      'bytes=-': undefined,
      'lines=1-2': undefined,
    }
    for (const [value, part] of Object.entries(parts)) expect(readRange(value, 10), value).to.eql(part)
  })

  it('say when', () => {
    const moment = Date.UTC(2024, 0, 2, 3, 4, 5) * 1000
    expect(httpDate(moment)).to.equal('Tue, 02 Jan 2024 03:04:05 GMT')
    expect(readHttpDate('Tue, 02 Jan 2024 03:04:05 GMT')).to.equal(moment / 1e6)
    expect([readHttpDate('yesterday'), readHttpDate('')]).to.eql([undefined, undefined])
  })

  it('write any byte', () => {
    expect(percentDecoded('a%20b%C3%a4')).to.equal('a b\u00c3\u00a4')
    expect([percentDecoded('%'), percentDecoded('%4'), percentDecoded('%zz')]).to.eql([undefined, undefined, undefined])
    expect(percentEncoded('a b/\u00c3~')).to.equal('a%20b%2F%C3~')
  })
})

import type { HeaderList } from 'libswarm-core'
import { endToEnd, namedBy } from '../headers.js'
import { NotHttp } from './not-http.js'

/** How long a body is: so many bytes, as its chunks say, or until the connection ends. */
export type Framing = number | 'chunked' | 'connection'

/** The head of an answer. */
export interface Head {
  readonly status: number
  /** The end-to-end fields, in the order and the case they came in. */
  readonly headers: HeaderList
  readonly framing: Framing
  /** Whether the connection may be used again once the answer is over. */
  readonly keeps: boolean
  /** How long it may be idle before the engine closes it, in ms; undefined where the engine does not say. */
  readonly idle: number | undefined
  /** Whether trailers are announced. */
  readonly hasTrailers: boolean
}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/

/**
 * Reads the head of an answer to a method (RFC 9112 sections 4 to 6). Throws `NotHttp` for whatever leaves a doubt about
 * where the body ends: two lengths, a length and chunks, another coding than chunks, a line that is none.
 *
 * @param lines in latin1, without their ends
 */
export function readHead(lines: readonly string[], method: string): Head {
  const [first = ''] = lines
  const [, minor, digits] = statusLine.exec(first) ?? refuse(`the status line is ${show(first)}`)
  const status = Number(digits)
  const fields = lines.slice(1).map(readField)
  const said = readSaid(fields)
  const persists = minor === '1' && !said.closes
  const framed = framingOf(said, minor === '1')
  if (status < 200 && framed !== 'connection') refuse(`it has a body with the status ${status}`)
  const framing = isBodiless(method, status) ? 0 : framed
  // A body that it may not have may come all the same, and would be read as the next answer.
  const isClean = status !== 204 || framed === 'connection' || framed === 0
  return {
    status,
    headers: endToEnd(fields),
    framing,
    keeps: persists && framing !== 'connection' && isClean,
    idle: said.idle,
    hasTrailers: said.hasTrailers && framing === 'chunked',
  }
}

/** Reads the lines of trailers (RFC 9110 section 6.5.1). Throws `NotHttp` for those that would frame what is over. */
export function readTrailers(lines: readonly string[]): HeaderList {
  const fields = lines.map(readField)
  const late = fields.find(([name]) => /^(content-length|transfer-encoding)$/i.test(name))
  if (late !== undefined) refuse(`a trailer is ${late[0]}`)
  return endToEnd(fields).filter(([name]) => name.toLowerCase() !== 'host')
}

/** Whether an answer has no body, whatever it says (RFC 9110 section 6.4.1). */
function isBodiless(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 304 || status < 200
}

interface Said {
  readonly lengths: string[]
  readonly codings: string[]
  closes: boolean
  idle: number | undefined
  hasTrailers: boolean
}

function readSaid(fields: HeaderList): Said {
  const said: Said = { lengths: [], codings: [], closes: false, idle: undefined, hasTrailers: false }
  for (const [name, value] of fields) {
    switch (name.toLowerCase()) {
      case 'content-length':
        said.lengths.push(value)
        break
      case 'transfer-encoding':
        said.codings.push(value)
        break
      case 'connection':
        said.closes ||= namedBy(value).includes('close')
        break
      case 'keep-alive':
        said.idle = readIdle(value)
        break
      case 'trailer':
        said.hasTrailers = true
    }
  }
  return said
}

function framingOf({ lengths, codings }: Said, canChunk: boolean): Framing {
  if (codings.length > 0) {
    if (lengths.length > 0) refuse('it has both Content-Length and Transfer-Encoding')
    if (!canChunk || codings.length > 1 || codings[0]!.toLowerCase() !== 'chunked') {
      refuse(`it has the Transfer-Encoding ${show(codings.join(', '))}`)
    }
    return 'chunked'
  }
  if (lengths.length === 0) return 'connection'
  const [length = ''] = lengths
  if (lengths.length > 1 || !/^\d{1,15}$/.test(length)) refuse(`it has the Content-Length ${show(lengths.join(', '))}`)
  return Number(length)
}

// A second less than it says, as the engine's clock runs already.
function readIdle(value: string): number | undefined {
  const seconds = /(?:^|[,;\s])timeout=(\d{1,6})/i.exec(value)?.[1]
  return seconds === undefined ? undefined : Math.max(0, Number(seconds) - 1) * 1000
}

// RFC 9110 sections 5.1 and 5.5, as Node checks them.
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const unreadable = /[^\t\x20-\x7e\x80-\xff]/
const framing = /^(content-length|transfer-encoding|connection)$/i

function readField(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(0, colon))
  const value = trim(line, colon + 1)
  if (!token.test(name) || unreadable.test(value)) refuse(`a header line is ${show(line)}`)
  // A blank to some parsers, and none to others.
  if (line.includes('\t') && framing.test(name)) refuse(`a header line is ${show(line)}`)
  return [name, value]
}

/** What stands behind a place, without blanks around it; `trim` would take away bytes that are none in latin1. */
function trim(line: string, from: number): string {
  let [start, end] = [from, line.length]
  while (start < end && isBlank(line.charCodeAt(start))) start++
  while (end > start && isBlank(line.charCodeAt(end - 1))) end--
  return line.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}

function refuse(what: string): never {
  throw new NotHttp(what)
}

function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

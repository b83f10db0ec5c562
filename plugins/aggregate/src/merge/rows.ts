import { Readable } from 'node:stream'
import type { Fail } from '../fail.js'
import type { Summary } from '../nodes/containers-view.js'
import { cutRows } from './cut-rows.js'

/** One container of the list of a node: its text, and what a merge looks at. */
export interface Row extends Text {
  /** In seconds; 0 where it is not told. */
  readonly Created: number
  readonly Names: readonly string[]
  /** Whether it has ports, or may have. */
  readonly hasPorts: boolean
}

/** A part of bytes. */
export interface Text {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
}

/** The containers of a list as a node has written it. Throws `Unreachable` for what is no list of containers. */
export function rowsOf(bytes: Buffer, fail: Fail): readonly Row[] {
  const cuts = cutRows(bytes)
  if (cuts === undefined) return readAll(bytes, fail)
  return cuts.map(({ start, end, created, names, hasPorts }) => {
    return { bytes, start, end, Created: created, Names: names, hasPorts }
  })
}

/** The container that a row is the text of. */
export const summaryOf = ({ bytes, start, end }: Text): Summary =>
  JSON.parse(bytes.toString('utf8', start, end)) as Summary

/** Some text as it is written. */
export function textOf(value: unknown): Text {
  const bytes = Buffer.from(JSON.stringify(value))
  return { bytes, start: 0, end: bytes.length }
}

/** An array of texts, with a line's end: how many bytes it takes, and those bytes. */
export interface ArrayText {
  readonly length: number
  /** A stream where they are many: the texts are held anyway, and need not be held twice. */
  readonly body: Buffer | Readable
}

// Few writes, and little beside what is held.
const pieceLength = 256 * 1024

/** Writes an array of texts. */
export function arrayOf(texts: readonly Text[]): ArrayText {
  const commas = Math.max(0, texts.length - 1)
  const length = texts.reduce((sum, text) => sum + lengthOf(text), commas + '[]\n'.length)
  if (length > pieceLength) return { length, body: Readable.from(piecesOf(texts, pieceLength), { objectMode: false }) }
  return { length, body: Buffer.concat([...piecesOf(texts, length)]) }
}

const lengthOf = ({ start, end }: Text): number => end - start

/** The bytes of an array of texts, in pieces of `size`, longer only for a text that is. */
function* piecesOf(texts: readonly Text[], size: number): Generator<Buffer> {
  const ends = ',]\n'.length
  let piece = Buffer.allocUnsafe(size + 1)
  let at = piece.write('[')
  for (const [index, text] of texts.entries()) {
    if (at + lengthOf(text) + ends > piece.length) {
      yield piece.subarray(0, at)
      piece = Buffer.allocUnsafe(Math.max(size, lengthOf(text) + ends))
      at = 0
    }
    if (index > 0) at += piece.write(',', at)
    at += text.bytes.copy(piece, at, text.start, text.end)
  }
  at += piece.write(']\n', at)
  yield piece.subarray(0, at)
}

function readAll(bytes: Buffer, fail: Fail): readonly Row[] {
  // Go writes an empty list as null.
  const list = parse(bytes, fail) ?? []
  if (!Array.isArray(list) || !list.every(isContainer)) {
    throw fail('Unreachable', 'the engine answers ContainerList with what is no list of containers')
  }
  return list.map((summary) => {
    const { Created, Names, Ports } = summary
    const hasPorts = Ports !== undefined
    return { ...textOf(summary), Created: Number.isFinite(Created) ? Created! : 0, Names: Names ?? [], hasPorts }
  })
}

function parse(bytes: Buffer, fail: Fail): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch (cause) {
    throw fail('Unreachable', `the engine's answer is not valid JSON: ${(cause as Error).message}`, cause)
  }
}

function isContainer(value: unknown): value is Summary {
  if (typeof value !== 'object' || value === null) return false
  const { Names } = value as { readonly Names?: unknown }
  return (
    Names === undefined || Names === null || (Array.isArray(Names) && Names.every((name) => typeof name === 'string'))
  )
}

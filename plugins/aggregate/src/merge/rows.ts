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

/** An array of texts, with a line's end. */
export function arrayOf(texts: readonly Text[]): Buffer {
  const length = texts.reduce((sum, { start, end }) => sum + end - start + 1, 0)
  const array = Buffer.allocUnsafe(Math.max(length, 1) + 2)
  let at = array.write('[')
  texts.forEach(({ bytes, start, end }, index) => {
    if (index > 0) at += array.write(',', at)
    at += bytes.copy(array, at, start, end)
  })
  array.write(']\n', at)
  return array
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

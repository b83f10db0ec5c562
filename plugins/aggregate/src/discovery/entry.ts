import type { ChildEntry } from './source.js'

const nameLike = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,252}$/

/** The most children that one source may have. */
export const mostChildren = 10_000

/**
 * Reads a child from what JSON or YAML says of it: a backend's spec, or an object with `spec` and `labels`.
 *
 * @throws an `Error` with a sentence that begins with the child
 */
export function readEntry(name: string, value: unknown): ChildEntry {
  const child = `the child ${quoted(name)}`
  if (!nameLike.test(name)) {
    throw new Error(
      `${child}: a name is one word of letters, digits, "_", "." and "-", and begins with one of the first two`,
    )
  }
  if (typeof value === 'string') return { name, spec: specOf(value, child), labels: new Map() }
  if (!isRecord(value)) {
    throw new Error(`${child}: expected a backend, as "forward tcp://host:2375", or an object with "spec" and "labels"`)
  }
  const unknown = Object.keys(value).find((key) => key !== 'spec' && key !== 'labels')
  if (unknown !== undefined)
    throw new Error(`${child} has ${quoted(unknown)}, and only "spec" and "labels" can be there`)
  return { name, spec: specOf(value['spec'], child), labels: labelsOf(value['labels'], child) }
}

/** Reads a label of a child from a text, `disk=ssd`. */
export function readLabel(text: string, child: string): readonly [key: string, value: string] {
  const at = text.indexOf('=')
  if (at < 1) throw new Error(`${child}: expected a label, as disk=ssd, not ${quoted(text)}`)
  return [checkKey(text.slice(0, at), child), text.slice(at + 1)]
}

/** Throws where two children have one name, or there are too many of them. */
export function checkUnique(children: readonly ChildEntry[]): void {
  if (children.length > mostChildren) throw new Error(`more than ${mostChildren.toLocaleString('en')} children`)
  const seen = new Set<string>()
  for (const { name } of children) {
    if (seen.has(name)) throw new Error(`two children are named ${quoted(name)}: give one of them another name`)
    seen.add(name)
  }
}

/** A text for a sentence, cut where it is long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text)
}

function specOf(value: unknown, child: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw new Error(`${child} has no backend: write its spec, as "forward tcp://host:2375"`)
}

function labelsOf(value: unknown, child: string): ReadonlyMap<string, string> {
  if (value === undefined || value === null) return new Map()
  if (!isRecord(value)) throw new Error(`${child}: labels are an object of texts`)
  return new Map(Object.entries(value).map(([key, text]) => [checkKey(key, child), textOf(text, key, child)]))
}

function textOf(value: unknown, key: string, child: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Error(`${child}: the label ${quoted(key)} is no text`)
}

function checkKey(key: string, child: string): string {
  if (key === 'node') throw new Error(`${child} has a label "node", which is the name of the child itself`)
  if (key === '') throw new Error(`${child} has a label without a name`)
  return key
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

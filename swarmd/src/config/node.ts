import { swarmError, type ErrorKind } from 'libswarm-core'

/** Where something was written: a file as a person is shown it, from 1 the line and column where they are known. */
export interface Place {
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** A value of a config file that still knows where it was written, whatever language that was. */
export type ConfigNode = ScalarNode | ListNode | MapNode

/** A value without parts. */
export interface ScalarNode {
  readonly kind: 'scalar'
  readonly place: Place
  readonly value: string | number | boolean | null
}

/** A list. */
export interface ListNode {
  readonly kind: 'list'
  readonly place: Place
  readonly items: readonly ConfigNode[]
}

/** Keys and values as they were written: a key may be there twice, and may have any name. */
export interface MapNode {
  readonly kind: 'map'
  readonly place: Place
  readonly entries: readonly Entry[]
}

/** One key of a map, and its value. */
export interface Entry {
  readonly key: string
  readonly place: Place
  readonly value: ConfigNode
}

/** How deep a config may be nested. */
export const deepest = 64

/** How many values a config may have, those that an alias repeats included. */
export const mostValues = 10_000

/** `file:line:column`, as far as it is known. */
export function formatPlace({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':')
}

/** An error about a place of a config file. What is wrong there was not written on the command line: exit code 1. */
export function configError(place: Place, sentence: string, kind: ErrorKind = 'Unavailable', cause?: unknown): Error {
  return swarmError(kind, `${formatPlace(place)}: ${sentence}`, cause)
}

/** What a value is, for a sentence. */
export function describeNode(node: ConfigNode): string {
  if (node.kind === 'scalar') return node.value === null ? 'nothing' : shorten(JSON.stringify(node.value))
  return node.kind === 'list' ? 'a list' : 'a map'
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

/** The entries of a map by key. Throws when a key is there twice. */
export function entriesOf(node: MapNode): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const entry of node.entries) {
    const first = entries.get(entry.key)
    if (first !== undefined) {
      throw configError(entry.place, `duplicate key ${JSON.stringify(entry.key)}, first at ${formatPlace(first.place)}`)
    }
    entries.set(entry.key, entry)
  }
  return entries
}

/** The plain data of a node. */
export function dataOf(node: ConfigNode): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(dataOf)
  return Object.fromEntries([...entriesOf(node).values()].map(({ key, value }) => [key, dataOf(value)]))
}

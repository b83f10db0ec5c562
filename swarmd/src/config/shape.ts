import { describeError, isSwarmError } from 'libswarm-core'
import { configError, describeNode, type ConfigNode } from './node.js'

/** Where what a config says is relative to. */
export interface Base {
  /** The folder of the config file. */
  readonly folder: string
  readonly cwd: string
}

/** What a key takes: how it is called, how it is read. */
export interface Shape<T> {
  /** For sentences and the docs, as in `true or false`. */
  readonly takes: string
  /** Reads a node. Throws a sentence with its place; `name` is the key as a person knows it. */
  read(node: ConfigNode, name: string, base: Base): T
}

/** `true` or `false`. */
export const bool: Shape<boolean> = {
  takes: 'true or false',
  read(node, name) {
    if (node.kind !== 'scalar' || typeof node.value !== 'boolean') throw wrong(node, name, this.takes)
    return node.value
  },
}

/** A text that is not empty. */
export const text: Shape<string> = {
  takes: 'a text',
  read(node, name) {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '')
      throw wrong(node, name, this.takes)
    return node.value
  },
}

/** A whole number, from a least one up, or up to a most one. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER): Shape<number> {
  const takes = `a whole number from ${least} ${most === Number.MAX_SAFE_INTEGER ? 'up' : `to ${most}`}`
  return {
    takes,
    read(node, name) {
      const number = node.kind === 'scalar' && Number.isSafeInteger(node.value) ? Number(node.value) : NaN
      if (number >= least && number <= most) return number
      throw wrong(node, name, takes)
    },
  }
}

/** One of some texts. */
export function choice<T extends string>(choices: readonly T[]): Shape<T> {
  const takes = `one of ${choices.join(', ')}`
  return {
    takes,
    read(node, name) {
      const found = choices.find((one) => node.kind === 'scalar' && node.value === one)
      if (found === undefined) throw wrong(node, name, takes)
      return found
    },
  }
}

/** One item, or a list of them. */
export function oneOrMore<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    takes: `${item.takes}, or a list`,
    read(node, name, base) {
      if (node.kind !== 'list') return [item.read(node, name, base)]
      return node.items.map((one, index) => item.read(one, `${name}[${index}]`, base))
    },
  }
}

/** A list. */
export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    takes: `a list, each ${item.takes}`,
    read(node, name, base) {
      if (node.kind !== 'list') throw wrong(node, name, 'a list')
      return node.items.map((one, index) => item.read(one, `${name}[${index}]`, base))
    },
  }
}

/** A shape whose value is worked on; a `SwarmError` thrown then is given the place. */
export function map<A, B>(shape: Shape<A>, work: (value: A, base: Base) => B, takes = shape.takes): Shape<B> {
  return {
    takes,
    read(node, name, base) {
      const value = shape.read(node, name, base)
      return located(node, name, () => work(value, base))
    },
  }
}

/** What some work on a node makes; a `SwarmError` that it throws is given the node's place. */
export function located<T>(node: ConfigNode, name: string, work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    if (!isSwarmError(thrown)) throw thrown
    throw configError(node.place, `"${name}": ${describeError(thrown)}`)
  }
}

/** The error about a value of the wrong kind. */
export function wrong(node: ConfigNode, name: string, takes: string): Error {
  return configError(node.place, `"${name}" takes ${takes}, not ${describeNode(node)}`)
}

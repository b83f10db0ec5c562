import type { ByteString } from '../../../byte-string.js'
import { addOtherCase, emptySet } from '../../../regex/byte-set.js'
import type { Assertion, RegexNode } from '../../../regex/node.js'
import { parsePerl } from '../../../regex/parse-perl.js'
import { parseRegex, type Parsed } from '../../../regex/parse.js'
import { Regex, type Match, type Turns } from '../../../regex/regex.js'
import type { GrepOptions } from './options.js'

/** What grep looks for: the first and longest match of any pattern. */
export class Matcher {
  readonly #regexes: readonly Regex[]

  /** Throws `RegexError`. */
  constructor(patterns: readonly ByteString[], options: GrepOptions) {
    const parsed = patterns.map((pattern) => parse(pattern, options))
    const bound = parsed.map(({ node, groups }) => ({ node: bounded(node, options), groups }))
    // What refers to its groups has numbers of its own.
    const plain = bound.filter(({ node }) => options.dialect !== 'perl' && !refers(node))
    const own = bound.filter((one) => !plain.includes(one))
    const items = plain.map(({ node }) => node)
    const joined = items.length === 0 ? [] : [new Regex({ node: joinedOf(items), groups: 0 })]
    const { ignoreCase } = options
    this.#regexes = [...joined, ...own.map((one) => new Regex(one, { ignoreCase, perl: options.dialect === 'perl' }))]
  }

  async test(text: ByteString, turns: Turns): Promise<boolean> {
    for (const regex of this.#regexes) {
      const found = regex.test(text, turns)
      if (found instanceof Promise ? await found : found) return true
    }
    return false
  }

  async find(text: ByteString, from: number, turns: Turns): Promise<Match | undefined> {
    let best: Match | undefined
    for (const regex of this.#regexes) {
      const found = await regex.exec(text, turns, { from, groups: false })
      if (found === undefined) continue
      const better =
        best === undefined || found.start < best.start || (found.start === best.start && found.end > best.end)
      if (better) best = found
    }
    return best
  }
}

const joinedOf = (items: readonly RegexNode[]): RegexNode =>
  items.length === 1 ? items[0]! : { kind: 'choice', items }

function parse(pattern: ByteString, { dialect, ignoreCase }: GrepOptions): Parsed {
  if (dialect === 'perl') return parsePerl(pattern, { ignoreCase })
  if (dialect !== 'fixed') {
    return parseRegex(pattern, { extended: dialect === 'extended', ignoreCase, lenient: true })
  }
  const items = [...pattern].map((char): RegexNode => {
    const set = emptySet()
    set[char.charCodeAt(0)] = 1
    if (ignoreCase) addOtherCase(set)
    return { kind: 'set', set }
  })
  return { node: { kind: 'sequence', items }, groups: 0 }
}

function bounded(node: RegexNode, { words, wholeLines }: GrepOptions): RegexNode {
  const between = (before: Assertion, after: Assertion): RegexNode => ({
    kind: 'sequence',
    items: [{ kind: 'assertion', what: before }, node, { kind: 'assertion', what: after }],
  })
  if (wholeLines) return between('line-start', 'line-end')
  return words ? between('no-word-before', 'no-word-after') : node
}

function refers(node: RegexNode): boolean {
  switch (node.kind) {
    case 'reference':
      return true
    case 'sequence':
    case 'choice':
      return node.items.some(refers)
    case 'repeat':
    case 'group':
    case 'look':
      return refers(node.item)
    case 'set':
    case 'assertion':
    case 'keep':
      return false
  }
}

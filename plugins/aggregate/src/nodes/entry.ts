import { wordsOf } from '../discovery/words.js'
import type { Fail } from '../fail.js'

/** A child as it is written: its name, the backend that is spawned for it, and labels of its own. */
export interface ChildEntry {
  /** One word without `/`, `:` and spaces; what `node/name` begins with. */
  readonly name: string
  /** A backend's spec, `forward tcp://b:2376`. */
  readonly spec: string
  readonly labels: ReadonlyMap<string, string>
}

const named = /^([A-Za-z0-9][A-Za-z0-9_.-]*)=(.*)$/s
const nameOnly = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/

/**
 * Reads the children of a command line, or of a file where they may be quoted as there: `a='forward ssh://a'`, or a spec without a name, which gets the host of its
 * address, or its backend's name with a number. Labels are `NAME:KEY=VALUE`. Throws `InvalidParameter` for a name that
 * is none or is there twice, and a label of a child that is not there.
 */
export function readEntries(words: readonly string[], labels: readonly string[], fail: Fail): readonly ChildEntry[] {
  const entries = new Map<string, ChildEntry & { readonly labels: Map<string, string> }>()
  words.forEach((written, index) => {
    const word = unquoted(written, fail)
    refuseOddName(word, fail)
    const [, name = unnamed(word, index, entries), quoted = word] = named.exec(word) ?? []
    const spec = unquoted(quoted, fail)
    if (spec.trim() === '')
      throw fail('InvalidParameter', `the child "${name}" has no backend: write ${name}='forward tcp://host:2375'`)
    if (entries.has(name))
      throw fail('InvalidParameter', `two children are named "${name}": give one of them another name`)
    entries.set(name, { name, spec, labels: new Map() })
  })
  for (const label of labels) addLabel(label, entries, fail)
  return [...entries.values()]
}

/** Whether a text can be the name of a node. */
export const isNodeName = (text: string): boolean => nameOnly.test(text)

/** The host in the address of a spec, `b` of `forward tcp://b:2376`; undefined where it has none. */
export function hostOf(spec: string): string | undefined {
  const [, host] = /(?:^|[\s'"=])[a-z]+:\/\/(?:[^\s/@'"]*@)?(\[[^\]\s]+\]|[^\s/:'"]+)/.exec(spec) ?? []
  return host?.replace(/^\[|\]$/g, '')
}

/** A word such as `a/b='simulator'` has a name that cannot be one; what begins as a path does is a spec. */
function refuseOddName(word: string, fail: Fail): void {
  const [, name] = /^([^\s='"]*)=/.exec(word) ?? []
  if (name === undefined || isNodeName(name) || /^[./]/.test(name)) return
  const better = name.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'a'
  const sentence = `${JSON.stringify(name)} is no name of a child, which has letters, digits, "_", "." and "-" alone`
  throw fail('InvalidParameter', `${sentence}: write ${better}=${word.slice(name.length + 1)}`)
}

/** What stands in quotes as a whole, without them; no name of a child or a backend begins with one. */
function unquoted(text: string, fail: Fail): string {
  if (!/^['"]/.test(text)) return text
  try {
    const [word = '', ...more] = wordsOf(text)
    return more.length === 0 ? word : text
  } catch (thrown) {
    throw fail('InvalidParameter', `the child ${JSON.stringify(text)}: ${(thrown as Error).message}`)
  }
}

function unnamed(spec: string, index: number, taken: ReadonlyMap<string, unknown>): string {
  const host = hostOf(spec)
  if (host !== undefined && isNodeName(host) && !taken.has(host)) return host
  const backend = spec.trim().split(/\s/)[0]!.replace(/^.*\//, '')
  return `${isNodeName(backend) ? backend : 'node'}-${index + 1}`
}

function addLabel(
  text: string,
  entries: ReadonlyMap<string, { readonly labels: Map<string, string> }>,
  fail: Fail,
): void {
  const [, name = '', key = '', value = ''] = /^([^:]*):([^=]+)=(.*)$/s.exec(text) ?? []
  const labels = entries.get(name)?.labels
  if (labels === undefined) {
    const known = [...entries.keys()].join(', ')
    const right =
      known === '' ? 'children of --discovery have theirs there' : `write NAME:KEY=VALUE, with one of ${known}`
    throw fail('InvalidParameter', `the label "${text}" is of no child: ${right}`)
  }
  if (key === 'node')
    throw fail('InvalidParameter', `the label "${text}" cannot be: "node" is the name of the node itself`)
  labels.set(key, value)
}

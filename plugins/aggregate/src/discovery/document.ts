import { checkUnique, readEntry } from './entry.js'
import type { ChildEntry } from './source.js'

/**
 * Reads children from YAML 1.2, or JSON, which is YAML: an object of backends by name.
 *
 * @throws an `Error` that begins with `file:line`
 */
export async function readDocument(file: string, text: string): Promise<readonly ChildEntry[]> {
  const { parseDocument, LineCounter, isMap, isScalar } = await import('yaml')
  const lines = new LineCounter()
  const failAt = (offset: number | undefined, sentence: string) =>
    new Error(`${file}:${offset === undefined ? 1 : lines.linePos(offset).line}: ${sentence}`)
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined) throw failAt(problem.pos[0], problem.message.slice(0, 200))
  const { contents } = document
  if (!isMap(contents)) throw failAt(contents?.range?.[0], `expected an object of backends by name, {} for none`)
  const children = contents.items.map(({ key, value }) => {
    if (!isScalar(key)) throw failAt(undefined, 'a name is a text')
    const at = key.range?.[0]
    try {
      return readEntry(String(key.value), isScalar(value) ? value.value : toJs(value, document))
    } catch (thrown) {
      throw failAt(at, (thrown as Error).message)
    }
  })
  checkUnique(children)
  return children
}

interface Convertible {
  toJS(document: unknown): unknown
}

/** A node as a value, with its aliases followed. */
function toJs(node: unknown, document: unknown): unknown {
  return node === null || node === undefined ? node : (node as Convertible).toJS(document)
}

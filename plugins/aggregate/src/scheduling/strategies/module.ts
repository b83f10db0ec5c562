import { isAbsolute, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Fail } from '../fail.js'
import type { NodeSnapshot } from '../snapshot.js'
import type { Strategy } from './strategy.js'

/** Whether the name of a strategy is the path of a module: `./x.js`, `../x.js`, `/x.js`. */
export const isModule = (name: string): boolean => /^\.{1,2}\//.test(name) || isAbsolute(name)

/**
 * Loads a strategy that is the default export of a module: `(candidates, request) => ordered candidates`. It is given the
 * nodes (`NodeSnapshot`) that the filters have left and what is asked for (`Request`), and returns those of them that the
 * container may go to, the best first; at once, so that nothing else is placed meanwhile. Rejects with
 * `InvalidParameter` where there is none; the strategy throws `Internal` where the module's function throws or returns
 * something else.
 *
 * @param folder the one that a relative path begins at
 */
export async function loadStrategy(path: string, folder: string, fail: Fail): Promise<Strategy> {
  const found = await importModule(resolve(folder, path), path, fail)
  const order = found['default']
  if (typeof order !== 'function') {
    const wanted = 'export default (candidates, request) => candidates'
    throw fail('InvalidParameter', `the strategy ${path} has no function as its default export: ${wanted}`)
  }
  return (nodes, request) => {
    const returned = callOrder(() => (order as (...given: unknown[]) => unknown)([...nodes], request), path, fail)
    return checkOrder(returned, nodes, (reason) => fail('Internal', `the strategy ${path} ${reason}`))
  }
}

async function importModule(file: string, path: string, fail: Fail): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
  } catch (thrown) {
    throw fail('InvalidParameter', `the strategy ${path} cannot be loaded: ${messageOf(thrown)}`, thrown)
  }
}

function callOrder(order: () => unknown, path: string, fail: Fail): unknown {
  try {
    return order()
  } catch (thrown) {
    throw fail('Internal', `the strategy ${path} failed: ${messageOf(thrown)}`, thrown)
  }
}

function checkOrder(
  returned: unknown,
  nodes: readonly NodeSnapshot[],
  invalid: (reason: string) => Error,
): readonly NodeSnapshot[] {
  if (returned instanceof Promise) {
    // What becomes of it concerns nobody; unheard, it would end the process.
    returned.catch(() => undefined)
    throw invalid('returned a promise; it returns the candidates at once')
  }
  if (!Array.isArray(returned)) throw invalid('returned no list; it returns the candidates, the best first')
  const given = new Set<unknown>(nodes)
  if (!returned.every((node) => given.has(node))) throw invalid('returned something that is none of the candidates')
  if (new Set(returned).size !== returned.length) throw invalid('returned a candidate twice')
  return returned as readonly NodeSnapshot[]
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : 'it threw no error')

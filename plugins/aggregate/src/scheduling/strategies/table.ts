import type { Fail } from '../fail.js'
import { binpack } from './binpack.js'
import { isModule, loadStrategy } from './module.js'
import { random } from './random.js'
import { spread } from './spread.js'
import type { Strategy } from './strategy.js'

const strategies: ReadonlyMap<string, Strategy> = new Map([
  ['spread', spread],
  ['binpack', binpack],
  ['random', random],
])

/**
 * The strategy of a name, or of a module at a path that begins in a folder. Rejects with `InvalidParameter` where there
 * is none.
 */
export async function readStrategy(name: string, folder: string, fail: Fail): Promise<Strategy> {
  const found = strategies.get(name)
  if (found !== undefined) return found
  if (isModule(name)) return loadStrategy(name, folder, fail)
  const known = [...strategies.keys()].join(', ')
  const sentence = `there is no strategy ${JSON.stringify(name)}; there are ${known}, and modules, such as ./my-strategy.js`
  throw fail('InvalidParameter', sentence)
}

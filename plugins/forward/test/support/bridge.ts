import { fileURLToPath } from 'node:url'
import type * as Conversions from '../../dist/bridge/conversions.js'
import type * as Json from '../../dist/bridge/json.js'
import type * as Steps from '../../dist/bridge/steps.js'
import type * as Versions from '../../dist/bridge/versions.js'

/** A module of the bridge as it was compiled, which the bundle has no name for. */
async function compiled(name: string): Promise<unknown> {
  return import(fileURLToPath(new URL(`../../build/bridge/${name}.js`, import.meta.url)))
}

export const { steps } = (await compiled('steps')) as typeof Steps
export const { isOlder } = (await compiled('versions')) as typeof Versions
export const { parseJson, printJson } = (await compiled('json')) as typeof Json
export const { convertAnswer, convertBody, convertMessage, convertQuery, conversionsFor } = (await compiled(
  'conversions',
)) as typeof Conversions

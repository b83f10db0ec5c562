import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ownFolder } from './own-folder.js'

/** The version of this package. */
export async function version(): Promise<string> {
  const text = await readFile(join(ownFolder(), 'package.json'), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}

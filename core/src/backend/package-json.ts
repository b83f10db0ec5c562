import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describeError, swarmError } from '../errors.js'
import { shared } from './shared.js'

const limit = 1 << 20

/** A `package.json` as it was read: nothing in it is checked. */
export type PackageJson = Readonly<Record<string, unknown>>

/**
 * Reads the `package.json` of a folder. What is no regular file, or longer than 1 MiB, is not opened. Throws `NotFound`
 * without one, `Unavailable` for one that cannot be read; the folder is not in the sentence.
 */
export const readPackageJson = shared(async (folder: string): Promise<PackageJson> => {
  const file = join(folder, 'package.json')
  const bad = (reason: string, cause?: unknown) => swarmError('Unavailable', `package.json ${reason}`, cause)
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw swarmError('NotFound', 'there is no package.json', cause)
    if (cause.code === 'ENOTDIR') throw swarmError('NotFound', 'it is a file, and not the folder of a package', cause)
    throw bad(`cannot be read: ${cause.message}`, cause)
  })
  if (!found.isFile()) throw bad(found.isDirectory() ? 'is a folder' : 'is not a regular file')
  if (found.size > limit) throw bad('is longer than 1 MiB')
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw bad(`cannot be read: ${cause.message}`, cause)
  })
  const json = parse(text.replace(/^\ufeff/, ''), bad)
  if (!isRecord(json)) throw bad('is not a JSON object')
  return json
})

function parse(text: string, bad: (reason: string, cause: unknown) => Error): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw bad(`is not valid JSON: ${describeError(cause)}`, cause)
  }
}

/** Whether a value is an object with keys: no list, not null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

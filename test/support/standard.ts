import { readFile } from 'node:fs/promises'

const prefix = 'libswarm-backend-'
const manifest = JSON.parse(await readFile(new URL('../../swarmd/package.json', import.meta.url), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>
}

/** The names of the backends that swarmd's package brings along, sorted: `debug` for `libswarm-backend-debug`. */
export const standardBackends: readonly string[] = Object.keys(manifest.dependencies)
  .filter((name) => name.startsWith(prefix))
  .map((name) => name.slice(prefix.length))
  .sort()

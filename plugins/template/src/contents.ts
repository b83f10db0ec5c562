import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { languages, type LanguageName } from './languages.js'
import type { Names } from './names.js'
import { packageJson } from './package-json.js'
import type { Versions } from './versions.js'

/** Files to write: their texts by their paths in the new package. */
export type Contents = ReadonlyMap<string, string>

const root = fileURLToPath(new URL('..', import.meta.url))

// npm leaves a `.gitignore` out of the packages it makes.
const renamed: Readonly<Record<string, string>> = { gitignore: '.gitignore' }

/** Everything that a new backend consists of. */
export async function contentsOf(names: Names, language: LanguageName, versions: Versions): Promise<Contents> {
  const { source, building } = languages[language]
  const values = { name: names.backend, package: names.package, source, building }
  const files = [
    ...(await readFolder(join(root, 'files/shared'))),
    ...(await readFolder(join(root, 'files', language))),
    ['LICENSE', await readFile(join(root, 'LICENSE'), 'utf8')] as const,
  ]
  const filled = files.map(([path, text]) => [path, fill(text, values)] as const)
  return new Map([['package.json', packageJson(names, languages[language], versions)], ...filled])
}

async function readFolder(folder: string): Promise<readonly (readonly [path: string, text: string])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return Promise.all(
    paths.map(async (path) => [rename(path.slice(folder.length + 1)), await readFile(path, 'utf8')] as const),
  )
}

function rename(path: string): string {
  return join(dirname(path), renamed[basename(path)] ?? basename(path))
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (placeholder, key: string) => values[key] ?? placeholder)
}

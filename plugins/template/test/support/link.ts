import { mkdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

interface PackageJson {
  readonly bin?: string | Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

/** Installs what a new package is developed with, and their programs, as links to what this repository has of them. */
export async function linkDependencies(folder: string): Promise<void> {
  const { devDependencies } = await readJson(join(folder, 'package.json'))
  for (const name of Object.keys(devDependencies)) {
    await linkPackage(folder, name, dirname(require.resolve(`${name}/package.json`)))
  }
}

/** Links a package, and its programs, into `node_modules`. */
export async function linkPackage(folder: string, name: string, source: string): Promise<void> {
  const modules = join(folder, 'node_modules')
  const { bin = {} } = await readJson(join(source, 'package.json'))
  await link(source, join(modules, name))
  for (const [program, file] of Object.entries(typeof bin === 'string' ? { [basename(name)]: bin } : bin)) {
    await link(join(source, file), join(modules, '.bin', program))
  }
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await symlink(target, path)
}

async function readJson(file: string): Promise<PackageJson> {
  return JSON.parse(await readFile(file, 'utf8')) as PackageJson
}

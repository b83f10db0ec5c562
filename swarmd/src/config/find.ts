import { resolve } from 'node:path'
import type { PublicExplorer } from 'cosmiconfig'
import { configError, type ConfigNode } from './node.js'
import { parseConfig, speaksOfUs } from './parse.js'
import { checkFile, isPackageFile, presentPlaces, searchPlaces, showFile } from './places.js'

/** A config file that was found. */
export interface Found {
  readonly file: string
  /** The file as a person is shown it. */
  readonly shown: string
  /** What it says; undefined when it is empty. */
  readonly root: ConfigNode | undefined
  /** Files that the search would take too, were this one not there. */
  readonly behind: readonly string[]
}

/** Finds the config file as cosmiconfig does, from the working directory up to the package. */
export async function findConfig(cwd: string): Promise<Found | undefined> {
  const present = presentPlaces(cwd)
  for (const file of present) checkFile(file, showFile(file, cwd))
  // Most folders have a package.json, and nothing of ours.
  if (present.every((file) => isPackageFile(file)) && !(await anySays(present))) return undefined
  const result = await (await explorer(cwd)).search(cwd)
  if (result === null) return undefined
  const { file, root } = result.config as Loaded
  const behind = present.slice(present.indexOf(file) + 1).filter((other) => !isPackageFile(other))
  return { file, shown: showFile(file, cwd), root, behind }
}

/** Reads the config file of a name. */
export async function openConfig(name: string, cwd: string): Promise<Found> {
  const file = resolve(cwd, name)
  const shown = showFile(file, cwd)
  checkFile(file, shown)
  const result = await (await explorer(cwd)).load(file)
  const loaded = result === null || result.isEmpty === true ? undefined : (result.config as Loaded)
  if (loaded === undefined && isPackageFile(file)) throw configError({ file: shown }, 'it has no key "swarmd"')
  return { file, shown, root: loaded?.root, behind: [] }
}

async function anySays(packages: readonly string[]): Promise<boolean> {
  const { readFile } = await import('node:fs/promises')
  const texts = await Promise.all(packages.map((file) => readFile(file, 'utf8')))
  return texts.some(speaksOfUs)
}

/** What our loaders give cosmiconfig: it takes it for the config. */
interface Loaded {
  readonly file: string
  readonly root: ConfigNode
}

/**
 * cosmiconfig's Explorer, with loaders of ours. `cosmiconfig()` itself would first run `.config/config.js` of the
 * working directory, where users could set its places.
 */
async function explorer(cwd: string): Promise<PublicExplorer> {
  const internal = 'cosmiconfig/dist/Explorer.js'
  const { Explorer } = (await import(internal)) as { readonly Explorer: new (options: object) => PublicExplorer }
  const load = async (file: string, text: string): Promise<Loaded | null | { readonly swarmd: Loaded | null }> => {
    const root = await parseConfig(file, showFile(file, cwd), text)
    const loaded = root === undefined ? null : { file, root }
    return isPackageFile(file) ? { swarmd: loaded } : loaded
  }
  return new Explorer({
    moduleName: 'swarmd',
    searchPlaces,
    searchStrategy: 'project',
    loaders: { default: load },
    ignoreEmptySearchPlaces: true,
    applyPackagePropertyPathToConfiguration: false,
    metaConfigFilePath: null,
    mergeImportArrays: false,
    mergeSearchPlaces: false,
    transform: (result: unknown) => result,
    cache: false,
  })
}

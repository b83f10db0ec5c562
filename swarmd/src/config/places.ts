import { accessSync, constants, statSync, type Stats } from 'node:fs'
import { basename, dirname, extname, join, relative } from 'node:path'
import { configError, type Place } from './node.js'

/** The names of a config file, in the order that cosmiconfig looks for them in each folder. */
export const searchPlaces = [
  'package.json',
  ...rcFiles(''),
  ...rcFiles('.config/', 'swarmdrc'),
  ...['js', 'ts', 'cjs', 'mjs'].map((extension) => `swarmd.config.${extension}`),
]

function rcFiles(folder: string, name = '.swarmdrc'): readonly string[] {
  const extensions = ['', '.json', '.yaml', '.yml', '.js', '.ts', '.cjs', '.mjs']
  return extensions.map((extension) => `${folder}${name}${extension}`)
}

/** The most bytes that a config file may have. */
export const mostBytes = 1024 * 1024

/**
 * What is there of the places that `searchStrategy: 'project'` goes through: those of the working directory, and of each
 * folder above it up to the first with a `package.json` or `package.yaml`. Nothing is opened.
 */
export function presentPlaces(cwd: string): readonly string[] {
  const present: string[] = []
  for (let folder = cwd; ; folder = dirname(folder)) {
    present.push(...searchPlaces.map((place) => join(folder, place)).filter((file) => statOf(file) !== undefined))
    const ends = ['package.json', 'package.yaml'].some((name) => statOf(join(folder, name)) !== undefined)
    if (ends || dirname(folder) === folder) return present
  }
}

/** Refuses what must not be opened: what is no regular file would block or never end. */
export function checkFile(file: string, shown: string): void {
  const place: Place = { file: shown }
  const stats = statOf(file)
  if (stats === undefined) throw configError(place, 'there is no such config file', 'NotFound')
  if (!stats.isFile()) throw configError(place, `it is ${kindOf(stats)}, not a regular file`)
  if (stats.size > mostBytes) {
    throw configError(place, `it has ${stats.size} bytes; a config has at most ${mostBytes}`, 'TooLarge')
  }
  try {
    accessSync(file, constants.R_OK)
  } catch (cause) {
    throw configError(place, 'it may not be read', 'Forbidden', cause)
  }
}

/** A file as a person is shown it: from the working directory when it is below it. */
export function showFile(file: string, cwd: string): string {
  const short = relative(cwd, file)
  return short === '' || short.startsWith('..') ? file : short
}

/** Whether the config is one key of a file that has others. */
export function isPackageFile(file: string): boolean {
  return basename(file, extname(file)) === 'package'
}

/** What a path leads to; undefined for what is not there or may not be looked at. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory'
  if (stats.isFIFO()) return 'a FIFO'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}

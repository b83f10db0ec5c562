import { readFile } from 'node:fs/promises'

/** The versions that a new package names: this package's own, and those of the tools that it is built with. */
export interface Versions {
  /** Of this package, and of everything of libswarm: all are published together. */
  readonly own: string
  /** A range for each tool, by its package. */
  readonly tools: Readonly<Record<string, string>>
}

/** Reads them in this package's `package.json`. */
export async function readVersions(): Promise<Versions> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  const { version, devDependencies } = JSON.parse(text) as Manifest
  return { own: version, tools: devDependencies }
}

interface Manifest {
  readonly version: string
  readonly devDependencies: Readonly<Record<string, string>>
}

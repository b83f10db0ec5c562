import { existsSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Client } from './registry-client.js'

/** The root folder of this repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** What of a `package.json` matters here. */
export interface PackageJson {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly files?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** A package as it is published. */
export interface Packed {
  readonly manifest: PackageJson
  /** The tarball. */
  readonly file: string
  readonly integrity: string
  readonly shasum: string
}

/** The folders of the packages that this repository publishes. */
export async function ownFolders(): Promise<readonly string[]> {
  const text = await readFile(join(root, 'package-lock.json'), 'utf8')
  const { packages } = JSON.parse(text) as { packages: Record<string, { link?: boolean; resolved?: string }> }
  return Object.values(packages).flatMap(({ link, resolved }) =>
    link === true && resolved !== undefined ? [join(root, resolved)] : [],
  )
}

/** Reads the `package.json` of a folder. */
export async function readPackageJson(folder: string): Promise<PackageJson> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageJson
}

/**
 * The installed folders of all that packages need, theirs included: what npm would fetch for them. Names that are not
 * installed here are left out when they are optional; the others are an error that says who wants them.
 */
export async function closure(folders: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>()
  const open = await Promise.all(folders.map((folder) => realpath(folder)))
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    if (found.has(folder)) continue
    found.add(folder)
    const json = await readPackageJson(folder)
    for (const name of needs(json)) {
      const needed = locate(name, folder)
      if (needed !== undefined) open.push(await realpath(needed))
      else if (json.optionalDependencies?.[name] === undefined) throw notInstalled(name, json.name)
    }
  }
  return [...found]
}

/** The folder of a package that is installed in this repository's root. */
export function installed(name: string, wantedBy: string): string {
  const folder = locate(name, root)
  if (folder === undefined) throw notInstalled(name, wantedBy)
  return folder
}

/** Packs folders with `npm pack`, running no script of theirs. Of one version in two folders, one is packed. */
export async function pack(client: Client, folders: readonly string[]): Promise<readonly Packed[]> {
  const tarballs = join(client.home, 'tarballs')
  const read = await Promise.all(folders.map(async (folder) => [folder, await readPackageJson(folder)] as const))
  const byId = new Map(read.map(([folder, manifest]) => [`${manifest.name}@${manifest.version}`, { folder, manifest }]))
  const once = [...byId.values()].map(({ folder }) => folder)
  const line = `npm pack --json --ignore-scripts --pack-destination ${tarballs}`
  const { stdout } = await client.say([line, ...once].join(' '), client.home)
  const packed = JSON.parse(stdout) as { id: string; filename: string; integrity: string; shasum: string }[]
  return packed.map(({ id, filename, integrity, shasum }) => {
    return { manifest: byId.get(id)!.manifest, file: join(tarballs, filename), integrity, shasum }
  })
}

function needs(json: PackageJson): readonly string[] {
  const peers = Object.keys(json.peerDependencies ?? {})
  return [
    ...Object.keys(json.dependencies ?? {}),
    ...Object.keys(json.optionalDependencies ?? {}),
    ...peers.filter((name) => json.peerDependenciesMeta?.[name]?.optional !== true),
  ]
}

/** Node's lookup of a package's folder, which `exports` has no say in. */
function locate(name: string, from: string): string | undefined {
  const places = createRequire(join(from, 'package.json')).resolve.paths(name) ?? []
  const inside = places.filter((place) => dirname(place).startsWith(root))
  return inside.map((place) => join(place, name)).find((folder) => existsSync(join(folder, 'package.json')))
}

function notInstalled(name: string, wantedBy: string): Error {
  return new Error(`${wantedBy} needs ${name}, which is not installed in this repository`)
}

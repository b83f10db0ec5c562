import { createHash } from 'node:crypto'
import { digest } from '../../digest.js'
import type { MakeError } from '../../errors.js'
import { padding } from '../../machine/archive/tar-block.js'
import { encodeHeader, tarEnd } from '../../machine/archive/tar-header.js'
import { toSeconds, toRfc3339 } from '../../time.js'
import type { Image } from '../image-record.js'
import { repositoryOf } from '../renaming.js'
import { writeConfig } from './config-json.js'
import { identityFile, identityOf } from './identity.js'
import type { ManifestItem } from './manifest.js'
import { layerOf, measure, type SavedLayer } from './saved-layer.js'

/** An image that is saved, and by which of its names. */
export interface Chosen {
  readonly image: Image
  readonly tags: readonly string[]
}

/** An image as it will be in an archive. */
export interface Saving extends Chosen {
  readonly config: Uint8Array
  readonly layers: readonly SavedLayer[]
}

/** Finds out what an image will be in an archive: what was loaded as it was, all else as one layer. */
export async function prepare(chosen: Chosen, signal: AbortSignal, error: MakeError): Promise<Saving> {
  const { image } = chosen
  const { archived } = image
  if (archived !== undefined) {
    const layers = archived.layers.map(({ chunks, size }) => ({ size, chunks: () => chunks }))
    return { ...chosen, config: archived.config, layers }
  }
  const { size, digest } = await measure(layerOf(image), signal)
  return { ...chosen, config: writeConfig(image, digest, error), layers: [{ size, chunks: () => layerOf(image) }] }
}

/** An archive of images as dockerd 20.10 makes it (moby `image/tarexport`), piece by piece. */
export function* archiveOf(all: readonly Saving[]): Generator<Uint8Array, void, void> {
  const written = new Set<string>()
  const manifest: ManifestItem[] = []
  for (const saving of all) {
    const { image, config, layers } = saving
    const folders = foldersOf(saving)
    for (const [index, folder] of folders.entries()) {
      if (written.has(folder)) continue
      written.add(folder)
      yield* layerFiles(saving, folder, layers[index]!)
    }
    const name = configName(config)
    if (!written.has(name)) yield* file(name, config, toSeconds(image.created))
    written.add(name)
    const RepoTags = saving.tags.length === 0 ? null : saving.tags
    manifest.push({ Config: name, RepoTags, Layers: folders.map((folder) => `${folder}/layer.tar`) })
  }
  yield* file('manifest.json', json(all.length === 0 ? null : manifest), 0)
  const known = all.filter(({ image }) => image.archived === undefined)
  const identities = known.map(({ image, config }) => [configName(config), identityOf(image)] as const)
  if (known.length > 0) yield* file(identityFile, json(Object.fromEntries(identities)), 0)
  const repositories = repositoriesOf(all)
  if (repositories.size > 0) yield* file('repositories', json(nested(repositories)), 0)
  yield tarEnd
}

/** Beside a layer are the files that engines before Docker 1.10 look for. */
function* layerFiles({ image }: Saving, folder: string, layer: SavedLayer): Generator<Uint8Array, void, void> {
  const at = toSeconds(image.created)
  const { architecture, os } = image.platform
  yield header(`${folder}/`, '5', 0o755, 0, at)
  yield* file(`${folder}/VERSION`, Buffer.from('1.0'), at)
  yield* file(`${folder}/json`, json({ id: folder, created: toRfc3339(image.created), architecture, os }), at)
  yield header(`${folder}/layer.tar`, '0', 0o644, layer.size, at)
  yield* layer.chunks()
  yield padding(layer.size)
}

/** The folder of each layer: called by what it is and by what it is on top of. */
function foldersOf({ image, config, layers }: Saving): readonly string[] {
  if (image.archived === undefined) return [digest(`layer of ${configName(config)}`)]
  let below = ''
  return layers.map((_, at) => (below = digest(`${below} ${image.layers[at]}`)))
}

const configName = (config: Uint8Array): string => `${createHash('sha256').update(config).digest('hex')}.json`

/** The layer on top by its repository and its tag. */
function repositoriesOf(all: readonly Saving[]): Map<string, Map<string, string>> {
  const repositories = new Map<string, Map<string, string>>()
  for (const saving of all) {
    const top = foldersOf(saving).at(-1)
    for (const tag of saving.tags) {
      const repository = repositoryOf(tag)
      const tags = repositories.get(repository) ?? new Map<string, string>()
      if (top !== undefined) repositories.set(repository, tags.set(tag.slice(repository.length + 1), top))
    }
  }
  return repositories
}

const nested = (maps: ReadonlyMap<string, ReadonlyMap<string, string>>): object =>
  Object.fromEntries([...maps].map(([name, tags]) => [name, Object.fromEntries(tags)]))

const json = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`)

function* file(name: string, bytes: Uint8Array, at: number): Generator<Uint8Array, void, void> {
  yield header(name, '0', 0o644, bytes.length, at)
  yield bytes
  yield padding(bytes.length)
}

const header = (name: string, type: string, mode: number, size: number, modified: number): Uint8Array =>
  encodeHeader({
    name,
    type,
    mode,
    uid: 0,
    gid: 0,
    size,
    modified: Math.max(0, modified),
    target: '',
    major: 0,
    minor: 0,
  })

import type { Job, Result } from 'libswarm-core'
import type { State } from '../state.js'
import type { Sink } from '../streams.js'
import { readConfig } from './archive/config-json.js'
import { readIdentity } from './archive/identity.js'
import { makeImage } from './archive/make-image.js'
import { readManifest, type ManifestItem } from './archive/manifest.js'
import { readArchiveOf, type ImageArchive } from './archive/read-archive.js'
import { LayerStack, type UnpackedLayer } from './archive/unpack-layers.js'
import { imageEvent } from './event.js'
import type { ArchivedLayer, Image } from './image-record.js'
import { progress } from './progress.js'
import { familiar, requireReference } from './reference.js'
import { renamed } from './renaming.js'

interface Loading {
  readonly sink: Sink
  readonly quiet: boolean
  readonly signal: AbortSignal
}

/** Answers `ImageLoad`: images of an archive as `docker save` makes it. Failures are told in the stream, as by dockerd. */
export function loadImages(state: State, job: Job<'ImageLoad'>): Result<'ImageLoad'> {
  const { quiet = true } = job.query
  return state.streams.open(job.signal, (sink) => {
    const stop = new AbortController()
    const { signal } = stop
    const tell = (thrown: unknown): void => {
      const { message } = thrown as Error
      sink.write({ errorDetail: { message }, error: message })
    }
    void load(state, job, { sink, quiet, signal })
      .catch(tell)
      .finally(() => sink.end())
    return () => stop.abort()
  })
}

async function load(state: State, job: Job<'ImageLoad'>, loading: Loading): Promise<void> {
  const archive = await readArchiveOf(state, job.input, loading.signal)
  let unnamed: string | undefined = ''
  for (const item of readManifest(archive.manifest(), state.error)) {
    const image = await loadOne(state, archive, item, loading)
    for (const tag of item.RepoTags ?? []) giveName(state, image.id, tag, loading.sink)
    if ((item.RepoTags ?? []).length > 0) unnamed = undefined
    else if (unnamed !== undefined) unnamed += `Loaded image ID: ${image.id}\n`
    state.events.publish([imageEvent('load', image.id, { name: image.id }, state.clock.now())])
  }
  // Go leaves out a text that is empty.
  if (unnamed !== undefined) loading.sink.write(unnamed === '' ? {} : { stream: unnamed })
}

/** Keeps one image, with the names that it has already. */
async function loadOne(state: State, archive: ImageArchive, item: ManifestItem, loading: Loading): Promise<Image> {
  const { clock, error, images } = state
  const config = archive.bytes(item.Config)
  const described = readConfig(config, error)
  const [expected, got] = [item.Layers.length, described.layers.length]
  if (expected !== got) {
    throw error('InvalidParameter', `invalid manifest, layers length mismatch: expected ${expected}, got ${got}`)
  }
  const identity = readIdentity(archive.identities(), item.Config)
  const known = images.get(identity?.id ?? described.id)
  if (known !== undefined) return known
  const stack = new LayerStack(() => clock.now(), error)
  const files = item.Layers.map((name) => archive.require(name))
  const layers: UnpackedLayer[] = []
  for (const [at, file] of files.entries()) {
    const layer = await stack.add(file, loading.signal)
    checkDigest(described.layers[at]!, layer.digest, at, error)
    layers.push(layer)
    if (!loading.quiet) tellLayer(state, { file, digest: layer.digest, sink: loading.sink })
  }
  const archived = { config, layers: files }
  const image = makeImage({ described, layers, tree: stack.freeze(), archived }, identity)
  // Another call may have brought it, and given it names, in the meantime.
  const come = images.get(image.id)
  if (come === undefined) images.put(image)
  return come ?? image
}

function checkDigest(wanted: string, got: string, at: number, error: State['error']): void {
  if (wanted === got) return
  throw error('InvalidParameter', `invalid diffID for layer ${at}: expected ${JSON.stringify(wanted)}, got "${got}"`)
}

interface Told {
  readonly file: ArchivedLayer
  readonly digest: string
  readonly sink: Sink
}

/** How many bytes of a layer are told of first. */
const toldFirst = 32_768

/** The progress of a layer that is new. */
function tellLayer({ images }: State, { file: { size }, digest, sink }: Told): void {
  if (images.all().some(({ layers }) => layers.includes(digest))) return
  const id = digest.slice('sha256:'.length, 'sha256:'.length + 12)
  for (const part of size > toldFirst ? [toldFirst, size] : [size])
    sink.write(progress('Loading layer', id, part, size))
}

/** Gives an image a name of the archive, which another one may have to lose. */
function giveName({ error, images }: State, id: string, text: string, sink: Sink): void {
  const reference = requireReference(text, error)
  if (reference.tag === undefined) throw error('InvalidParameter', `invalid tag ${JSON.stringify(text)}`)
  const name = familiar(reference)
  const other = images.named(name)
  if (other !== undefined && other.id !== id) {
    const renaming = `renaming the old one with ID ${other.id} to empty string`
    sink.write({ stream: `The image ${name} already exists, ${renaming}\n` })
  }
  const image = images.get(id)
  if (image !== undefined) images.put(renamed(image, { with: [name] }))
  sink.write({ stream: `Loaded image: ${name}\n` })
}

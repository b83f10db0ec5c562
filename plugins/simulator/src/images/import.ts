import { Readable } from 'node:stream'
import type { Job, Result } from 'libswarm-core'
import { configFields } from '../containers/config-fields.js'
import { readFields } from '../containers/read-fields.js'
import { Errno } from '../machine/errno.js'
import type { State } from '../state.js'
import { readConfig, writeConfig } from './archive/config-json.js'
import { makeImage } from './archive/make-image.js'
import { Room } from './archive/room.js'
import { LayerStack } from './archive/unpack-layers.js'
import { applyChanges, linesOf } from './commit-changes.js'
import { imageEvent } from './event.js'
import type { ArchivedLayer, Image } from './image-record.js'
import { parsePlatform, platforms } from './platform.js'
import { familiar, isTag, requireReference, withDefaultTag } from './reference.js'
import { renamed } from './renaming.js'
import { labelsOf } from './tag.js'

/** Answers `ImageCreate` with `fromSrc=-`: an image of one layer, which is the archive that the client sends. */
export async function importImage(state: State, job: Job<'ImageCreate'>): Promise<Awaited<Result<'ImageCreate'>>> {
  const { clock, error, events, images, streams } = state
  const { fromSrc, repo = '', platform = '', message = '', changes = [] } = job.query
  if (fromSrc !== '-') {
    throw error('NotImplemented', 'importing from an address is not simulated: send the archive, with fromSrc=-')
  }
  const name = repo === '' ? undefined : nameOf(state, job)
  const asked = {
    platform: platform === '' ? platforms[0] : parsePlatform(platform, error),
    comment: message === '' ? 'Imported from -' : message,
    config: applyChanges(readFields({}, configFields, 'Config', error), linesOf(changes), state),
  }
  if (asked.platform.os !== 'linux') throw error('InvalidParameter', 'operating system is not supported')
  const layer = await gather(state, job.input ?? Readable.from([]))
  const stack = new LayerStack(() => clock.now(), error)
  const unpacked = await stack.add(layer, job.signal)
  const created = clock.now()
  const made = { container: '', author: '', comment: asked.comment }
  const draft = { ...asked, created, made, history: [], layers: [], layerSizes: [], size: 0, tags: [], digests: [] }
  const config = writeConfig({ ...draft, lastTagged: undefined }, unpacked.digest, error)
  const described = readConfig(config, error)
  const archived = { config, layers: [layer] }
  const image = makeImage({ described, layers: [unpacked], tree: stack.freeze(), archived })
  images.put(name === undefined ? image : { ...renamed(image, { with: [name] }), lastTagged: created })
  const tagged = (of: Image) =>
    name === undefined ? [] : [imageEvent('tag', of.id, { ...labelsOf(of), name }, clock.now())]
  events.publish([
    ...tagged(image),
    imageEvent('import', image.id, { ...labelsOf(image), name: image.id }, clock.now()),
  ])
  return streams.open(job.signal, (sink) => {
    sink.write({ status: image.id })
    sink.end()
    return () => undefined
  })
}

function nameOf({ error }: State, { query: { repo = '', tag = '' } }: Job<'ImageCreate'>): string {
  const reference = requireReference(repo, error)
  if (reference.digest !== undefined) throw error('InvalidParameter', 'cannot import digest reference')
  if (tag !== '' && !isTag(tag)) throw error('InvalidParameter', 'invalid tag format')
  return familiar(withDefaultTag(tag === '' ? reference : { ...reference, tag }))
}

/** All that the client sends. Rejects with `InvalidParameter` where that is too much. */
async function gather({ error, images }: State, input: Readable): Promise<ArchivedLayer> {
  const room = new Room(images.all())
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of input.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      room.take(chunk.length)
      chunks.push(chunk)
      size += chunk.length
    }
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    throw error('InvalidParameter', `ApplyLayer exit status 1 stdout:  stderr: ${thrown.message.toLowerCase()}`)
  }
  return { chunks, size }
}

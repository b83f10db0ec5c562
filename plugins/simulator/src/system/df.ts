import type { Answer, Job } from 'libswarm-core'
import { isOlder, versionOf } from '../api-version.js'
import { ageOf } from '../containers/age.js'
import type { State } from '../state.js'
import { containerItems, imageItems, layersSize, volumeItems, type Items } from './disk-items.js'
import { usageOf } from './disk-usage.js'

type DataUsage = Answer<'SystemDataUsage'>

const kinds = ['container', 'image', 'volume', 'build-cache']

/** Answers `SystemDataUsage` in the shape of the API version asked for; 1.52 has both the older and the newer one. */
export function dataUsage(state: State, job: Job<'SystemDataUsage'>): DataUsage {
  const version = versionOf(state, job)
  const { type: types = [], verbose = false } = job.query
  const asked = isOlder(version, '1.42') ? [] : types
  for (const type of asked) {
    if (!kinds.includes(type)) throw state.error('InvalidParameter', `unknown object type: ${type}`)
  }
  const wants = (kind: string): boolean => asked.length === 0 || asked.includes(kind)
  const items = {
    ...(wants('image') ? { images: imageItems(state), layersSize: layersSize(state) } : {}),
    ...(wants('container') ? { containers: containerItems(state, ageOf(version)) } : {}),
    ...(wants('volume') ? { volumes: volumeItems(state, version) } : {}),
    ...(wants('build-cache') ? { buildCache: true } : {}),
  }
  const details = verbose && !isOlder(version, '1.52')
  return {
    ...(isOlder(version, '1.53') && !details ? legacy(items, version) : {}),
    ...(isOlder(version, '1.52') ? {} : usageOf(items, details)),
  }
}

function legacy({ images, layersSize = 0, containers, volumes, buildCache }: Items, version: string): DataUsage {
  const old = isOlder(version, '1.42')
  // Go leaves out what is empty.
  const written = containers?.map(({ SizeRw, SizeRootFs, ...container }) => ({
    ...container,
    ...(SizeRw === 0 ? {} : { SizeRw }),
    ...(SizeRootFs === 0 ? {} : { SizeRootFs }),
  }))
  const sized = isOlder(version, '1.44') ? images?.map((image) => ({ ...image, VirtualSize: image.Size })) : images
  return {
    LayersSize: layersSize,
    Images: sized === undefined ? null : [...sized],
    Containers: written ?? null,
    Volumes: volumes === undefined ? null : [...volumes],
    BuildCache: old || buildCache !== true ? null : [],
    ...(old ? { BuilderSize: 0 } : {}),
  }
}

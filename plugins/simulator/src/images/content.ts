import { digest } from '../digest.js'
import { toRfc3339 } from '../time.js'
import { rootfsOf } from '../machine/rootfs/rootfs.js'
import { families, otherFamily, userFamilies, type Family } from './families.js'
import type { HistoryEntry, ImageConfig, ImageContent } from './image-record.js'
import type { Platform } from './platform.js'
import { canonical, officialName, type Reference } from './reference.js'

/** One layer as a registry has it. */
export interface Blob {
  readonly digest: string
  /** Bytes, packed. */
  readonly size: number
}

/** An image as a registry has it. */
export interface Published {
  readonly content: ImageContent
  readonly blobs: readonly Blob[]
  /** The configuration, whose digest is the id. */
  readonly json: string
}

const million = 1_000_000
const oldest = Date.UTC(2024, 0, 1) * 1000
const day = 24 * 3600 * million

/** The image that a name means in every registry, for a platform; all of it is made of the name. */
export function contentOf(reference: Reference, platform: Platform): Published {
  const family = familyOf(reference)
  const seed = `${canonical(reference)} ${platform.architecture}`
  const number = numberOf(seed)
  const created = oldest + (number % 500) * day + (number % 86_399) * million
  const config = versioned(family, reference)
  const parts = layersOf(family, seed, platform)
  const history = historyOf(config, parts, created)
  const json = JSON.stringify({
    architecture: platform.architecture,
    ...(platform.variant === undefined ? {} : { variant: platform.variant }),
    os: platform.os,
    created: toRfc3339(created),
    config,
    history: history.map((step) => ({
      created: toRfc3339(step.created),
      created_by: step.createdBy,
      ...(step.size === 0 ? { empty_layer: true } : {}),
    })),
    rootfs: { type: 'layers', diff_ids: parts.map((part) => part.id) },
  })
  const content = {
    id: `sha256:${digest(json)}`,
    created,
    config,
    platform,
    layers: parts.map((part) => part.id),
    layerSizes: parts.map((part) => part.size),
    size: parts.reduce((sum, part) => sum + part.size, 0),
    history,
    files: once(() => rootfsOf(reference)),
  }
  return { content, blobs: parts.map((part) => ({ digest: part.blob, size: Math.ceil(part.size * 0.4) })), json }
}

/** What the images of a name are like, whichever registry they are from. */
export function familyOf(reference: Reference): Family {
  const own = officialName(reference)
  if (own !== undefined && Object.hasOwn(families, own)) return families[own]!
  return Object.hasOwn(userFamilies, reference.path) ? userFamilies[reference.path]! : otherFamily
}

function versioned({ config, version }: Family, { tag = 'latest' }: Reference): ImageConfig {
  const [own = version] = /^\d+(?:\.\d+)*/.exec(tag) ?? []
  const env = (config.Env ?? []).map((text) => text.replace('%', own))
  return { ...config, Env: env }
}

interface Part {
  readonly id: string
  readonly blob: string
  readonly size: number
}

/** The layers of an image; those of one family on the same base have their lowest in common. */
function layersOf(family: Family, seed: string, platform: Platform): readonly Part[] {
  const base = family.base === undefined ? [] : baseOf(family.base, platform)
  const count = family.layers - base.length
  const weights = Array.from({ length: count }, (_, at) => 1 + (numberOf(`${seed} weight ${at}`) % 100) ** 2)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const bytes = family.megabytes * million - base.reduce((sum, part) => sum + part.size, 0)
  const own = weights.map((weight, at) => ({
    id: `sha256:${digest(`${seed} layer ${at}`)}`,
    blob: `sha256:${digest(`${seed} blob ${at}`)}`,
    size: Math.max(Math.round((Math.max(bytes, million) * weight) / total), 32),
  }))
  return [...base, ...own]
}

function baseOf(name: string, platform: Platform): readonly Part[] {
  const reference = { domain: 'docker.io', path: `library/${name}`, tag: 'latest' }
  return layersOf(familyOf(reference), `${canonical(reference)} ${platform.architecture}`, platform)
}

/** One step a layer, then what the configuration sets, as a Dockerfile would. */
function historyOf(config: ImageConfig, parts: readonly Part[], created: number): readonly HistoryEntry[] {
  const [lowest, ...others] = parts
  const step = (createdBy: string, size = 0): HistoryEntry => ({ created, createdBy, size })
  const words = (list: readonly string[]): string => JSON.stringify(list)
  const listed = (values: object | null | undefined): string => Object.keys(values ?? {}).join(' ')
  const settings: readonly (readonly [boolean, string])[] = [
    ...(config.Env ?? []).slice(1).map((text) => [true, `ENV ${text}`] as const),
    [(config.WorkingDir ?? '') !== '', `WORKDIR ${config.WorkingDir}`],
    [listed(config.Volumes) !== '', `VOLUME [${listed(config.Volumes)}]`],
    [(config.Entrypoint ?? []).length > 0, `ENTRYPOINT ${words(config.Entrypoint ?? [])}`],
    [listed(config.ExposedPorts) !== '', `EXPOSE map[${listed(config.ExposedPorts).replaceAll(' ', ':{} ')}:{}]`],
    [(config.StopSignal ?? '') !== '', `STOPSIGNAL ${config.StopSignal}`],
    [(config.User ?? '') !== '', `USER ${config.User}`],
    [(config.Cmd ?? []).length > 0, `CMD ${words(config.Cmd ?? [])}`],
  ]
  return [
    ...(lowest === undefined ? [] : [step(`/bin/sh -c #(nop) ADD file:${lowest.id.slice(7)} in / `, lowest.size)]),
    ...others.map((part) => step(`COPY layer-${part.id.slice(7, 19)} / # buildkit`, part.size)),
    ...settings.filter(([isSet]) => isSet).map(([, text]) => step(text)),
  ]
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** A number made of a text, the same for the same text. */
const numberOf = (text: string): number => Number.parseInt(digest(text).slice(0, 8), 16)

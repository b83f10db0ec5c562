import { createHash } from 'node:crypto'
import { configFields } from '../../containers/config-fields.js'
import { isObject, mismatch, readFields } from '../../containers/read-fields.js'
import type { MakeError } from '../../errors.js'
import { parseRfc3339, toRfc3339 } from '../../time.js'
import type { Instant } from '../../world.js'
import type { HistoryEntry, Image, ImageConfig } from '../image-record.js'
import { platforms, type Platform } from '../platform.js'
import { readJson } from './read-json.js'

/** What the configuration of an image in an archive says (the image specification of Docker 1.2 and of the OCI). */
export interface Described {
  /** The digest of the JSON. */
  readonly id: string
  readonly created: Instant
  readonly config: ImageConfig
  readonly platform: Platform
  readonly comment: string
  readonly author: string
  /** Digests of the layers, the lowest first. */
  readonly layers: readonly string[]
  /** Each with whether it has made a layer. */
  readonly history: readonly (Omit<HistoryEntry, 'size'> & { readonly hasLayer: boolean })[]
}

type Values = Readonly<Record<string, unknown>>

/** Reads it. Throws `InvalidParameter` for what is no configuration. */
export function readConfig(bytes: Uint8Array, error: MakeError): Described {
  const value = readJson(Buffer.from(bytes).toString(), error)
  if (!isObject(value)) throw mismatch(value, 'value', 'image.Image', error)
  const config = isObject(value['config']) ? value['config'] : {}
  const rootfs = isObject(value['rootfs']) ? value['rootfs'] : {}
  const created = momentOf(value['created'])
  return {
    id: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    created,
    config: readFields(config, configFields, 'Config', error),
    platform: platformOf(value),
    comment: textOf(value['comment']),
    author: textOf(value['author']),
    layers: listOf(rootfs['diff_ids']).map(textOf),
    history: listOf(value['history'])
      .filter(isObject)
      .map((step) => ({
        created: 'created' in step ? momentOf(step['created']) : created,
        createdBy: textOf(step['created_by']),
        comment: textOf(step['comment']),
        hasLayer: step['empty_layer'] !== true,
      })),
  }
}

/** The configuration of an image whose files are one layer of this digest, as dockerd writes it. */
export function writeConfig(image: Omit<Image, 'id' | 'files'>, layer: string, error: MakeError): Uint8Array {
  const { created, history, made, platform } = image
  const steps = history.length === 0 ? [{ created, createdBy: '', comment: made?.comment ?? '' }] : history
  return Buffer.from(
    JSON.stringify({
      architecture: platform.architecture,
      ...(platform.variant === undefined ? {} : { variant: platform.variant }),
      ...filled({ comment: made?.comment, author: made?.author }),
      config: readFields({ ...image.config }, configFields, 'Config', error),
      created: toRfc3339(created),
      history: steps.map((step, at) => ({
        created: toRfc3339(step.created),
        ...filled({ created_by: step.createdBy, comment: step.comment }),
        ...(at === 0 ? {} : { empty_layer: true }),
      })),
      os: platform.os,
      rootfs: { type: 'layers', diff_ids: [layer] },
    }),
  )
}

/** Go leaves out what is empty. */
const filled = (texts: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''))

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const momentOf = (value: unknown): Instant => parseRfc3339(textOf(value)) ?? never
/** 0001-01-01: a moment that nobody has told. */
const never: Instant = -62_135_596_800 * 1_000_000

function platformOf({ architecture, os, variant }: Values): Platform {
  const [own] = platforms
  return {
    os: textOf(os) || own.os,
    architecture: textOf(architecture) || own.architecture,
    ...(textOf(variant) === '' ? {} : { variant: textOf(variant) }),
  }
}

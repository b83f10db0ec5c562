import type { HistoryEntry, Image, ImageContent } from '../image-record.js'
import { isObject } from '../../containers/read-fields.js'

/** The file of an archive that says what simulators know of its images besides, by the name of the configuration. */
export const identityFile = 'simulator.json'

/**
 * What an image that was pulled or made in a simulator is known by. Its layers are made up, and an archive has to have
 * digests that are right: by this another simulator knows the same image, where a real engine gives it another id.
 */
export type Identity = Pick<ImageContent, 'id' | 'created' | 'layers' | 'layerSizes' | 'size' | 'history'>

export const identityOf = ({ id, created, layers, layerSizes, size, history }: Image): Identity => ({
  ...{ id, created, layers, layerSizes, size, history },
})

/** Reads what an archive says of an image; undefined where it says nothing, or what no simulator has written. */
export function readIdentity(file: unknown, config: string): Identity | undefined {
  const said = isObject(file) && Object.hasOwn(file, config) ? file[config] : undefined
  if (!isObject(said)) return undefined
  const { id, created, layers, layerSizes, size, history } = said
  const isRight =
    isDigest(id) &&
    Number.isSafeInteger(created) &&
    isListOf(layers, isDigest) &&
    isListOf(layerSizes, isSize) &&
    layers.length === layerSizes.length &&
    isSize(size) &&
    isListOf(history, isStep)
  return isRight ? { id, created: created as number, layers, layerSizes, size, history } : undefined
}

const isListOf = <T>(value: unknown, is: (item: unknown) => item is T): value is readonly T[] =>
  Array.isArray(value) && value.every(is)

const isDigest = (value: unknown): value is string => typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value)

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function isStep(value: unknown): value is HistoryEntry {
  if (!isObject(value)) return false
  const { created, createdBy, size, comment = '' } = value
  return Number.isSafeInteger(created) && typeof createdBy === 'string' && isSize(size) && typeof comment === 'string'
}

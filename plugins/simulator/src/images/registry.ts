import { digest } from '../digest.js'
import { contentOf, type Published } from './content.js'
import { platforms, type Platform } from './platform.js'
import { familiarName, fullName, type Reference } from './reference.js'

/** What a registry has under a name: one image a platform. */
export interface Listing {
  /** `sha256:` and 64 digits: what the name is pulled by if not by a tag. */
  readonly digest: string
  /** Bytes of the list of manifests. */
  readonly size: number
  readonly image: (platform: Platform) => Published
}

/** The media type of a list of manifests. */
export const listType = 'application/vnd.docker.distribution.manifest.list.v2+json'
const manifestType = 'application/vnd.docker.distribution.manifest.v2+json'
const configType = 'application/vnd.docker.container.image.v1+json'
const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip'

/** Why a registry does not give an image: it has no such repository, or not that tag of it. */
export type Denial = 'repository' | 'manifest'

// A digest that was told longer ago means an image of its own.
const mostTold = 1000

/** All registries: they have every image, and remember by which digests they have told of one lately. */
export class Registry {
  readonly #tagByDigest = new Map<string, string>()

  /** What is there under a name that has a tag or a digest. */
  listing(reference: Reference): Listing {
    const { domain, path } = reference
    const told = this.#tagByDigest.get(`${fullName(reference)}@${reference.digest}`)
    const tag = reference.digest === undefined ? (reference.tag ?? 'latest') : told
    if (tag === undefined) {
      const source = { domain, path, digest: reference.digest! }
      return {
        digest: source.digest,
        size: manifestList(source).length,
        image: (platform) => contentOf(source, platform),
      }
    }
    const source = { domain, path, tag }
    const list = manifestList(source)
    const name = `sha256:${digest(list)}`
    this.#tagByDigest.set(`${fullName(source)}@${name}`, tag)
    const [oldest] = this.#tagByDigest.keys()
    if (this.#tagByDigest.size > mostTold) this.#tagByDigest.delete(oldest!)
    return { digest: name, size: list.length, image: (platform) => contentOf(source, platform) }
  }
}

/** Why an image is denied by patterns of names, in which `*` stands for any text; undefined where it is not. */
export function denialOf(reference: Reference, patterns: readonly string[]): Denial | undefined {
  const names = [familiarName(reference), fullName(reference)]
  const denies = (texts: readonly string[]): boolean =>
    patterns.some((pattern) => texts.some((text) => fitsGlob(pattern, text)))
  if (denies(names)) return 'repository'
  const { tag, digest } = reference
  const ends = [...(tag === undefined ? [] : [`:${tag}`]), ...(digest === undefined ? [] : [`@${digest}`])]
  return denies(names.flatMap((name) => ends.map((end) => name + end))) ? 'manifest' : undefined
}

/** Whether a text fits a pattern in which `*` stands for any text. Takes time of their lengths' product at most. */
export function fitsGlob(pattern: string, text: string): boolean {
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return pattern === text
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const part of others) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}

function manifestList(source: Reference): string {
  const manifests = platforms.map((platform) => {
    const manifest = manifestOf(contentOf(source, platform))
    return { mediaType: manifestType, size: manifest.length, digest: `sha256:${digest(manifest)}`, platform }
  })
  return JSON.stringify({ schemaVersion: 2, mediaType: listType, manifests })
}

function manifestOf({ content, json, blobs }: Published): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: { mediaType: configType, size: Buffer.byteLength(json), digest: content.id },
    layers: blobs.map((blob) => ({ mediaType: layerType, size: blob.size, digest: blob.digest })),
  })
}

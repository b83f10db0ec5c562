import { digest } from './digest.js'
import type { MakeError } from './errors.js'

/** What a container takes from an image when it is created without. */
export const imageDefaults = { command: ['sh'] } as const

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const host = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?'
const reference = new RegExp(
  `^(?:(${host})/)?(${component}(?:/${component})*)(?::(\\w[\\w.-]{0,127}))?(?:@([a-zA-Z0-9+._-]+:[0-9a-fA-F]{32,}))?$`,
)

/** A name of 255 characters at most, with a tag of 128 and a digest of SHA-512 (`distribution/reference`). */
const longestReference = 255 + 1 + 128 + 1 + 7 + 128

/**
 * The id of the image that a reference means: stable, made of the whole reference (`docker.io/library/busybox:latest`).
 * Every well-formed reference means an image; undefined for any other.
 */
export function imageIdOf(text: string): string | undefined {
  if (/^sha256:[0-9a-f]{64}$/.test(text)) return text
  if (/^[0-9a-f]{64}$/.test(text)) return undefined
  const parts = text.length > longestReference ? null : reference.exec(text)
  if (parts === null) return undefined
  const [, domain = '', path = '', tag, pinned] = parts
  const name = fullName(domain, path)
  return `sha256:${digest(pinned === undefined ? `${name}:${tag ?? 'latest'}` : `${name}@${pinned}`)}`
}

/** As `imageIdOf`; throws `InvalidParameter` in the words of moby's `distribution/reference`. */
export function requireImageId(text: string, error: MakeError): string {
  const id = imageIdOf(text)
  if (id !== undefined) return id
  const [first = '', ...others] = text.split('/')
  const [name = ''] = (others.length > 0 && isHost(first) ? others.join('/') : text).split(':')
  const lowercase = name === name.toLowerCase() ? '' : ': repository name must be lowercase'
  throw error('InvalidParameter', `invalid reference format${lowercase}`)
}

/** Whether the first part of a reference names a registry, and not a user of Docker Hub. */
function isHost(part: string): boolean {
  return /[.:]/.test(part) || part === 'localhost' || part !== part.toLowerCase()
}

/** The name with its registry: Docker Hub is `docker.io`, its own images are in `library`. */
function fullName(domain: string, path: string): string {
  if (domain !== '' && domain !== 'docker.io')
    return isHost(domain) ? `${domain}/${path}` : `docker.io/${domain}/${path}`
  return path.includes('/') ? `docker.io/${path}` : `docker.io/library/${path}`
}

import type { MakeError } from '../errors.js'

/** The name of an image, as `distribution/reference` reads it, with its registry. */
export interface Reference {
  /** `docker.io`, `localhost:5000`. */
  readonly domain: string
  /** `library/busybox`. */
  readonly path: string
  readonly tag?: string
  /** `sha256:` and its digits; or SHA-384, SHA-512. */
  readonly digest?: string
}

/** What a text is, or the sentence that says why it is no reference. */
export type Parsed = { readonly reference: Reference } | { readonly refusal: string }

const invalid = 'invalid reference format'
const longestName = 255
// Longer than any reference; regular expressions need not see it.
const longestText = 4096

const hostPart = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?'
const host = new RegExp(`^(?:${hostPart}(?:\\.${hostPart})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?$`)
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const digestText = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'
const remainderOf = new RegExp(`^(${component}(?:/${component})*)(?::(\\w[\\w.-]{0,127}))?(?:@(${digestText}))?$`)
const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 }

/** Reads a name with or without registry, tag and digest (`ParseNormalizedNamed`). */
export function parseReference(text: string): Parsed {
  if (text.length > longestText) return { refusal: invalid }
  if (/^[0-9a-f]{64}$/.test(text)) {
    return { refusal: `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings` }
  }
  const [domain, remainder] = splitDomain(text)
  const [name = ''] = remainder.split(':')
  if (name !== name.toLowerCase()) return { refusal: `${invalid}: repository name must be lowercase` }
  const [, path, tag, digest] = remainderOf.exec(remainder) ?? []
  if (path === undefined || !host.test(domain)) return { refusal: invalid }
  if (domain.length + 1 + path.length > longestName) {
    return { refusal: `repository name must not be more than ${longestName} characters` }
  }
  const refusal = digest === undefined ? undefined : refuseDigest(digest)
  if (refusal !== undefined) return { refusal }
  return {
    reference: { domain, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) },
  }
}

/** As `parseReference`; throws `InvalidParameter`. */
export function requireReference(text: string, error: MakeError): Reference {
  const parsed = parseReference(text)
  if ('refusal' in parsed) throw error('InvalidParameter', parsed.refusal)
  return parsed.reference
}

/** The name of an official image (`library/…`), whichever registry it is from; undefined of any other. */
export function officialName({ domain, path }: Reference): string | undefined {
  const [, name = domain === 'docker.io' ? undefined : path] = /(?:^|\/)library\/([^/]+)$/.exec(path) ?? []
  return name
}

/** The id that a text is in full, with or without `sha256:`; undefined for any other. */
export const idOf = (text: string): string | undefined =>
  /^(?:sha256:)?[0-9a-f]{64}$/.test(text) ? `sha256:${text.slice(-64)}` : undefined

/** Whether a text is a digest of an algorithm that Docker has. */
export const isDigest = (text: string): boolean =>
  new RegExp(`^${digestText}$`).test(text) && refuseDigest(text) === undefined

/** Whether a text can be a tag. */
export const isTag = (text: string): boolean => /^\w[\w.-]{0,127}$/.test(text)

/** A reference that has a tag: `latest` where it has neither tag nor digest. */
export const withDefaultTag = (reference: Reference): Reference =>
  reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: 'latest' } : reference

/** The name without tag and digest, registry and all. */
export const fullName = ({ domain, path }: Reference): string => `${domain}/${path}`

/** The whole reference, registry and all; Docker sorts by it. */
export const canonical = (reference: Reference): string => fullName(reference) + suffix(reference)

/** The name as people write it, without tag and digest: Docker Hub and its `library` are left out. */
export function familiarName({ domain, path }: Reference): string {
  if (domain !== 'docker.io') return `${domain}/${path}`
  const [, own] = /^library\/([^/]+)$/.exec(path) ?? []
  return own ?? path
}

/** The whole reference as people write it. */
export const familiar = (reference: Reference): string => familiarName(reference) + suffix(reference)

function suffix({ tag, digest }: Reference): string {
  return (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`)
}

/** The first part is a registry where it cannot be a user of Docker Hub. */
function splitDomain(text: string): readonly [string, string] {
  const at = text.indexOf('/')
  const first = text.slice(0, Math.max(at, 0))
  const isHost = at >= 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase())
  const domain = !isHost || first === 'index.docker.io' ? 'docker.io' : first
  const remainder = isHost ? text.slice(at + 1) : text
  return [domain, domain === 'docker.io' && !remainder.includes('/') ? `library/${remainder}` : remainder]
}

function refuseDigest(digest: string): string | undefined {
  const [algorithm = '', digits = ''] = digest.split(':')
  const length = Object.hasOwn(digestLengths, algorithm) ? digestLengths[algorithm] : undefined
  if (length === undefined) return 'unsupported digest algorithm'
  if (digits.length !== length) return 'invalid checksum digest length'
  return digits === digits.toLowerCase() ? undefined : 'invalid checksum digest format'
}

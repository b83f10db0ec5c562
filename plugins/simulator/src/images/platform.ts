import type { MakeError } from '../errors.js'

/** What an image runs on. */
export interface Platform {
  readonly os: string
  readonly architecture: string
  /** Of the architecture, such as `v8`. */
  readonly variant?: string
}

/** What every simulated image is made for; the first is the engine's own. */
export const platforms = [
  { architecture: 'amd64', os: 'linux' },
  { architecture: 'arm', os: 'linux', variant: 'v7' },
  { architecture: 'arm64', os: 'linux', variant: 'v8' },
] as const satisfies readonly Platform[]

const architectures: Readonly<Record<string, string>> = {
  amd64: 'amd64',
  x86_64: 'amd64',
  'x86-64': 'amd64',
  arm64: 'arm64',
  aarch64: 'arm64',
  arm: 'arm',
  armhf: 'arm',
  armel: 'arm',
  386: '386',
  i386: '386',
  ppc64le: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
  mips64le: 'mips64le',
  loong64: 'loong64',
}
const systems = ['linux', 'windows', 'darwin', 'freebsd']

/** Reads `linux/arm64/v8`, `linux`, `arm64`; throws `InvalidParameter` in containerd's words. */
export function parsePlatform(text: string, error: MakeError): Platform {
  const refuse = (why: string): Error => error('InvalidParameter', `${why}: invalid argument`)
  const parts = text.toLowerCase().split('/')
  const wrong = parts.find((part) => !/^[a-z0-9_-]+$/.test(part))
  if (wrong !== undefined) {
    const rule = 'platform specifier component must match "^[A-Za-z0-9_-]+$"'
    throw refuse(`"${wrong}" is an invalid component of "${text}": ${rule}`)
  }
  if (parts.length > 3) throw refuse(`"${text}": cannot parse platform specifier`)
  const [first = '', second, variant] = parts
  if (second !== undefined) {
    const architecture = Object.hasOwn(architectures, second) ? architectures[second]! : second
    return { os: first, architecture, ...(variant === undefined ? {} : { variant }) }
  }
  if (systems.includes(first)) return { os: first, architecture: platforms[0].architecture }
  if (Object.hasOwn(architectures, first)) return { os: 'linux', architecture: architectures[first]! }
  throw refuse(`"${text}": unknown operating system or architecture`)
}

/** Whether what is made for one platform is what is asked for; without a variant, any is. */
export const isFor = (made: Platform, { os, architecture, variant }: Platform): boolean =>
  made.os === os && made.architecture === architecture && (variant === undefined || made.variant === variant)

/** The one of `platforms` that runs what is asked for; undefined where images have none such. */
export const matchPlatform = (asked: Platform): Platform | undefined =>
  platforms.find((platform) => isFor(platform, asked))

/** `linux/arm64/v8`. */
export const platformText = ({ os, architecture, variant }: Platform): string =>
  [os, architecture, ...(variant === undefined ? [] : [variant])].join('/')

/** Throws `NotFound` where the image that a text means is made for another platform than the one asked for. */
export function requirePlatform(made: Platform, asked: Platform, text: string, error: MakeError): void {
  if (isFor(made, asked)) return
  const found = `wanted ${platformText(asked)}, actual: ${platformText(made)}`
  const sentence = `image with reference ${text} was found but does not match the specified platform: ${found}`
  throw error('NotFound', sentence)
}

/** The same for what a client asks for in JSON, as `OCIPlatform`; `''` is any. */
export function checkPlatform(made: Platform, asked: string, text: string, error: MakeError): void {
  if (asked === '') return
  const wanted = readPlatform(asked)
  if (wanted === undefined) throw error('InvalidParameter', `failed to parse platform: ${asked}`)
  requirePlatform(made, wanted, text, error)
}

function readPlatform(text: string): Platform | undefined {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || !('os' in value) || !('architecture' in value)) return undefined
  const { os, architecture } = value
  return typeof os === 'string' && typeof architecture === 'string' ? { os, architecture } : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

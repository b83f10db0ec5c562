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
  386: '386',
  i386: '386',
  ppc64le: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
  mips64le: 'mips64le',
}
const systems = ['linux', 'windows', 'darwin', 'freebsd']

/** Reads `linux/arm64/v8`, `linux`, `arm64`; throws `InvalidParameter` in containerd's words. */
export function parsePlatform(text: string, error: MakeError): Platform {
  const refuse = (why: string): Error => error('InvalidParameter', `"${text}": ${why}: invalid argument`)
  const parts = text.toLowerCase().split('/')
  if (parts.length > 3 || parts.some((part) => part === '')) throw refuse('cannot parse platform specifier')
  const [first = '', second, variant] = parts
  const known = Object.hasOwn(architectures, first) ? architectures[first] : undefined
  if (second === undefined) {
    if (systems.includes(first)) return { os: first, architecture: platforms[0].architecture }
    if (known === undefined) throw refuse('unknown operating system or architecture')
    return { os: 'linux', architecture: known }
  }
  const architecture = Object.hasOwn(architectures, second) ? architectures[second]! : second
  return { os: first, architecture, ...(variant === undefined ? {} : { variant }) }
}

/** The one of `platforms` that runs what is asked for; undefined where images have none such. */
export function matchPlatform({ os, architecture, variant }: Platform): Platform | undefined {
  const fits = (platform: Platform): boolean =>
    platform.os === os &&
    platform.architecture === architecture &&
    (variant === undefined || platform.variant === variant)
  return platforms.find(fits)
}

/** `linux/arm64/v8`. */
export const platformText = ({ os, architecture, variant }: Platform): string =>
  [os, architecture, ...(variant === undefined ? [] : [variant])].join('/')

/** Throws where an image is not for the platform that a client asks for, in JSON as `OCIPlatform`; `''` is any. */
export function checkPlatform(actual: Platform, asked: string, text: string, error: MakeError): void {
  if (asked === '') return
  const wanted = readPlatform(asked)
  if (wanted === undefined) throw error('InvalidParameter', `failed to parse platform: ${asked}`)
  if (wanted.os === actual.os && wanted.architecture === actual.architecture) return
  const found = `wanted ${platformText(wanted)}, actual: ${platformText(actual)}`
  const sentence = `image with reference ${text} was found but does not match the specified platform: ${found}`
  throw error('NotFound', sentence)
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

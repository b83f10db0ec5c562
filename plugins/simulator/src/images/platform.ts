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

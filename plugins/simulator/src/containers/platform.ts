import type { MakeError } from '../errors.js'
import { machine } from '../system/machine.js'

const systems = ['linux', 'windows', 'darwin', 'freebsd']
const architectures: Readonly<Record<string, string>> = {
  ...{ amd64: 'amd64', x86_64: 'amd64', 'x86-64': 'amd64', '386': '386', i386: '386' },
  ...{ arm64: 'arm64', aarch64: 'arm64', arm: 'arm', armhf: 'arm', armel: 'arm' },
  ...{ ppc64le: 'ppc64le', s390x: 's390x', riscv64: 'riscv64', mips64le: 'mips64le', loong64: 'loong64' },
}

/** A platform as containerd writes it, such as `linux/arm64`. Throws `InvalidParameter` for what is none. */
export function parsePlatform(text: string, error: MakeError): string {
  const parts = text.toLowerCase().split('/')
  const refuse = (why: string): Error => error('InvalidParameter', `"${text}"${why}: invalid argument`)
  const [wrong] = parts.filter((part) => !/^[a-z0-9_-]+$/.test(part))
  if (wrong !== undefined) {
    const rule = 'platform specifier component must match "^[A-Za-z0-9_-]+$"'
    throw error('InvalidParameter', `"${wrong}" is an invalid component of "${text}": ${rule}: invalid argument`)
  }
  if (parts.length > 3) throw refuse(': cannot parse platform specifier')
  const [first = '', second] = parts
  if (second !== undefined) return [first, architectures[second] ?? second, ...parts.slice(2)].join('/')
  if (systems.includes(first)) return `${first}/${machine.arch}`
  if (Object.hasOwn(architectures, first)) return `${machine.os}/${architectures[first]}`
  throw refuse(': unknown operating system or architecture')
}

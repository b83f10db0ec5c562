import type { ByteString } from '../../byte-string.js'
import { fromText } from '../../byte-string.js'
import type { Mount } from '../files.js'

/** As the kernel writes what separates fields: space, tab, newline and backslash as octal numbers. */
const escaped = (text: string): ByteString =>
  fromText(text).replace(/[ \t\n\\]/g, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`)

const optionsOf = ({ readOnly, options }: Mount): string =>
  [readOnly ? 'ro' : 'rw', ...(options === '' ? [] : [options])].join()

/** `/proc/mounts`. */
export const mountTable = (mounts: readonly Mount[]): ByteString =>
  mounts
    .map(
      (mount) =>
        `${escaped(mount.source)} ${mount.path.replace(/[ \t\n\\]/g, escaped)} ${mount.type} ${optionsOf(mount)} 0 0\n`,
    )
    .join('')

/** `/proc/PID/mountinfo` (proc(5)): each mount is below the one of the longest path that its own begins with. */
export function mountInfo(mounts: readonly Mount[]): ByteString {
  const first = 600
  const above = (path: ByteString): number => {
    let best = 0
    mounts.forEach((other, at) => {
      const isAbove = other.path === '/' || path.startsWith(`${other.path}/`)
      if (other.path !== path && isAbove && other.path.length > (mounts[best]?.path.length ?? 0)) best = at
    })
    return first + best
  }
  return mounts
    .map((mount, at) => {
      const parent = mount.path === '/' ? first - 100 : above(mount.path)
      const path = mount.path.replace(/[ \t\n\\]/g, escaped)
      const source = `${mount.type} ${escaped(mount.source)} ${mount.readOnly ? 'ro' : 'rw'}`
      return `${first + at} ${parent} 0:${at + 46} / ${path} ${optionsOf(mount)} - ${source}\n`
    })
    .join('')
}

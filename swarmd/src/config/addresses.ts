import { isAbsolute, join } from 'node:path'
import { formatAddress, parseAddress } from 'libswarm-core'
import { map, text, type Base, type Shape } from './shape.js'

/** An address, checked; a relative socket is taken from the config's folder. */
export const address: Shape<string> = map(text, fromFolder, 'an address (tcp://host:port, unix://path, fd://)')

function fromFolder(written: string, { folder, cwd }: Base): string {
  const parsed = parseAddress(written)
  // As short as it was written where that means the same: the path of a socket has room for 107 bytes.
  if (parsed.kind !== 'unix' || isAbsolute(parsed.path) || folder === cwd) return written
  const moved = formatAddress({ kind: 'unix', path: join(folder, parsed.path) })
  parseAddress(moved)
  return moved
}

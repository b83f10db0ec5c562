import { isAbsolute, join } from 'node:path'
import { nearest } from 'libswarm-core'
import { address } from './addresses.js'
import { configError, entriesOf, type Entry, type MapNode } from './node.js'
import { bool, map, text, type Base, type Shape } from './shape.js'

/** An address to listen on as it is configured, with what is said of its TLS. */
export interface Listening {
  readonly address: string
  readonly tls?: boolean
  readonly tlsverify?: boolean
  readonly tlscacert?: string
  readonly tlscert?: string
  readonly tlskey?: string
}

/** The path of a file, from the config's folder or, of a flag, from the working directory. */
export const file: Shape<string> = map(text, fromFolder, 'a path')

function fromFolder(path: string, { folder, cwd }: Base): string {
  return isAbsolute(path) || folder === cwd ? path : join(folder, path)
}

const parts: { readonly [K in keyof Listening]-?: Shape<NonNullable<Listening[K]>> } = {
  address,
  tls: bool,
  tlsverify: bool,
  tlscacert: file,
  tlscert: file,
  tlskey: file,
}

const names = Object.keys(parts)

/** An address, or a map of it and of what is said of its TLS. */
export const listening: Shape<Listening> = {
  takes: `${address.takes}, or { ${names.join(', ')} }`,
  read(node, name, base) {
    if (node.kind !== 'map') return { address: address.read(node, name, base) }
    const said = Object.fromEntries([...entriesOf(node).values()].map((entry) => readPart(entry, name, base)))
    if (!('address' in said)) throw configError(node.place, `"${name}" has no address`)
    const read = said as unknown as Listening
    refuseIdle(read, node, name)
    return read
  },
}

function readPart({ key, place, value }: Entry, name: string, base: Base): readonly [string, unknown] {
  if (Object.hasOwn(parts, key)) return [key, parts[key as keyof Listening].read(value, `${name}.${key}`, base)]
  const near = nearest(key, names)
  const hint = near === undefined ? `an address has ${names.join(', ')}` : `did you mean "${near}"?`
  throw configError(place, `"${name}": unknown key ${JSON.stringify(key)}: ${hint}`)
}

/** Who names a certificate means TLS, and would get none. */
function refuseIdle({ address: where, tls, tlsverify, ...files }: Listening, node: MapNode, name: string): void {
  const [idle] = Object.keys(files)
  if (idle === undefined || tls === true || tlsverify !== undefined || where.startsWith('tls:')) return
  throw configError(node.place, `"${name}": ${idle} requires tls or tlsverify`)
}

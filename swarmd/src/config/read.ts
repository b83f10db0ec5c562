import { nearest } from 'libswarm-core'
import { findKey, keyNames, type KeyName } from './keys.js'
import { configError, entriesOf, type ConfigNode, type Place } from './node.js'
import { wrong, type Base } from './shape.js'

/** What a file says about a key. */
export interface Said {
  readonly value: unknown
  readonly place: Place
}

/** Reads every key of a config file. Throws for the first that is unknown, twice there, or of the wrong kind. */
export function readKeys(root: ConfigNode, base: Base, prefix = ''): ReadonlyMap<KeyName, Said> {
  if (root.kind !== 'map') throw wrong(root, prefix === '' ? 'the config' : prefix.slice(0, -1), 'a map of keys')
  const read = [...entriesOf(root).values()].flatMap(({ key, place, value }): (readonly [KeyName, Said])[] => {
    const name = prefix + key
    const known = key.includes('.') ? undefined : findKey(name)
    if (known !== undefined) return [[name as KeyName, { value: known.shape.read(value, name, base), place }]]
    if (!key.includes('.') && groups.includes(name)) return [...readKeys(value, base, `${name}.`)]
    throw unknownKey(key, prefix, place)
  })
  return new Map(read)
}

/** The names of the keys that are maps of keys. */
const groups = keyNames.flatMap((name) => (name.includes('.') ? [name.slice(0, name.indexOf('.'))] : []))

function unknownKey(key: string, prefix: string, place: Place): Error {
  const siblings = keyNames.flatMap((name) =>
    name.startsWith(prefix) ? [name.slice(prefix.length).split('.')[0]!] : [],
  )
  const names = [...new Set(siblings)]
  const near = nearest(
    key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    names,
  )
  const hint = near === undefined ? `the keys are ${names.join(', ')}` : `did you mean "${near}"?`
  return configError(place, `unknown key ${JSON.stringify(prefix + key)}: ${hint}`)
}

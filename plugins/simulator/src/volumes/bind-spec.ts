import type { MakeError } from '../errors.js'
import { checkTarget, cleanPath } from './mount-path.js'
import type { WantedMount } from './wanted.js'

// What a mode is made of; each kind once at most (moby `volume/mounts/linux_parser.go`).
const kinds = {
  access: ['rw', 'ro'],
  label: ['z', 'Z'],
  propagation: ['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave'],
  copy: ['nocopy'],
  consistency: ['consistent', 'cached', 'delegated'],
} as const

type Kind = keyof typeof kinds

/** The words of a mode by their kind; undefined for what is no mode. */
export function readMode(mode: string): Readonly<Partial<Record<Kind, string>>> | undefined {
  const found: Partial<Record<Kind, string>> = {}
  for (const word of mode === '' ? [] : mode.split(',')) {
    const kind = (Object.keys(kinds) as Kind[]).find((one) => (kinds[one] as readonly string[]).includes(word))
    if (kind === undefined || found[kind] !== undefined) return undefined
    found[kind] = word
  }
  return found
}

/** Reads `[source:]target[:mode]` of `Binds`; throws `InvalidParameter` in dockerd's words. */
export function readBind(text: string, driver: string, error: MakeError): WantedMount {
  const parts = text.split(':')
  const invalid = `invalid volume specification: '${text}'`
  if (parts.length > 3 || parts[0] === '' || (parts.length === 2 && isMode(parts[1]!))) {
    throw error('InvalidParameter', invalid)
  }
  const [source, target, mode] = parts.length === 1 ? ['', parts[0]!, ''] : [parts[0]!, parts[1]!, parts[2] ?? '']
  const words = readMode(mode)
  if (words === undefined) throw error('InvalidParameter', `invalid mode: ${mode}`)
  const type = source.startsWith('/') ? 'bind' : 'volume'
  const refuse: MakeError = (kind, sentence) =>
    error(kind, `${invalid}: invalid mount config for type "${type}": ${sentence}`)
  const destination = checkTarget(target, refuse)
  if (type === 'bind' && words.copy !== undefined) {
    throw refuse('InvalidParameter', 'field VolumeOptions must not be specified')
  }
  if (type === 'volume' && words.propagation !== undefined) {
    throw refuse('InvalidParameter', 'field BindOptions must not be specified')
  }
  const writable = words.access !== 'ro'
  if (type === 'bind') {
    const propagation = words.propagation ?? 'rprivate'
    return { type, source: cleanPath(source), destination, mode, writable, propagation }
  }
  const volume = { name: source, driver, options: null, labels: null }
  // What the engine labels for SELinux where nobody says how.
  return { type, volume, destination, mode: mode === '' ? 'z' : mode, writable }
}

// No mode at all is one.
const isMode = (text: string): boolean => readMode(text) !== undefined

import type { MakeError } from '../errors.js'
import type { Network } from './network.js'
import type { Networks } from './networks.js'

/**
 * The network that a client means: by full id, by name, or by the beginning of an id that no other one has (moby
 * `daemon/network.go`, `FindNetwork`).
 */
export function resolveNetwork(networks: Networks, text: string, error: MakeError): Network {
  const exact = networks.get(text)
  if (exact !== undefined) return exact
  const named = networks.named(text)
  if (named.length > 1) throw ambiguous(text, named.length, 'name', error)
  if (named[0] !== undefined) return named[0]
  const beginning = networks.all().filter(({ id }) => id.startsWith(text))
  if (beginning.length > 1) throw ambiguous(text, beginning.length, 'ID prefix', error)
  if (beginning[0] !== undefined) return beginning[0]
  throw error('NotFound', `network ${text} not found`)
}

function ambiguous(text: string, count: number, by: string, error: MakeError): Error {
  return error('InvalidParameter', `network ${text} is ambiguous (${count} matches found based on ${by})`)
}

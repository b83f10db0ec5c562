import type { MakeError } from '../errors.js'
import type { Container } from './container.js'
import type { Containers } from './containers.js'

/**
 * The container that a client means: by full id, by name with or without `/`, or by the beginning of an id that no
 * other one has (moby `daemon/container.go`, `GetContainer`).
 */
export function resolve(containers: Containers, text: string, error: MakeError): Container {
  const exact = containers.get(text) ?? containers.named(text.replace(/^\//, ''))
  if (exact !== undefined) return exact
  const [first, second] = text === '' ? [] : containers.beginningWith(text)
  if (second !== undefined) throw error('InvalidParameter', `Multiple IDs found with provided prefix: ${text}`)
  if (first === undefined) throw error('NotFound', `No such container: ${text}`)
  return first
}

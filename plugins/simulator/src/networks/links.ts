import type { MakeError } from '../errors.js'

/** A link to another container, by the name that it has there. */
export interface Link {
  readonly container: string
  readonly alias: string
}

/** Reads `container:alias` or `container`; throws `InvalidParameter` for anything else. */
export function readLink(text: string, error: MakeError): Link {
  const [container = '', alias, ...more] = text.split(':')
  if (text === '') throw error('InvalidParameter', 'empty string specified for links')
  if (more.length > 0 || container === '') throw error('InvalidParameter', `bad format for links: ${text}`)
  if (alias !== undefined) return { container: container.replace(/^\//, ''), alias: alias.split('/').at(-1)! }
  const name = container.replace(/^\//, '')
  return { container: name, alias: name }
}

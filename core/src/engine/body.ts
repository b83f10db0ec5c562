import { swarmError } from '../errors.js'

/** How many lists and objects may be inside of each other in a JSON body: code that looks into it may recurse. */
export const deepestBody = 200

/** The value of a JSON body, undefined where there is none. Throws `InvalidParameter` for what is no object or list. */
export function parseBody(raw: Uint8Array | undefined): unknown {
  if (raw === undefined || raw.length === 0) return undefined
  if (isDeeper(raw, deepestBody)) {
    throw swarmError('InvalidParameter', `the request body is nested too deeply: at most ${deepestBody} levels`)
  }
  const value = parseJson(raw)
  if (typeof value === 'object' && value !== null) return value
  throw swarmError('InvalidParameter', `the request body is ${JSON.stringify(value)}, not a JSON object`)
}

function parseJson(raw: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw))
  } catch (cause) {
    throw swarmError('InvalidParameter', `the request body is not valid JSON: ${(cause as Error).message}`, cause)
  }
}

const quote = 0x22
const backslash = 0x5c

/** Whether more than so many lists and objects of a JSON text are open at once. Looks at bytes: UTF-8 repeats no ASCII. */
export function isDeeper(text: Uint8Array, deepest: number): boolean {
  // Each of them is at least one byte.
  if (text.length <= deepest) return false
  let depth = 0
  let isString = false
  for (let index = 0; index < text.length; index++) {
    const byte = text[index]!
    if (isString) {
      if (byte === backslash) index++
      else if (byte === quote) isString = false
    } else if (byte === quote) isString = true
    // `[` and `{`, `]` and `}` are the same but for one bit.
    else if ((byte | 0x20) === 0x7b) {
      if (++depth > deepest) return true
    } else if ((byte | 0x20) === 0x7d) depth--
  }
  return false
}

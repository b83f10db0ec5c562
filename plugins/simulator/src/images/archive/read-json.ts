import type { MakeError } from '../../errors.js'

/** The value of a JSON file of an archive. Throws `InvalidParameter` in the words of Go's `encoding/json`. */
export function readJson(text: string, error: MakeError): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    const [first] = text.trimStart()
    const why =
      first === undefined || '{["-0123456789tfn'.includes(first)
        ? 'unexpected end of JSON input'
        : `invalid character '${first}' looking for beginning of value`
    throw error('InvalidParameter', why)
  }
}

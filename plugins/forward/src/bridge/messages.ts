import { StringDecoder } from 'node:string_decoder'
import { Transform } from 'node:stream'
import { isFields, type Fields } from './fields.js'
import { parseJson, printJson } from './json.js'

/** Converts a stream of JSON values, one a line, each as soon as it is there. What is none passes as it came. */
export function convertingMessages(convert: (message: Fields) => Fields | undefined): Transform {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      rest += decoder.write(chunk)
      const end = rest.lastIndexOf('\n') + 1
      const lines = rest.slice(0, end)
      rest = rest.slice(end)
      const converted = lines.replaceAll(/[^\n]*\n/g, (line) => convertLine(line, convert))
      done(null, converted === '' ? undefined : converted)
    },
    flush(done) {
      rest += decoder.end()
      done(null, rest === '' ? undefined : convertLine(rest, convert))
    },
  })
}

/** A line of RFC 7464 has a mark in front. */
function convertLine(line: string, convert: (message: Fields) => Fields | undefined): string {
  const [, mark = '', text = '', end = ''] = /^(\u001e?)(.*?)(\r?\n?)$/s.exec(line) ?? []
  try {
    const message = parseJson(text)
    if (!isFields(message)) return line
    const converted = convert(message)
    return converted === undefined ? '' : `${mark}${printJson(converted)}${end}`
  } catch {
    return line
  }
}

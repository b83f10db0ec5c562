import { StringDecoder } from 'node:string_decoder'
import { Transform } from 'node:stream'
import { isFields, type Fields } from './fields.js'
import { parseJson, printJson } from './json.js'

// Far more than any message has that an engine tells: a line that never ends is not held for ever.
const longestLine = 16 * 1024 * 1024

/**
 * Converts a stream of JSON values, one a line, each as soon as it is there. What is none passes as it came. It breaks off at a
 * line of more than 16 Mi characters.
 */
export function convertingMessages(convert: (message: Fields) => Fields | undefined): Transform {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = decoder.write(chunk)
      const end = text.lastIndexOf('\n') + 1
      const lines = end === 0 ? '' : rest + text.slice(0, end)
      rest = end === 0 ? rest + text : text.slice(end)
      if (rest.length > longestLine)
        return done(new Error(`the engine's answer has a line of more than ${longestLine} characters`))
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

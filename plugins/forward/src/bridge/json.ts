import { randomUUID } from 'node:crypto'

// Nobody can write this text who has not seen it, so that no string is ever taken for a number.
const mark = `int ${randomUUID()} `
const written = new RegExp(`"${mark}(-?\\d+)"`, 'g')
const tokens = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g

/** The value of a JSON text, in which whole numbers too long for JavaScript keep all their digits until `printJson`. */
export function parseJson(text: string): unknown {
  const kept = /\d{16}/.test(text)
    ? text.replaceAll(tokens, (token) => (token.startsWith('"') ? token : `"${mark}${token}"`))
    : text
  return JSON.parse(kept)
}

/** A value of `parseJson` as the text it came from. */
export function printJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(written, '$1')
}

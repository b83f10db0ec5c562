const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  '\\': '\\',
  '"': '"',
}

/** A format with its backslash escapes done, as `stat --printf` and `find -printf` have them. */
export const withEscapes = (format: string): string =>
  format.replace(/\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)/gs, (written, what: string) => {
    if (/^[0-7]/.test(what)) return String.fromCharCode(Number.parseInt(what, 8) & 255)
    if (/^x./.test(what)) return String.fromCharCode(Number.parseInt(what.slice(1), 16))
    return escapes[what] ?? written
  })

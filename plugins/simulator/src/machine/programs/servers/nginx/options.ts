import type { ByteString } from '../../../byte-string.js'

/** The command line of nginx. */
export interface NginxOptions {
  readonly config: ByteString
  readonly more: ByteString
  readonly tests: boolean
  readonly isQuiet: boolean
  readonly shows: 'help' | 'version' | 'build' | undefined
  readonly signal: ByteString | undefined
}

const withWord = 'cpges'

/** Reads it, or says what is wrong, as nginx does (ngx_get_options). */
export function readNginxOptions(argv: readonly ByteString[]): NginxOptions | { readonly wrong: string } {
  let [config, more, tests, isQuiet] = ['/etc/nginx/nginx.conf', '', false, false]
  let shows: NginxOptions['shows']
  let signal: ByteString | undefined
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at]!
    if (!/^-./.test(word)) return { wrong: `invalid option: "${word}"` }
    for (let place = 1; place < word.length; place++) {
      const letter = word[place]!
      if (withWord.includes(letter)) {
        const value = word.slice(place + 1) || argv[++at]
        if (value === undefined)
          return { wrong: `option "-${letter}" requires ${letter === 'c' ? 'file name' : 'parameter'}` }
        if (letter === 'c') config = value
        if (letter === 'g') more = value
        if (letter === 's') signal = value
        break
      }
      if (letter === 't' || letter === 'T') tests = true
      else if (letter === 'q') isQuiet = true
      else if (letter === 'v') shows = 'version'
      else if (letter === 'V') shows = 'build'
      else if (letter === '?' || letter === 'h') shows = 'help'
      else return { wrong: `invalid option: "${letter}"` }
    }
  }
  if (signal !== undefined && !['stop', 'quit', 'reload', 'reopen'].includes(signal))
    return { wrong: `invalid option: "-s ${signal}"` }
  return { config, more, tests, isQuiet, shows, signal }
}

import type { ByteString } from '../../byte-string.js'

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', _: ' ', '#': '#', $: '$', '"': '"', "'": "'", '\\': '\\' } // prettier-ignore

/** Splits one argument into words as `env -S` does: quotes, escapes and `${NAME}`. */
export function splitString(text: ByteString, env: ReadonlyMap<ByteString, ByteString>): ByteString[] {
  const words: ByteString[] = []
  const pattern = /\s+|((?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+)/gs
  for (const [, word] of text.matchAll(pattern)) if (word !== undefined) words.push(unquoted(word, env))
  return words
}

const unquoted = (word: string, env: ReadonlyMap<ByteString, ByteString>): string =>
  word.replace(
    /'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|\\(.)|\$\{(\w+)\}/gs,
    (_, single?: string, double?: string, escape?: string, name?: string) => {
      if (single !== undefined) return single.replace(/\\([\\'])/g, '$1')
      if (double !== undefined) return unquoted(double.replaceAll("'", "\\'"), env)
      return escape === undefined ? (env.get(name!) ?? '') : (escapes[escape] ?? escape)
    },
  )

import type { ByteString } from '../../../byte-string.js'

/** The value of the last of some options, as `--port 1`, `--port=1` or, for short ones, `-p1`. */
export function optionOf(argv: readonly ByteString[], ...names: readonly string[]): ByteString | undefined {
  let value: ByteString | undefined
  for (const [at, word] of argv.entries()) {
    for (const name of names) {
      if (word === name) value = argv[at + 1]
      else if (word.startsWith(`${name}=`)) value = word.slice(name.length + 1)
      else if (/^-[^-]$/.test(name) && word.startsWith(name)) value = word.slice(2)
    }
  }
  return value
}

/** A port that an option names, or the usual one. */
export function portOf(argv: readonly ByteString[], usual: number, ...names: readonly string[]): number {
  const written = optionOf(argv, ...names) ?? ''
  return /^\d{1,5}$/.test(written) && Number(written) < 65_536 ? Number(written) : usual
}

import type { Service } from './process.js'

/** Whether words begin with what an image runs by itself: where its files have no such program, it stays up all the same. */
export function isOfImage(argv: readonly string[], { entrypoint, command }: Service): boolean {
  const [name = ''] = [...entrypoint, ...command]
  return name !== '' && argv[0] === name
}

/** Whether words are, one by one, a shell with a script that an image runs by itself: it starts what nobody has described. */
export function isScriptOfImage(argv: readonly string[], { entrypoint, command }: Service): boolean {
  const words = [...entrypoint, ...command]
  return words[1] === '-c' && words.length === argv.length && words.every((word, at) => word === argv[at])
}

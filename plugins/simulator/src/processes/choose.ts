import type { Service } from './process.js'

/** What becomes of the words that a process is started with. */
export type Chosen =
  | { readonly kind: 'service'; readonly argv: readonly string[] }
  | { readonly kind: 'program'; readonly argv: readonly string[] }
  /** As `program`, by an entrypoint that is a script: it complains in its own words, or hands them to the service. */
  | {
      readonly kind: 'handed'
      readonly argv: readonly string[]
      readonly script: string
      readonly orService: readonly string[] | undefined
    }

// Their scripts take what is no program for an argument of the service (Docker Hub's `library`).
const takeAnything: ReadonlySet<string> = new Set(['node', 'traefik'])

/**
 * `isProgram` is whether a name is one of the programs that are simulated.
 *
 * Whether words mean the service of an image: by its program; word by word where that is a shell with a script. The
 * entrypoint scripts of official images run the command that they are given, and put the service's program before options.
 */
export function choose(
  argv: readonly string[],
  { entrypoint, command }: Service,
  isProgram: (name: string) => boolean,
): Chosen {
  const words = [...entrypoint, ...command]
  const [name = ''] = words
  if (name === '' || argv[0] !== name) return { kind: 'program', argv }
  if (isProgram(basename(name))) {
    const same = words[1] === '-c' && words.length === argv.length && words.every((word, at) => word === argv[at])
    return same ? { kind: 'service', argv } : { kind: 'program', argv }
  }
  const [own] = command
  if (entrypoint.length !== 1 || !name.endsWith('.sh') || own === undefined) return { kind: 'service', argv }
  const given = argv.slice(1)
  const [first = '-'] = given
  if (first.startsWith('-')) return { kind: 'service', argv: [own, ...given] }
  if (basename(first) === basename(own)) return { kind: 'service', argv: given }
  return {
    kind: 'handed',
    argv: given,
    script: scriptPath(name),
    orService: takeAnything.has(own) ? [own, ...given] : undefined,
  }
}

const basename = (path: string): string => path.split('/').at(-1)!

// Where the official images have theirs; a script is told its whole path.
const scriptPath = (name: string): string => (name.includes('/') ? name : `/usr/local/bin/${name}`)

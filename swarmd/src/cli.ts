import { nearest, parseOptions, swarmError, type OptionValues, type Owner } from 'libswarm-core'
import { lineOf, type Command } from './command.js'
import { givenOptions } from './given.js'

/** What a command line was found to ask for. */
export type Asked =
  | {
      readonly kind: 'run'
      readonly command: Command
      readonly values: OptionValues
      readonly given: ReadonlySet<string>
    }
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | { readonly kind: 'version' }

/** Reads a command line. Throws `InvalidParameter` with the bad word and the nearest right one. */
export function readCommandLine(words: readonly string[], commands: readonly Command[]): Asked {
  refuseUnreadable(words)
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words
  const { command, rest } = choose(words, commands)
  if (own.includes('--help') || own.includes('-h')) return { kind: 'help', command }
  if (own.includes('--version')) return { kind: 'version' }
  if (command === undefined) {
    // A mistyped option leaves its value looking like a command: the option is what to complain about.
    const serve = commands.find(({ words: own }) => own.length === 0)
    if (serve !== undefined) parseOptions(serve.options, words, ownerOf(serve))
    throw unknownCommand(rest, commands, words.includes('--backend'))
  }
  const values = parseOptions(command.options, rest, ownerOf(command))
  return { kind: 'run', command, values, given: givenOptions(command.options, rest) }
}

/** Node reads a word that is no UTF-8 as another one, with replacement characters: never what was meant. */
function refuseUnreadable(words: readonly string[]): void {
  const unreadable = words.find((word) => word.includes('\ufffd'))
  if (unreadable === undefined) return
  const shown = JSON.stringify(unreadable).replaceAll('\ufffd', '\\ufffd')
  throw swarmError('InvalidParameter', `the argument ${shown} is not valid UTF-8`)
}

function ownerOf(command: Command): Owner {
  return { title: command.words.join(' '), name: lineOf(command) }
}

interface Chosen {
  readonly command: Command | undefined
  /** The words without those that chose the command. */
  readonly rest: readonly string[]
}

/** Finds the command that the first words which are no options choose; anything with a colon is an address. */
function choose(words: readonly string[], commands: readonly Command[]): Chosen {
  const serve = commands.find((command) => command.words.length === 0)
  const first = firstArgument(words, commands)
  if (first === undefined || isAddressLike(words[first]!)) return { command: serve, rest: words }
  const command = commands.find(
    (one) => one.words.length > 0 && one.words.every((word, index) => words[first + index] === word),
  )
  if (command === undefined) return { command: undefined, rest: words.slice(first) }
  return { command, rest: words.toSpliced(first, command.words.length) }
}

/** Whether a word is meant for an address, right or wrong: no command has such a character. */
function isAddressLike(word: string): boolean {
  return /[:/.\d]/.test(word)
}

/** The index of the first word that is neither an option nor an option's value. */
function firstArgument(words: readonly string[], commands: readonly Command[]): number | undefined {
  const takesValue = (word: string) =>
    commands.some(({ options }) => {
      const option = word.startsWith('--') ? options[word.slice(2)] : undefined
      return option !== undefined && option.type !== 'boolean' && option.order === undefined
    })
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!
    if (word === '--') return undefined
    if (takesValue(word)) index++
    else if (!word.startsWith('-')) return index
  }
  return undefined
}

function unknownCommand(rest: readonly string[], commands: readonly Command[], quoted: boolean): Error {
  const typed = rest[0] ?? ''
  const lines = commands.flatMap(({ words }) => (words.length > 0 ? [words.join(' ')] : []))
  const group = lines.filter((line) => line.startsWith(`${typed} `))
  if (group.length > 0) {
    const given = rest[1] === undefined ? '' : `, not ${JSON.stringify(rest[1])}`
    return swarmError(
      'InvalidParameter',
      `"${typed}" goes on with ${group.map((line) => `"${line.slice(typed.length + 1)}"`).join(' or ')}${given}`,
    )
  }
  const near = nearest(
    typed,
    lines.map((line) => line.split(' ')[0]!),
  )
  const quote = quoted ? `; a backend and its arguments are one word, as in --backend 'simulator web'` : ''
  const hint = near === undefined ? `an address is tcp://host:port or unix://path${quote}` : `did you mean "${near}"?`
  return swarmError('InvalidParameter', `${JSON.stringify(typed)} is neither a command nor an address: ${hint}`)
}

import type { Random } from './world.js'

const adjectives = (
  'agile amber bold brave bright brisk calm candid clever cosy daring eager fancy fierce gentle golden happy ' +
  'honest jolly keen kind lively lucid mellow merry modest nimble noble patient plucky proud quiet rapid serene ' +
  'shiny silent sleepy smart steady sunny swift tender vivid wise witty zesty'
).split(' ')

const nouns = (
  'acorn badger beacon birch bison canyon cedar comet coral crane dune falcon fern fjord gecko glacier harbor ' +
  'hazel heron island jasmine kestrel lagoon lark lotus lynx maple meadow meteor nebula otter owl panda pebble ' +
  'pine puffin raven reef river robin sparrow summit tulip walrus willow wombat'
).split(' ')

/** A name for a container that was given none, `adjective_noun`; digits make it longer as `attempt` goes up. */
export function generateName(random: Random, attempt: number): string {
  const [first = 0, second = 0, ...digits] = random(2 + Math.max(0, attempt - 5))
  const word = (words: readonly string[], byte: number): string => words[byte % words.length]!
  return `${word(adjectives, first)}_${word(nouns, second)}${digits.map((byte) => byte % 10).join('')}`
}

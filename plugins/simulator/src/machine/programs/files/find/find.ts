import type { ByteString } from '../../../byte-string.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { RegexError } from '../../../regex/node.js'
import { complain } from '../../complain.js'
import { Output } from '../../output.js'
import type { Test } from './entry.js'
import { Expression } from './expression.js'
import { FindError } from './find-error.js'
import { Walk } from './walk.js'

/** Looks for files below directories. */
export const find: Program = async (proc) => {
  const walk = new Walk(proc)
  const { starts, words } = splitWords(proc.argv.slice(1), walk)
  const output = new Output(proc)
  const expression = new Expression(proc, words, walk, output)
  const test = await readOrSay(proc, expression)
  if (test === undefined) return 1
  for (const start of starts.length === 0 ? ['.'] : starts) {
    if (!walk.quit) await walk.from(start, test)
  }
  await output.flush()
  await expression.finish()
  return walk.code
}

async function readOrSay(proc: Proc, expression: Expression): Promise<Test | undefined> {
  try {
    return expression.read()
  } catch (thrown) {
    if (!(thrown instanceof FindError || thrown instanceof RegexError)) throw thrown
    await complain(proc, thrown.message)
    return undefined
  }
}

/** Options and starting points come first; the expression begins with what looks like one. */
function splitWords(
  argv: readonly ByteString[],
  walk: Walk,
): { readonly starts: readonly ByteString[]; readonly words: readonly ByteString[] } {
  let at = 0
  const follow = { '-H': 'operands', '-L': 'all', '-P': 'none' } as const
  for (let word = argv[at]; word !== undefined && word in follow; word = argv[++at]) walk.follow = follow[word as '-H']
  const end = argv.findIndex(
    (word, index) => index >= at && (/^-./.test(word) || word === '(' || word === '!' || word === ')'),
  )
  return end < 0 ? { starts: argv.slice(at), words: [] } : { starts: argv.slice(at, end), words: argv.slice(end) }
}

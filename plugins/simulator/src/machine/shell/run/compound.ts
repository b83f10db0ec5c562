import type { ArithmeticFor, Case, CompoundList, For, If, Select, While } from 'unbash'
import { LoopJump } from '../errors.js'
import { evaluateText } from '../expand/arithmetic.js'
import { bare, plainText } from '../expand/context.js'
import { expandFields } from '../expand/fields.js'
import { expandMarked } from '../expand/word.js'
import type { Shell } from '../shell.js'
import { joined } from '../words/marks.js'
import { matches, readPattern } from '../words/pattern.js'
import { bashQuoted } from '../words/quoting.js'
import { tested } from './failure.js'
import { traceLine } from './trace.js'

const list = (shell: Shell, { commands }: CompoundList): Promise<number> =>
  shell.interpreter.run(shell, commands, false)

export async function runIf(shell: Shell, node: If): Promise<number> {
  const branches = [node, ...node.elif]
  for (const { clause, then } of branches) {
    if ((await tested(shell, () => list(shell, clause))) === 0) return list(shell, then)
  }
  return node.else === undefined ? 0 : list(shell, node.else)
}

/** How a round of a loop ended. */
type Round = { readonly status: number; readonly isOver: boolean }

/** Runs the body of a loop once. */
async function round(shell: Shell, run: () => Promise<number>): Promise<Round> {
  const turn = shell.proc.tick()
  if (turn !== undefined) await turn
  try {
    return { status: await run(), isOver: false }
  } catch (thrown) {
    if (!(thrown instanceof LoopJump)) throw thrown
    if (--thrown.levels > 0 && shell.loops > 1) throw thrown
    return { status: 0, isOver: thrown.kind === 'break' }
  }
}

async function looping(shell: Shell, run: () => Promise<number>): Promise<number> {
  shell.loops++
  try {
    return await run()
  } finally {
    shell.loops--
  }
}

export const runWhile = (shell: Shell, { kind, clause, body }: While): Promise<number> =>
  looping(shell, async () => {
    let status = 0
    for (;;) {
      let isDone = false
      const ended = await round(shell, async () => {
        const condition = await tested(shell, () => list(shell, clause))
        isDone = (condition === 0) === (kind === 'until')
        return isDone ? status : list(shell, body)
      })
      status = ended.status
      if (isDone || ended.isOver) return status
    }
  })

export const runFor = (shell: Shell, { name, wordlist, body }: For): Promise<number> =>
  looping(shell, async () => {
    const words = wordlist === undefined ? shell.positional : await expandFields(shell, wordlist)
    const shown = wordlist === undefined ? '"$@"' : wordlist.map(({ text }) => text).join(' ')
    let status = 0
    for (const word of words) {
      await traceLine(shell, `for ${name.text} in ${shown}`)
      shell.assign(name.text, word)
      const ended = await round(shell, () => list(shell, body))
      status = ended.status
      if (ended.isOver) break
    }
    return status
  })

export const runArithmeticFor = (shell: Shell, node: ArithmeticFor): Promise<number> =>
  looping(shell, async () => {
    const [initialize, test, update] = headerOf(shell, node)
    const evaluate = async (text: string | undefined): Promise<bigint> => {
      if (text === undefined || text.trim() === '') return 1n
      await traceLine(shell, `(( ${text.trim()} ))`)
      return evaluateText(shell, text, '((: ')
    }
    let status = 0
    await evaluate(initialize)
    while ((await evaluate(test)) !== 0n) {
      const ended = await round(shell, () => list(shell, node.body))
      status = ended.status
      if (ended.isOver) break
      await evaluate(update)
    }
    return status
  })

/** The three expressions, as they are written. */
function headerOf(shell: Shell, node: ArithmeticFor): readonly string[] {
  const text = shell.source.slice(node)
  const from = text.indexOf('((') + 2
  let depth = 0
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++
    else if (text[at] === ')' && --depth < 0)
      return text
        .slice(from, at)
        .split(';')
        .map((part) => part.trim())
  }
  return []
}

export async function runCase(shell: Shell, { word, items }: Case): Promise<number> {
  const subject = await expandMarked(shell, word, plainText)
  await traceLine(shell, `case ${bashQuoted(subject)} in`)
  let status = 0
  let isFallen = false
  for (const { pattern, body, terminator } of items) {
    if (!isFallen && !(await matchesAny(shell, subject, pattern))) continue
    status = await list(shell, body)
    if (terminator === ';;&') continue
    if (terminator !== ';&') return status
    isFallen = true
  }
  return status
}

async function matchesAny(shell: Shell, subject: string, patterns: Case['items'][number]['pattern']): Promise<boolean> {
  const extended = shell.shopt.get('extglob') === true
  const ignoreCase = shell.shopt.get('nocasematch') === true
  for (const pattern of patterns) {
    const marked = joined(await expandMarked(shell, pattern, { ...bare, isSingle: true }))
    if (matches(readPattern(marked, { extended, ignoreCase }), subject)) return true
  }
  return false
}

export const runSelect = (shell: Shell, { name, wordlist, body }: Select): Promise<number> =>
  looping(shell, async () => {
    const words = wordlist === undefined ? shell.positional : await expandFields(shell, wordlist)
    if (words.length === 0) return 0
    let isShown = false
    for (;;) {
      if (!isShown) await shell.say(menu(shell, words))
      isShown = true
      await shell.say(shell.variables.get('PS3') ?? '#? ')
      const answer = await shell.interpreter.readLine(shell)
      if (answer === undefined) {
        await shell.proc.write(1, '\n')
        return 1
      }
      if (answer === '') {
        isShown = false
        continue
      }
      shell.assign('REPLY', answer)
      shell.assign(name.text, (/^\d+$/.test(answer) ? words[Number(answer) - 1] : undefined) ?? '')
      const ended = await round(shell, () => list(shell, body))
      if (ended.isOver) return ended.status
    }
  })

/** The choices of `select`, in as many columns as fit. */
function menu(shell: Shell, words: readonly string[]): string {
  const width = Number(shell.variables.get('COLUMNS') ?? '') || (shell.proc.terminalSize()?.columns ?? 80)
  const digits = String(words.length).length
  const widest = Math.max(...words.map(({ length }) => length)) + digits + 2
  const columns = Math.max(1, Math.floor(width / (widest + 2)))
  let rows = Math.ceil(words.length / columns)
  if (rows === 1) rows = words.length
  const item = (at: number): string => `${String(at + 1).padStart(digits)}) ${words[at]}`
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = words.flatMap((_, at) => (at % rows === row ? [item(at)] : []))
    return cells.map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(widest + 2))).join('')
  })
  return `${lines.join('\n')}\n`
}

import type { Assignment } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import { expandTemplate } from '../expand/template.js'
import type { Shell } from '../shell.js'
import { traced } from '../words/quoting.js'

/** What `set -x` writes in front of each line. */
export async function tracePrefix(shell: Shell): Promise<ByteString> {
  const prompt = shell.variables.get('PS4') ?? '+ '
  shell.options.delete('xtrace')
  const prefix = await expandTemplate(shell, prompt)
  shell.options.add('xtrace')
  return prefix
}

/** Shows a command before it runs. */
export async function trace(
  shell: Shell,
  words: readonly ByteString[],
  values: ReadonlyMap<ByteString, ByteString>,
  array?: Assignment,
): Promise<void> {
  const { dialect } = shell
  const prefix = await tracePrefix(shell)
  const shownWords = words.map((word) => traced(word, dialect))
  const assignments = [...values].map(([name, value]) => shownAssignment(shell, name, value, array))
  if (dialect !== 'bash') return shell.say(`${prefix}${[...assignments, ...shownWords].join(' ')}\n`)
  const lines = assignments.map((line) => `${prefix}${line}\n`)
  await shell.say(lines.join('') + (words.length > 0 ? `${prefix}${shownWords.join(' ')}\n` : ''))
}

function shownAssignment(
  { dialect }: Shell,
  name: ByteString,
  value: ByteString,
  assignment: Assignment | undefined,
): ByteString {
  if (assignment?.value.type === 'ArrayValue') return assignment.text
  const shown = value === '' ? '' : traced(value, dialect)
  return `${name}${assignment?.append === true ? '+=' : '='}${shown}`
}

/** Shows another line of bash's trace. */
export async function traceLine(shell: Shell, line: ByteString): Promise<void> {
  if (shell.dialect === 'bash' && shell.has('xtrace')) await shell.say(`${await tracePrefix(shell)}${line}\n`)
}

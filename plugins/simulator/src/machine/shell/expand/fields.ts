import type { Word } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import { ExpansionError } from '../errors.js'
import type { Shell } from '../shell.js'
import { parseWord } from '../syntax/grammar.js'
import { expandBraces } from '../words/braces.js'
import { expandPath } from '../words/glob.js'
import { strip, type Marked } from '../words/marks.js'
import { splitFields } from '../words/split.js'
import { bare } from './context.js'
import { expandMarked } from './word.js'

/** A word that is what it says. */
export const isPlain = (word: Word): boolean => word.parts === undefined && !/[\\~]/.test(word.text)

/** The fields that words become: all expansions of a command line (POSIX, XCU 2.6). */
export async function expandFields(shell: Shell, words: readonly Word[]): Promise<ByteString[]> {
  const fields: ByteString[] = []
  for (const word of words) {
    if (isPlain(word)) fields.push(word.text)
    else {
      for (const one of braced(shell, word)) {
        const turn = shell.proc.tick()
        if (turn !== undefined) await turn
        if (isPlain(one)) fields.push(one.text)
        else await addFields(shell, one, fields)
      }
    }
  }
  return fields
}

async function addFields(shell: Shell, word: Word, fields: ByteString[]): Promise<void> {
  const marked = await expandMarked(shell, word, bare)
  for (const field of splitFields(marked, shell.ifs)) await addPaths(shell, field, fields)
}

async function addPaths(shell: Shell, field: Marked, fields: ByteString[]): Promise<void> {
  const paths = shell.has('noglob') ? [] : await pathsOf(shell, field)
  if (paths.length > 0) {
    for (const path of paths) fields.push(path)
    return
  }
  const { shopt } = shell
  const wanted = (shopt.get('nullglob') === true || shopt.get('failglob') === true) && isGlob(field)
  if (!wanted) fields.push(strip(field))
  else if (shopt.get('failglob') === true) throw new ExpansionError(`no match: ${strip(field)}`)
}

const isGlob = (field: Marked): boolean => /[*?\u022a\u023f]|[[\u025b].*[\]\u025d]/s.test(field)

/** Paths that a field matches, where it is a pattern. */
export async function pathsOf(shell: Shell, field: Marked): Promise<readonly ByteString[]> {
  if (!isGlob(field) && !(shell.shopt.get('extglob') === true && field.includes('('))) return []
  const { proc, shopt } = shell
  const is = (name: string): boolean => shell.dialect === 'bash' && shopt.get(name) === true
  return expandPath(field, {
    files: proc.host.files,
    caller: proc.caller,
    tick: () => proc.tick(),
    extended: is('extglob'),
    dotglob: is('dotglob'),
    globstar: is('globstar'),
    ignoreCase: is('nocaseglob'),
  })
}

/** A word by how it is written: most of these need no parser. */
const wordOf = (text: ByteString): Word | undefined =>
  /^[A-Za-z0-9_.,:%+@/-]+$/.test(text) ? { type: 'Word', text, value: text, pos: 0, end: 0 } : parseWord(text)

const known = new WeakMap<Word, readonly Word[]>()

/** The words that bash makes of one with braces. */
function braced(shell: Shell, word: Word): readonly Word[] {
  if (!shell.has('braceexpand') || word.parts?.some(({ type }) => type === 'BraceExpansion') !== true) return [word]
  let words = known.get(word)
  if (words === undefined) {
    words = expandBraces(word.text).flatMap((text) => wordOf(text) ?? [])
    known.set(word, words)
  }
  return words
}

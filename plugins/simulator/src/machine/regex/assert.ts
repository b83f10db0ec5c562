import { wordSet } from './byte-set.js'
import type { Assertion } from './node.js'

/** Where a text is searched. */
export interface Subject {
  readonly text: string
  /** `^` and `$` are at each newline, too. */
  readonly byLine: boolean
  /** `^` is not at the start of the text, which is that of a part. */
  readonly notAtStart: boolean
}

/** Whether an assertion holds at a place. */
export function holds(what: Assertion, { text, byLine, notAtStart }: Subject, at: number): boolean {
  switch (what) {
    case 'line-start':
      return (at === 0 && !notAtStart) || (byLine && at > 0 && text.charCodeAt(at - 1) === 10)
    case 'line-end':
      return at === text.length || (byLine && text.charCodeAt(at) === 10)
    case 'text-start':
      return at === 0 && !notAtStart
    case 'text-end':
      return at === text.length
    case 'before-last-newline':
      return at === text.length || (at === text.length - 1 && text.charCodeAt(at) === 10)
    case 'word-edge':
      return isWord(text, at - 1) !== isWord(text, at)
    case 'no-word-edge':
      return isWord(text, at - 1) === isWord(text, at)
    case 'word-start':
      return !isWord(text, at - 1) && isWord(text, at)
    case 'no-word-before':
      return !isWord(text, at - 1)
    case 'no-word-after':
      return !isWord(text, at)
    case 'word-end':
      return isWord(text, at - 1) && !isWord(text, at)
  }
}

const isWord = (text: string, at: number): boolean => at >= 0 && at < text.length && wordSet[text.charCodeAt(at)] === 1

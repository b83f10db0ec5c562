import type { Fail } from '../fail.js'
import type { Expression, Whitelist } from './expression.js'
import { nestedNode } from './nested-node.js'
import { globMatcher } from './glob.js'
import { regexMatcher, type Budget } from './regular-expression.js'

const longestText = 512

/**
 * Parses `KEY==VALUE` or `KEY!=VALUE`, as classic Swarm has it: `VALUE` is text where `*` stands for anything, or
 * `/regular expression/`, and `~` in front of it makes it a wish. Throws `InvalidParameter` with what is wrong.
 */
export function parseExpression(text: string, budget: Budget, fail: Fail): Expression {
  const { key, operator, value } = split(text, fail)
  const soft = value.startsWith('~')
  const wanted = soft ? value.slice(1) : value
  if (wanted === '') throw fail('InvalidParameter', `${shown(text)} has no value behind ${operator}`)
  const isRegex = wanted.length > 1 && wanted.startsWith('/') && wanted.endsWith('/')
  const nested = nestedNode(text)
  // The rest of the way is for that node to look at.
  if (nested !== undefined) {
    return { text, key, operator, soft, matches: (value) => operator === '==' && value === nested.outer }
  }
  const matches = isRegex ? regexMatcher(wanted.slice(1, -1), shown(text), budget, fail) : globMatcher(wanted)
  return { text, key, operator, soft, matches }
}

/** Parses `node==a|b`, names and ids of the only nodes that may be taken. Throws `InvalidParameter`. */
export function parseWhitelist(text: string, fail: Fail): Whitelist {
  const { key, operator, value } = split(text, fail)
  if (key.toLowerCase() !== 'node' || operator !== '==' || value.startsWith('~')) {
    throw fail('InvalidParameter', `${shown(text)} is no whitelist: write node==a|b, or a constraint`)
  }
  const nodes = value.split('|').filter((name) => name !== '')
  if (nodes.length === 0) throw fail('InvalidParameter', `${shown(text)} names no node: write node==a|b`)
  return { text, nodes: new Set(nodes) }
}

interface Parts {
  readonly key: string
  readonly operator: '==' | '!='
  readonly value: string
}

function split(text: string, fail: Fail): Parts {
  const invalid = (reason: string) => fail('InvalidParameter', `${shown(text)} ${reason}`)
  if (text.length > longestText) throw invalid(`is too long (${text.length} characters, at most ${longestText})`)
  if (/[\u0000-\u001f\u007f]/.test(text)) throw invalid('has control characters')
  const [, key, operator, value = ''] = /^(.*?)(==|!=)(.*)$/.exec(text) ?? []
  if (key === undefined || operator === undefined) throw invalid('has no operator: write KEY==VALUE or KEY!=VALUE')
  if (!/^[A-Za-z_][\w./-]*$/.test(key)) {
    throw invalid(
      `has the invalid key ${shown(key)}: a key begins with a letter or _, with letters, digits, _ - . / behind`,
    )
  }
  return { key, operator: operator as Parts['operator'], value }
}

const mostShown = 80

const shown = (text: string): string => JSON.stringify(text.length > mostShown ? `${text.slice(0, mostShown)}…` : text)

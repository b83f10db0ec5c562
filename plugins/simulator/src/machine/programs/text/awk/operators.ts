import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { AwkError } from './ast.js'
import { compareValues, type Value } from './values.js'

/** What an operator makes of two numbers. */
export function arithmetic({ flavor }: Proc, operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '^':
    case '**':
      return left ** right
  }
  if (right === 0 && flavor === 'busybox') throw new AwkError('Division by zero', -1)
  return operator === '/' ? left / right : left % right
}

/** Whether a comparison of two values is true: 1 or 0. */
export function compare(operator: string, left: Value, right: Value, format: ByteString): number {
  const compared = compareValues(left, right, format)
  switch (operator) {
    case '<':
      return compared < 0 ? 1 : 0
    case '<=':
      return compared <= 0 ? 1 : 0
    case '==':
      return compared === 0 ? 1 : 0
    case '!=':
      return compared === 0 ? 0 : 1
    case '>':
      return compared > 0 ? 1 : 0
    default:
      return compared >= 0 ? 1 : 0
  }
}

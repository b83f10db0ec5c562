import { wrap } from './number.js'

/** How tightly binary operators bind; those that assign and `?` are elsewhere. */
export const precedence: Readonly<Record<string, number>> = {
  '||': 1, '&&': 2, '|': 3, '^': 4, '&': 5, '==': 6, '!=': 6, '<': 7, '>': 7, '<=': 7, '>=': 7, '<<': 8, '>>': 8,
  '+': 9, '-': 9, '*': 10, '/': 10, '%': 10, '**': 11,
} // prettier-ignore

export const assigning: ReadonlySet<string> = new Set(
  ['', '+', '-', '*', '/', '%', '<<', '>>', '&', '^', '|'].map((operator) => `${operator}=`),
)

const truth = (value: boolean): bigint => (value ? 1n : 0n)

/** What a binary operator gives; undefined for a division by 0. */
export function calculate(operator: string, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case '+':
      return wrap(left + right)
    case '-':
      return wrap(left - right)
    case '*':
      return wrap(left * right)
    case '/':
      return right === 0n ? undefined : wrap(left / right)
    case '%':
      return right === 0n ? undefined : wrap(left % right)
    case '**':
      return power(left, right)
    case '<<':
      return wrap(left << (right & 63n))
    case '>>':
      return left >> (right & 63n)
    case '&':
      return left & right
    case '|':
      return left | right
    case '^':
      return left ^ right
    default:
      return truth(compare(operator, left, right))
  }
}

function compare(operator: string, left: bigint, right: bigint): boolean {
  if (operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (operator === '<') return left < right
  if (operator === '>') return left > right
  return operator === '<=' ? left <= right : left >= right
}

/** By squaring, so that it takes 64 rounds at most. */
function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base]
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = wrap(result * square)
    square = wrap(square * square)
  }
  return result
}

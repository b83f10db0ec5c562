import { operations as rows, type Chain } from 'libswarm-core'
import { columns } from './output.js'

/** What a backend answers. */
export interface Answers {
  /** The operations that it has a handler of its own for. */
  readonly operations: readonly string[]
  /** Whether it takes every other one too, to answer it or to hand it to the next. */
  readonly catchAll: boolean
}

/** What the only backend of a chain answers. */
export function answersOf(chain: Chain): Answers {
  const answerers = rows.map(({ operation }) => ({ operation, by: chain.answerers(operation)[0] }))
  return {
    operations: answerers.flatMap(({ operation, by }) => (by?.catchAll === false ? [operation] : [])),
    catchAll: answerers.some(({ by }) => by?.catchAll === true),
  }
}

/** A line for each operation with a handler of its own, and one about the catch-all. */
export function showAnswers({ operations, catchAll }: Answers): string {
  const lines = rows.flatMap(({ operation, method, path }) =>
    operations.includes(operation) ? [[operation, method, path]] : [],
  )
  const others = operations.length === 0 ? 'Every operation' : 'Every other operation'
  const rest = `${others} goes to its catch-all: it may answer itself, or hand the call to the next backend.`
  const none = 'It answers no operation.'
  const listed = lines.length === 0 ? [] : [columns([['OPERATION', 'METHOD', 'PATH'], ...lines])]
  return [...listed, ...(catchAll ? [rest] : lines.length === 0 ? [none] : [])].join('\n\n')
}

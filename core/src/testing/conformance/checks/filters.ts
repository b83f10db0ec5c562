import type { Operation, OperationName } from '../../../api/table.js'
import { fail } from '../bounded.js'
import type { AnyCall } from '../any-call.js'
import { prepare } from '../call.js'
import { ask, begin } from '../exchange.js'
import { identities } from '../identities.js'
import type { Instance } from '../instance.js'
import type { Check, Plan } from '../plan.js'

/** A filter that each operation knows and that keeps as good as nothing; a label where none is named. */
const known: { readonly [O in OperationName]?: readonly [key: string, value: string] } = {
  ImageSearch: ['is-official', 'true'],
  PluginList: ['enabled', 'true'],
  BuildPrune: ['type', 'regular'],
}

// Not a JSON object of lists, in three ways.
const malformed = ['nonsense', '[1]', '{"label":"a"}']

/** Filters mean the same in both of Docker's encodings, and are refused when they are neither. */
export function filters(plan: Plan): readonly Check[] {
  const rows = plan.callable.filter(({ query }) => query.filters === 'filters')
  return rows.flatMap((row) => [
    {
      title: `${row.operation} reads filters in both encodings`,
      row,
      run: () => plan.run(async (instance) => sameInBoth(instance, row, await callFor(plan, row, instance))),
    },
    {
      title: `${row.operation} refuses malformed filters`,
      row,
      run: () => plan.run(async (instance) => refusesMalformed(instance, row, await callFor(plan, row, instance))),
    },
  ])
}

function callFor(plan: Plan, row: Operation, { runner }: Instance): Promise<AnyCall> {
  return prepare(row, plan.sample(row), runner)
}

async function sameInBoth(instance: Instance, row: Operation, call: AnyCall): Promise<void> {
  const [key, value] = known[row.operation] ?? ['label', 'libswarm.conformance=none']
  const list = await answerTo(instance, row, call, { [key]: [value] })
  const map = await answerTo(instance, row, call, { [key]: { [value]: true } })
  if (list === map) return
  fail(
    `${row.operation} answers differently to one filter in Docker's two encodings: to {"${key}":["${value}"]} ` +
      `${list}, to {"${key}":{"${value}":true}} ${map}; job.query.filters reads both`,
  )
}

async function answerTo(instance: Instance, row: Operation, call: AnyCall, filter: object): Promise<string> {
  const search = searchOf(JSON.stringify(filter))
  if (row.pace === 'streaming') {
    const { status, leave } = await begin(instance, row, call, { search })
    leave()
    return String(status)
  }
  const whole = await ask(instance, row, call, { search })
  // Ids and names alone: "Up 2 seconds" may be another second the next time.
  return whole.status >= 400 ? `${whole.status}` : `${whole.status} ${identities(whole.text)}`
}

async function refusesMalformed(instance: Instance, row: Operation, call: AnyCall): Promise<void> {
  const when = row.pace === 'streaming' ? 'when it is read: read it before the stream is returned' : 'when it is read'
  for (const text of malformed) {
    const { status, response, leave } = await begin(instance, row, call, { search: searchOf(text) })
    leave()
    response.resume()
    if (status === 400) continue
    fail(`${row.operation} answered ${status} to filters=${text}, not 400: job.query.filters refuses it ${when}`)
  }
}

function searchOf(filters: string): string {
  return `filters=${encodeURIComponent(filters)}`
}

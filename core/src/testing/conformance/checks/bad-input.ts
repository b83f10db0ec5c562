import type { Operation } from '../../../api/table.js'
import { fail, within } from '../bounded.js'
import type { AnyCall } from '../any-call.js'
import { prepare } from '../call.js'
import { begin, type Raw } from '../exchange.js'
import type { Instance } from '../instance.js'
import { models, bodies } from '../../shapes.js'
import type { Check, Plan } from '../plan.js'

/** What a client writes wrong is the client's mistake: refused, never a 500. */
export function badInput(plan: Plan): readonly Check[] {
  return plan.callable.flatMap((row) => {
    const on = (work: (instance: Instance, call: AnyCall) => Promise<void>) => () =>
      plan.run(async (instance) => work(instance, await prepare(row, plan.sample(row), instance.runner)))
    const body = {
      title: `${row.operation} refuses a body that it cannot read`,
      row,
      run: on((i, call) => badBodies(i, row, call)),
    }
    const query = { title: `${row.operation} takes any query`, row, run: on((i, call) => badQueries(i, row, call)) }
    return [...(row.body === 'json' ? [body] : []), ...(Object.keys(row.query).length > 0 ? [query] : [])]
  })
}

async function badBodies(instance: Instance, row: Operation, call: AnyCall): Promise<void> {
  const garbage = await statusTo(instance, row, call, { body: '{"a":' })
  if (garbage.status !== 400) {
    fail(
      `${row.operation} answered ${garbage.status} to a body that is no JSON, not 400: job.body refuses it when it is read${garbage.logged}`,
    )
  }
  for (const body of ['7', '"text"', ...wrongFields(row)]) {
    const { status, logged } = await statusTo(instance, row, call, { body })
    if (isFault(status)) {
      fail(
        `${row.operation} answered ${status} to the body ${body}: check what comes from a client, and refuse it ` +
          `with engine.error('InvalidParameter', …)${logged}`,
      )
    }
  }
}

/** Bodies in which one field is of a kind that it cannot be. */
function wrongFields({ operation }: Operation): readonly string[] {
  const shape = bodies[operation]
  const fields = typeof shape === 'string' && shape.startsWith('#') ? models[shape.slice(1)]! : {}
  return Object.entries(fields).flatMap(([written, field]) => {
    const name = written.replace(/\?$/, '')
    const wrong: unknown = typeof field === 'string' && !field.startsWith('#') ? [{ a: {} }] : 'text'
    return field === 'unknown' ? [] : [JSON.stringify({ [name]: wrong }), JSON.stringify({ [name]: [null, 7] })]
  })
}

async function badQueries(instance: Instance, row: Operation, call: AnyCall): Promise<void> {
  for (const key of Object.keys(row.query)) {
    for (const value of ['nonsense', '-1', '%00%ff', '%7B%22a%22%3A%5Bnull%5D%7D']) {
      const search = `${key}=${value}`
      const { status, logged } = await statusTo(instance, row, call, { search })
      if (isFault(status)) {
        fail(
          `${row.operation} answered ${status} to ?${search}: check what comes from a client, and refuse it ` +
            `with engine.error('InvalidParameter', …)${logged}`,
        )
      }
    }
  }
}

interface Answered {
  readonly status: number
  readonly logged: string
}

async function statusTo(instance: Instance, row: Operation, call: AnyCall, raw: Raw): Promise<Answered> {
  const before = instance.errors.length
  const { status, response, leave } = await begin(instance, row, call, raw)
  leave()
  await within(
    new Promise<void>((resolve) => (response.closed ? resolve() : response.once('close', resolve))),
    'no end',
  )
  const logged = instance.errors.slice(before)
  return { status, logged: logged.length === 0 ? '' : `\nlogged: ${logged.join('\n')}` }
}

/** A failure of the backend itself. What an engine does not do is no failure, nor is one behind it that cannot be reached. */
function isFault(status: number): boolean {
  return status === 500 || status === 504
}

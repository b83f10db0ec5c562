import type { Operation } from '../../../api/table.js'
import { fail, pause, within } from '../bounded.js'
import type { AnyCall } from '../any-call.js'
import { parametersOf, prepare } from '../call.js'
import { ask, begin, type Whole } from '../exchange.js'
import type { Instance } from '../instance.js'
import { misfits } from '../../misfit.js'
import { answers as shapes } from '../../shapes.js'
import type { Check, Plan } from '../plan.js'
import { resourceOf } from '../resource.js'
import type { Resource } from '../subject.js'

/** Status, media type and JSON of every answer are those of the Engine API. */
export function answers(plan: Plan): readonly Check[] {
  const { none = [] } = plan.subject
  const rows = plan.callable.filter(({ answers, path }) => answers.kind !== 'duplex' && !isNone(path, none))
  return rows.map((row) => ({
    title: `${row.operation} answers as the Engine API says`,
    row,
    run: () =>
      plan.run(async (instance) => {
        const call = await prepare(row, plan.sample(row), instance.runner)
        const meanwhile = () => plan.sample(row).meanwhile?.(instance.runner)
        if (row.answers.kind === 'messages') return checkMessages(instance, row, call, meanwhile)
        if (row.answers.kind === 'bytes') return checkHead(instance, row, call)
        const whole = await ask(instance, row, call, {}, meanwhile)
        requireSuccess(row, whole, instance)
        const wrong = row.answers.kind === 'json' ? misfitsOfAnswer(row, whole.text) : extra(row, whole)
        if (wrong.length > 0) fail(wrong.join('\n'))
      }),
  }))
}

function isNone(path: string, none: readonly Resource[]): boolean {
  return parametersOf(path).length > 0 && none.includes(resourceOf(path))
}

/** What of an answer's JSON is not as the Engine API says. */
export function misfitsOfAnswer({ operation }: Operation, text: string): readonly string[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return [`${operation} answers JSON, got ${JSON.stringify(text.slice(0, 100))}`]
  }
  return misfits(shapes[operation] ?? 'unknown', value, operation).slice(0, 10)
}

async function checkHead(instance: Instance, row: Operation, call: AnyCall): Promise<void> {
  const { status, response, leave } = await begin(instance, row, call)
  leave()
  requireSuccess(row, { status, type: response.headers['content-type'] ?? '', text: '' }, instance)
}

async function checkMessages(
  instance: Instance,
  row: Operation,
  call: AnyCall,
  meanwhile: () => unknown,
): Promise<void> {
  const { status, response, leave } = await begin(instance, row, call)
  let text = ''
  response.setEncoding('utf8').on('data', (more: string) => (text += more))
  const ended = new Promise<void>((resolve) => response.once('close', resolve))
  await within(Promise.resolve(meanwhile()), `samples.${row.operation}.meanwhile does not end`)
  await Promise.race([ended, pause(100)])
  leave()
  requireSuccess(row, { status, type: response.headers['content-type'] ?? '', text }, instance)
  // The last line may have been cut by leaving.
  const lines = text.split('\n').slice(0, -1)
  const wrong = lines.filter((line) => line.trim() !== '').flatMap((line) => misfitsOfAnswer(row, line))
  if (wrong.length > 0) fail(wrong.slice(0, 10).join('\n'))
}

function requireSuccess(row: Operation, whole: Whole, { errors }: Instance): void {
  const { operation, answers } = row
  const right: readonly number[] = answers.status
  if (!right.includes(whole.status)) {
    const logged = errors.length === 0 ? '' : `\nlogged: ${errors.join('\n')}`
    fail(
      `${operation} answered ${whole.status} ${whole.text.trim()}, where ${right.join(' or ')} is success: ` +
        `call it right in samples.${operation}, or repair it${logged}`,
    )
  }
  const wanted = answers.kind === 'bytes' ? undefined : answers.type
  if (wanted !== undefined && !whole.type.startsWith(wanted)) {
    fail(`${operation} answers with Content-Type: ${wanted}, got "${whole.type}"`)
  }
}

function extra({ operation }: Operation, { text }: Whole): readonly string[] {
  return text === ''
    ? []
    : [`${operation} answers with a status and no body, got ${JSON.stringify(text.slice(0, 100))}`]
}

import type { Operation } from '../../../api/table.js'
import { fail } from '../bounded.js'
import { parametersOf } from '../call.js'
import type { Instance } from '../instance.js'
import { outcomeOf } from '../outcome.js'
import type { Check, Plan } from '../plan.js'
import { misfitsOfAnswer } from './answers.js'

// moby's sentence (daemon/cluster/errors.go).
const noManager = 'This node is not a swarm manager.'

/** What nobody handles is visible: 501 with the names, or 503 as an engine that is no swarm manager. */
export function everythingElse(plan: Plan): readonly Check[] {
  const { others, subject } = plan
  if (others.length === 0) return []
  if (subject.alone === 'answers') {
    return [
      { title: 'is answered at the end of a chain', run: () => plan.run((instance) => answered(instance, plan), []) },
    ]
  }
  return [
    { title: 'is a visible 501, or 503 for swarm mode', run: () => plan.run((instance) => refused(instance, plan)) },
  ]
}

async function refused({ runner }: Instance, { answerers, others }: Plan): Promise<void> {
  const found = await answerers()
  for (const row of others) {
    // Registered and not declared: that is told elsewhere.
    if (found.get(row.operation)?.catchAll === false) continue
    const { status, sentence } = await outcomeOf(runner, jobOf(row))
    if (status === 503 && row.swarm === true && sentence.includes(noManager)) continue
    // An answer to HEAD that came by HTTP has no sentence.
    if (status === 501 && row.method === 'HEAD' && sentence === '') continue
    if (status === 501 && sentence.includes(row.operation) && / backend "[^"]+"/.test(sentence)) continue
    const said = sentence === '' ? String(status) : `${status} ${sentence}`
    fail(
      `${row.operation} is not supported, and was answered with "${said}": an operation that nobody handles is a 501 ` +
        `that names the backend and the operation. Do not register it, pass it on to engine.next, or ` +
        `throw engine.error('NotImplemented', \`\${job.operation} is not implemented by the backend "\${engine.name}"\`)`,
    )
  }
}

async function answered({ runner }: Instance, { others }: Plan): Promise<void> {
  for (const row of others) {
    const reply = await runner.run(jobOf(row) as { operation: 'SystemInfo' })
    const successes: readonly number[] = row.answers.status
    if (!successes.includes(reply.status))
      fail(`${row.operation} was answered with ${reply.status}, not ${successes[0]}`)
    if (row.answers.kind === 'duplex' || row.pace === 'streaming') continue
    const text = Buffer.from(await reply.bytes()).toString()
    const wrong = row.answers.kind === 'json' ? misfitsOfAnswer(row, text) : []
    if (wrong.length > 0) fail(wrong.join('\n'))
  }
}

/** A job that names something in its path, and says nothing else. */
export function jobOf({ operation, path }: Operation): { readonly operation: typeof operation; readonly path: never } {
  return { operation, path: Object.fromEntries(parametersOf(path).map((name) => [name, 'nowhere'])) as never }
}

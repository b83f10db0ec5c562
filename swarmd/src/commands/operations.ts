import {
  compose,
  operations as rows,
  type Answerer,
  type Chain,
  type Operation,
  type OptionValues,
} from 'libswarm-core'
import type { Command } from '../command.js'
import { blame, isolationOf, loadConfig, placesOf } from '../config/config.js'
import { backend, config, isolation, json, noConfig } from '../options.js'
import { columns, print } from '../output.js'

/** Lists every operation of the API and the backends that answer it. */
export const operations: Command = {
  words: ['operations'],
  describe: 'List every operation of the Docker Engine API, and which backend answers it',
  options: { backend, json, ...isolation, config, 'no-config': noConfig },
  examples: [
    ['swarmd operations', 'the whole API, as the backends of the config file answer it, or else the simulator'],
    ["swarmd operations --backend debug --backend 'simulator web' --json", 'for programs'],
  ],
  run,
}

async function run(values: OptionValues, given: ReadonlySet<string>): Promise<number> {
  const merged = await loadConfig(process.cwd(), { values, given })
  const specs = merged.settings.backends.value.map(({ spec }) => spec)
  const chain = await compose(specs, { ...(await placesOf(merged)), ...isolationOf(merged) }).catch(
    (thrown: unknown) => {
      throw blame(merged, thrown)
    },
  )
  const listed = rows.map((row) => ({ row, answerers: chain.answerers(row.operation) }))
  print(values['json'] === true ? JSON.stringify(listed.map(toJson), undefined, 2) : toText(listed))
  await chain.close()
  return 0
}

interface Listed {
  readonly row: Operation
  readonly answerers: ReturnType<Chain['answerers']>
}

function toJson({ row, answerers }: Listed): object {
  const { operation, method, path, since, job, pace, answers } = row
  return { operation, method, path, since, job, pace, kind: answers.kind, backends: answerers }
}

function toText(listed: readonly Listed[]): string {
  const head = ['OPERATION', 'METHOD', 'PATH', 'SINCE', '2014', 'BACKEND']
  const body = listed.map(({ row, answerers }) => [
    row.operation,
    row.method,
    row.path,
    row.since,
    row.job ?? '',
    answerers.map(named).join(' > ') || '-',
  ])
  return `${columns([head, ...body])}\n\n* by its catch-all: it may answer itself, or hand the call to the next`
}

function named({ backend: name, catchAll }: Answerer): string {
  return catchAll ? `${name}*` : name
}

import {
  compose,
  operations as rows,
  type Answerer,
  type Chain,
  type Operation,
  type OptionValues,
} from 'libswarm-core'
import type { Command } from '../command.js'
import { backend, json } from '../options.js'
import { columns, print } from '../output.js'
import { standardBackends } from '../standard.js'

interface Values {
  readonly backend: readonly string[]
  readonly json: boolean
}

/** Lists every operation of the API and the backends that answer it. */
export const operations: Command = {
  words: ['operations'],
  describe: 'List every operation of the Docker Engine API, and which backend answers it',
  options: { backend, json },
  examples: [
    ['swarmd operations', 'the whole API, as the simulator answers it'],
    ["swarmd operations --backend debug --backend 'simulator web' --json", 'for programs'],
  ],
  run: (values) => run(values as OptionValues & Values),
}

async function run(values: Values): Promise<number> {
  const specs = values.backend.length === 0 ? ['simulator'] : values.backend
  const chain = await compose(specs, { standard: standardBackends() })
  const listed = rows.map((row) => ({ row, answerers: chain.answerers(row.operation) }))
  print(values.json ? JSON.stringify(listed.map(toJson), undefined, 2) : toText(listed))
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

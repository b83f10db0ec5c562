import { listBackends, type Installed, type OptionValues } from 'libswarm-core'
import type { Command } from '../command.js'
import { json } from '../options.js'
import { columns, print } from '../output.js'
import { standardBackends } from '../standard.js'

/** Lists the installed backends; runs none of their code. */
export const pluginsList: Command = {
  words: ['plugins', 'list'],
  describe: 'List the installed backends, the broken ones with the reason',
  options: { json },
  examples: [['swarmd plugins list --json', 'for programs']],
  run: (values) => run(values as OptionValues & { readonly json: boolean }),
}

async function run(values: { readonly json: boolean }): Promise<number> {
  const installed = await listBackends({ from: process.cwd(), standard: standardBackends() })
  print(values.json ? JSON.stringify(installed, undefined, 2) : toText(installed))
  return 0
}

function toText(installed: readonly Installed[]): string {
  const head = ['NAME', 'VERSION', 'API', 'STATUS', 'FROM']
  const body = installed.map(({ name, version = '-', api = '-', status, reason, from }) => [
    name,
    version,
    api,
    reason === undefined ? status : `${status}: ${reason}`,
    from,
  ])
  return columns([head, ...body])
}

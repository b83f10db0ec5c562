import { listBackends, type Installed, type OptionValues } from 'libswarm-core'
import type { Command } from '../command.js'
import { installedIn } from '../installed-in.js'
import { json } from '../options.js'
import { columns, escapeControls, print } from '../output.js'
import { standardBackends } from '../standard.js'

/** Lists the installed backends; runs none of their code. */
export const pluginsList: Command = {
  words: ['plugins', 'list'],
  describe: 'List the installed backends, the broken ones with the reason',
  options: { json },
  examples: [
    ['swarmd plugins list', 'what --backend can name here, and what is installed and broken'],
    ['swarmd plugins list --json', 'for programs'],
  ],
  run: (values) => run(values as OptionValues & { readonly json: boolean }),
}

async function run(values: { readonly json: boolean }): Promise<number> {
  const host = await installedIn()
  const installed = await listBackends({ from: process.cwd(), standard: standardBackends(), host })
  print(values.json ? JSON.stringify(installed.map(toJson), undefined, 2) : toText(installed))
  return 0
}

/** Every key is there; what is not known is null. */
function toJson(one: Installed): object {
  const { version = null, api = null, reason = null } = one
  return { ...one, version, api, reason }
}

function toText(installed: readonly Installed[]): string {
  const head = ['NAME', 'VERSION', 'API', 'STATUS', 'FROM', 'REASON']
  const body = installed.map(({ name, version = '-', api = '-', status, reason = '', from }) =>
    [name, version, api, status, from, reason].map((cell) => escapeControls(cell)),
  )
  return columns([head, ...body])
}

import { listBackends, type Installed, type OptionValues } from 'libswarm-core'
import type { Command } from '../command.js'
import { loadConfig, placesOf } from '../config/config.js'
import { config, json, noConfig } from '../options.js'
import { columns, escapeControls, print } from '../output.js'

/** Lists the installed backends; runs none of their code. */
export const pluginsList: Command = {
  words: ['plugins', 'list'],
  describe: 'List the installed backends, the broken ones with the reason',
  options: { json, config, 'no-config': noConfig },
  examples: [
    ['swarmd plugins list', 'what --backend can name here, and what is installed and broken'],
    ['swarmd plugins list --json', 'for programs'],
  ],
  run,
}

async function run(values: OptionValues, given: ReadonlySet<string>): Promise<number> {
  const installed = await listBackends(await placesOf(await loadConfig(process.cwd(), { values, given })))
  print(values['json'] === true ? JSON.stringify(installed.map(toJson), undefined, 2) : toText(installed))
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

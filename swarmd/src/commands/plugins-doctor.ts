import type { OptionValues } from 'libswarm-core'
import type { Command } from '../command.js'
import type { Finding } from '../doctor/finding.js'
import { json } from '../options.js'
import { columns, escapeControls, print } from '../output.js'
import { serve } from './serve.js'

/** Looks for what would go wrong in a daemon started with the same flags; starts its backends for a moment. */
export const pluginsDoctor: Command = {
  words: ['plugins', 'doctor'],
  describe: 'Look for what is wrong with Node.js, the config, the installed and configured backends, and addresses',
  options: { ...serve.options, json },
  examples: [
    ['swarmd plugins doctor', 'what the config file says, and all that is installed; exit code 1 on any error'],
    ["swarmd plugins doctor --backend 'forward unix://a.sock' unix://b.sock", 'a command line, before it is used'],
  ],
  run,
}

async function run(values: OptionValues, given: ReadonlySet<string>): Promise<number> {
  // What no other command needs.
  const [{ examine }, { readSubject }] = await Promise.all([
    import('../doctor/checks.js'),
    import('../doctor/subject.js'),
  ])
  const findings = await examine(await readSubject(process.cwd(), { values, given }))
  print(values['json'] === true ? JSON.stringify(findings, undefined, 2) : toText(findings))
  return findings.some(({ status }) => status === 'error') ? 1 : 0
}

function toText(findings: readonly Finding[]): string {
  return columns(
    findings.map(({ status, what, sentence }) => [status, what, sentence].map((cell) => escapeControls(cell))),
  )
}

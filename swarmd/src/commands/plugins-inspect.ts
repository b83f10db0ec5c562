import { compose, helpOf, inspectBackend, readSpec, type Inspected, type OptionValues } from 'libswarm-core'
import type { Command } from '../command.js'
import { isolationOf, loadConfig, placesOf } from '../config/config.js'
import { answersOf, showAnswers, type Answers } from '../answers.js'
import { stderrLogger } from '../log.js'
import { config, isolation, json, noConfig } from '../options.js'
import { columns, escapeControls, print } from '../output.js'

/** Shows one backend. Runs none of its code, unless asked for the operations that it answers. */
export const pluginsInspect: Command = {
  words: ['plugins', 'inspect'],
  describe: 'Show the manifest and the options of a backend; with arguments, also the operations that it answers',
  options: {
    spec: {
      type: 'string',
      order: 0,
      describe: "Its name, package or folder; a spec as 'foo --flag x' installs it in a process of its own",
    },
    operations: { type: 'boolean', describe: 'Install it, also without arguments, and list what it answers' },
    'isolate-memory': isolation['isolate-memory'],
    'isolate-env': isolation['isolate-env'],
    json,
    config,
    'no-config': noConfig,
  },
  examples: [
    ['swarmd plugins inspect forward', 'its options; none of its code runs'],
    ["swarmd plugins inspect 'simulator web'", 'and the operations that it answers with these arguments'],
    ['swarmd plugins inspect --operations ./my-backend', 'the same without arguments, of a backend in a folder'],
  ],
  run,
}

async function run(values: OptionValues, given: ReadonlySet<string>): Promise<number> {
  const merged = await loadConfig(process.cwd(), { values, given })
  const spec = String(values['spec'])
  const { backend: name, words = [] } = readSpec(spec)
  // What the command line names is looked for from the working directory, whatever the config says.
  const places = { ...(await placesOf(merged)), from: merged.cwd }
  const inspected = await inspectBackend(name, places)
  const usable = inspected.reason === undefined
  const asked = words.length > 0 || values['operations'] === true
  const answers = usable && asked ? await install(spec, { ...isolationOf(merged), ...places }) : undefined
  print(values['json'] === true ? JSON.stringify(toJson(inspected, answers), undefined, 2) : toText(inspected, answers))
  return usable ? 0 : 1
}

/** Installs a backend in a process of its own, and ends that again. */
async function install(
  spec: string,
  options: Awaited<ReturnType<typeof placesOf>> & ReturnType<typeof isolationOf>,
): Promise<Answers> {
  const chain = await compose([spec], { ...options, isolate: 'all', log: stderrLogger('info') })
  try {
    return answersOf(chain)
  } finally {
    await chain.close()
  }
}

/** Every key is there; what is not known is null. */
function toJson({ manifest, ...one }: Inspected, answers: Answers | undefined): object {
  const { name, version = null, api = null, status, reason = null, simulated, from } = one
  const { entry = null, options = null } = manifest ?? {}
  const { operations = null, catchAll = null } = answers ?? {}
  const known = { name, package: one.package, version, api, status, reason, simulated, from }
  return { ...known, entry, options, operations, catchAll }
}

function toText({ manifest, ...one }: Inspected, answers: Answers | undefined): string {
  const { name, version = '-', api = '-', status, reason, simulated, from } = one
  const rows = [
    ['name', name],
    ['package', one.package],
    ['version', version],
    ['api', api],
    ['status', status],
    ...(reason === undefined ? [] : [['reason', reason]]),
    ['simulated', simulated ? 'yes' : 'no'],
    ['from', from],
    ...(manifest === undefined ? [] : [['entry', manifest.entry]]),
  ]
  const sheet = columns(rows.map((row) => row.map((cell) => escapeControls(cell))))
  const help = manifest === undefined ? [] : [escapeControls(helpOf(manifest.options, name), '\n')]
  return [sheet, ...help, ...(answers === undefined ? [] : [showAnswers(answers)])].join('\n\n')
}

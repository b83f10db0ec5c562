// What of the Engine API the simulator answers, for its README. Needs a build.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compose, operations } from '../core/dist/index.js'
import { install } from '../plugins/simulator/dist/index.js'
import { root } from './workspace.js'

const file = join(root, 'plugins/simulator/README.md')
const marked = /(<!-- operations: .*-->\n)[^]*?(<!-- end of operations -->)/

const system = ['info', 'version', '_ping', 'events', 'system', 'auth']

function resourceOf({ path, swarm }) {
  const [, first] = path.split('/')
  if (swarm === true) return 'swarm mode'
  if (system.includes(first)) return 'the engine'
  if (first === 'session' || first === 'grpc') return 'build'
  return first === 'commit' ? 'images' : first
}

async function table() {
  const chain = await compose([{ name: 'simulator', install, options: {} }])
  const resources = new Map()
  for (const row of operations) {
    const resource = resourceOf(row)
    const cells = resources.get(resource) ?? { simulated: [], not: [] }
    const simulated = chain.answerers(row.operation).length > 0
    cells[simulated ? 'simulated' : 'not'].push(`\`${row.operation}\``)
    resources.set(resource, cells)
  }
  await chain.close()
  const rows = [...resources].map(([resource, { simulated, not }]) => {
    const status = resource === 'swarm mode' ? 'a 503' : 'a 501'
    return `| ${resource} | ${simulated.join(', ')} | ${not.length === 0 ? '' : `${status}: ${not.join(', ')}`} |\n`
  })
  return ['\n', '| of | simulated | not |\n', '|---|---|---|\n', ...rows, '\n'].join('')
}

/** The README of the simulator as it is, and as it should be. */
export async function simulatorReadme() {
  const text = await readFile(file, 'utf8')
  const made = await table()
  return { text, right: text.replace(marked, (_, start, end) => `${start}${made}${end}`) }
}

/** Writes the table into the README. */
export async function writeSimulatorReadme() {
  await writeFile(file, (await simulatorReadme()).right)
}

// Where the backend aggregate sends each operation, for its README. Needs a build.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { operations } from '../core/dist/index.js'
import { ways } from '../plugins/aggregate/dist/index.js'
import { root } from './workspace.js'

const file = join(root, 'plugins/aggregate/README.md')
const marked = /(<!-- ways: .*-->\n)[^]*?(<!-- end of ways -->)/

const words = {
  here: 'answered by the pool itself',
  merged: 'asked of all engines, one answer made of theirs',
  owner: 'to the engine that has the',
  all: 'done on all engines',
  placed: 'done on the engine that the scheduler chooses',
  any: 'any engine will do',
  refused: '501:',
}

function table() {
  const groups = new Map()
  for (const { operation } of operations) {
    const { way, of, because } = ways[operation]
    const where = [words[way], of ?? because].filter((word) => word !== undefined).join(' ')
    groups.set(where, [...(groups.get(where) ?? []), `\`${operation}\``])
  }
  const rows = [...groups].map(([where, names]) => `| ${where} | ${names.join(', ')} |\n`)
  return ['\n', '| where | operations |\n', '|---|---|\n', ...rows, '\n'].join('')
}

/** The README of aggregate as it is, and as it should be. */
export async function aggregateReadme() {
  const text = await readFile(file, 'utf8')
  return { text, right: text.replace(marked, (_, start, end) => `${start}${table()}${end}`) }
}

/** Writes the table into the README. */
export async function writeAggregateReadme() {
  await writeFile(file, (await aggregateReadme()).right)
}

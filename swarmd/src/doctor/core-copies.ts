import { readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { listBackends } from 'libswarm-core'
import { ownFolder } from '../own-folder.js'
import type { Check } from './finding.js'

/** Whether there is one `libswarm-core`. Several work together: errors are known by a mark, and jobs are data. */
export const coreCopies: Check = {
  what: 'core',
  async look({ places, config: { cwd } }) {
    const backends = (await listBackends(places)).map(({ name, from }) => ({ who: name, from }))
    const users = [{ who: 'swarmd', from: ownFolder() }, { who: 'the working directory', from: cwd }, ...backends]
    const copies = new Map<string, string[]>()
    for (const { who, from } of users) {
      const copy = await findCore(from)
      if (copy !== undefined) copies.set(copy, [...(copies.get(copy) ?? []), who])
    }
    const shown = await Promise.all([...copies].map(async ([folder, whose]) => show(folder, whose)))
    if (shown.length < 2) return [{ status: 'ok', what: 'core', sentence: shown.join('') }]
    const sentence = `${shown.length} copies of libswarm-core are installed, which works: ${shown.join('; ')}`
    return [{ status: 'warning', what: 'core', sentence }]
  },
}

async function show(folder: string, whose: readonly string[]): Promise<string> {
  return `libswarm-core ${await versionOf(folder)} in ${folder} (of ${whose.join(', ')})`
}

async function versionOf(folder: string): Promise<string> {
  try {
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version?: unknown }
    return String(version)
  } catch {
    return 'of an unknown version'
  }
}

/** Node's lookup from a folder, links followed: a backend's own copy may be beside where it is really kept. */
async function findCore(from: string): Promise<string | undefined> {
  let folder = await realpath(from).catch(() => from)
  for (; ; folder = dirname(folder)) {
    const found = await realpath(join(folder, 'node_modules', 'libswarm-core')).catch(() => undefined)
    if (found !== undefined || dirname(folder) === folder) return found
  }
}

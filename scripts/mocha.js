import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bin, exitCode } from './workspace.js'

/**
 * Runs mocha in the root folder.
 *
 * @param args its arguments; what .mocharc.json says holds unless they say otherwise
 * @param env what is added to the environment
 * @returns `code`, its exit code, and `counts`: for each file that had a test how many `passed`, `failed` and were
 *   `skipped` (scripts/reporter.cjs); undefined where mocha ended without counting
 */
export async function mocha(args, env = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'libswarm-counts-'))
  try {
    const file = join(folder, 'counts.json')
    const code = await exitCode(process.execPath, [bin('mocha/bin/mocha.js'), ...args], {
      env: { ...env, LIBSWARM_TEST_COUNTS: file },
    })
    const written = await readFile(file, 'utf8').catch(() => undefined)
    return { code, counts: written === undefined ? undefined : JSON.parse(written) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What all files have together. */
export function total(counts) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const each of Object.values(counts)) {
    for (const what of Object.keys(sum)) sum[what] += each[what]
  }
  return sum
}

// Files whose failures may come of what ran beside them: more than that have a fault in common.
const most = 6

/**
 * Runs the files in which a test has failed once more, one after the other with nothing beside them, and says so: on a
 * small machine a test may starve beside others, and whoever starves passes alone.
 *
 * @param counts of the run before, as {@link mocha} gives them
 * @param env what was added to its environment
 * @returns the counts of all files; of those that have passed alone the ones of that run
 */
export async function againAlone(counts, env = {}) {
  const files = Object.keys(counts).filter((file) => counts[file].failed > 0)
  if (files.length === 0 || files.length > most || files.includes('')) return counts
  console.log(`> once more, alone: ${files.join(', ')}`)
  const all = { ...counts }
  const told = []
  for (const file of files) {
    const args = ['--no-config', '--reporter', 'scripts/reporter.cjs', '--timeout', '60000', file]
    const { counts: alone } = await mocha(args, env)
    const good = alone?.[file] !== undefined && total(alone).failed === 0
    if (good) all[file] = alone[file]
    told.push(`${file}: ${counts[file].failed} failed beside others, ${good ? 'all passed' : 'and failed'} alone`)
  }
  for (const line of told) console.log(`FAILED ONCE ${line}`)
  return all
}

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Flavor } from '../run-for-real.js'

/** Records the lines about networks, where nothing else is on the network: needs root, and unshare(1). */
export async function recordNetLines(flavor: Flavor): Promise<string> {
  const recorder = fileURLToPath(new URL('record-here.js', import.meta.url))
  const argv = ['--net', '--mount', process.execPath, recorder, flavor]
  const { stdout } = await promisify(execFile)('unshare', argv)
  return stdout.trim()
}

// Records the lines about networks, in a network namespace of its own: `record-net.ts` runs it there.
import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeFixture } from '../../recorded/fixture.js'
import { preparedFiles } from '../files.js'
import type { RecordedLine } from '../recorded-line.js'
import { makeBusyboxFolder, runForReal } from '../run-for-real.js'
import { answers, filling, moments, names } from './answers.js'
import { netLines } from './lines.js'
import { startAnswering, startNaming } from './servers.js'

const flavor = process.argv[2] === 'gnu' ? 'gnu' : 'busybox'
execFileSync('busybox', ['ifconfig', 'lo', 'up'])
const resolver = join(tmpdir(), `resolv-${process.pid}`)
await writeFile(resolver, 'nameserver 127.0.0.1\n')
execFileSync('mount', ['--bind', resolver, '/etc/resolv.conf'])
await Promise.all([startAnswering(), startNaming()])

const timeless = (text: string): string =>
  moments.reduce((rest, [pattern, instead]) => rest.replace(new RegExp(pattern, 'gm'), instead), text)
const folder = await makeBusyboxFolder()
const lines: Record<string, RecordedLine[]> = {}
for (const [program, { both = [], [flavor]: own = [] }] of Object.entries(netLines)) {
  const recorded: RecordedLine[] = []
  for (const line of [...both, ...own]) {
    const outcome = await runForReal(line, flavor, folder)
    const files = Object.fromEntries(Object.entries(outcome.files).map(([name, content]) => [name, timeless(content)]))
    recorded.push({ ...outcome, stdout: timeless(outcome.stdout), stderr: timeless(outcome.stderr), files })
  }
  if (recorded.length > 0) lines[program] = recorded
}
await Promise.all([rm(folder, { recursive: true }), rm(resolver)])
console.log(
  await writeFixture(`net-lines-${flavor}`, { files: preparedFiles, answers, filling, names, moments, lines }),
)
process.exit(0)

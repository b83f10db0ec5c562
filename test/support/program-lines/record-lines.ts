import { rm } from 'node:fs/promises'
import { writeFixture } from '../recorded/fixture.js'
import { preparedFiles } from './files.js'
import { programLines, type ProgramLines } from './lines.js'
import type { LineFixture, RecordedLine } from './recorded-line.js'
import { makeBusyboxFolder, runForReal, type Flavor } from './run-for-real.js'
import { systemProgramLines } from './system-lines.js'

/** What is recorded, by the name of its fixtures. */
const tables: Readonly<Record<string, Readonly<Record<string, ProgramLines>>>> = {
  lines: programLines,
  'system-lines': systemProgramLines,
}

/** Runs a table of lines with the programs of this machine, and writes what came of it. */
export async function recordLines(flavor: Flavor, table = 'lines'): Promise<string> {
  const busyboxFolder = await makeBusyboxFolder()
  try {
    const lines: Record<string, RecordedLine[]> = {}
    for (const [program, { both = [], [flavor]: own = [] }] of Object.entries(tables[table]!)) {
      const recorded: RecordedLine[] = []
      for (const line of [...both, ...own]) recorded.push(await runForReal(line, flavor, busyboxFolder))
      if (recorded.length > 0) lines[program] = recorded
    }
    return await writeFixture(`${table}-${flavor}`, { files: preparedFiles, lines } satisfies LineFixture)
  } finally {
    await rm(busyboxFolder, { recursive: true })
  }
}

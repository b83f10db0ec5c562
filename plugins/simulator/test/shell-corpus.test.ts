import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { someOf } from './some-of.js'
import { runScript, shellNames, type ShellName, type Told } from './shell-support.js'

const folder = join(import.meta.dirname, '../test/fixtures/shell')
const recorded = (shell: ShellName): Record<string, Told> =>
  JSON.parse(readFileSync(join(folder, `${shell}.json`), 'utf8')) as Record<string, Told>

/** Where we differ, and why. */
const differences: Readonly<Partial<Record<ShellName, Readonly<Record<string, string>>>>> = {
  bash: {
    'x=(1 2; echo': 'bash exits with 1 for a mistake in an array alone; the parser sees no array that is not closed',
    '[[ a b ]]': 'bash -c exits with 0 for a mistake in a condition alone',
    'umask -p; umask a; echo $?': 'bash shows a zero byte',
  },
}

/** Without the numbers of processes, which are others each time. */
const comparable = ({ stdout, stderr, code }: Told): Told => ({
  stdout,
  stderr: stderr.replace(/(line \d+): +\d+ (Killed)/g, '$1: PID $2'),
  code,
})

for (const shell of Object.keys(shellNames) as ShellName[]) {
  describe(`scripts of ${shell}`, () => {
    const known = differences[shell] ?? {}
    for (const [script, wanted] of someOf(Object.entries(recorded(shell)))) {
      it(script in known ? `differ: ${script}` : `do what is recorded: ${script}`, async () => {
        const told = comparable(await runScript(shell, script))
        if (script in known) expect(told).not.to.deep.equal(comparable(wanted))
        else expect(told).to.deep.equal(comparable(wanted))
      })
    }
  })
}

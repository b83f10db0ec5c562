import type { Shell } from '../shell.js'

/** Runs a pipeline and says how long that took. */
export async function timed(shell: Shell, run: () => Promise<number>, isPosix: boolean): Promise<number> {
  const began = shell.proc.host.now()
  const status = await run()
  const took = (shell.proc.host.now() - began) / 1e6
  const lines: readonly (readonly [string, number])[] = [
    ['real', took],
    ['user', 0],
    ['sys', 0],
  ]
  const shown = isPosix
    ? lines.map(([name, seconds]) => `${name} ${seconds.toFixed(2)}`).join('\n')
    : `\n${lines.map(([name, seconds]) => `${name}\t${minutes(seconds)}`).join('\n')}`
  await shell.say(`${shown}\n`)
  return status
}

/** As `time` and `times` show lengths. */
export const minutes = (seconds: number, digits = 3): string =>
  `${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(digits)}s`

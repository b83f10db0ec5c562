import type { Program } from '../task.js'
import { cat, tail } from './cat.js'
import { echo } from './echo.js'
import { listEnvironment, printEnvironment } from './env.js'
import { id, whoami } from './identity.js'
import { shell } from './shell.js'
import { sleep } from './sleep.js'

/** The programs that every image has. */
export const programs: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['ash', shell],
  ['bash', shell],
  ['cat', cat],
  ['echo', echo],
  ['env', listEnvironment],
  ['false', () => 1],
  ['hostname', (task) => print(task, task.hostname)],
  ['id', id],
  ['printenv', printEnvironment],
  ['pwd', (task) => print(task, task.cwd)],
  ['sh', shell],
  ['sleep', sleep],
  ['tail', tail],
  ['true', () => 0],
  ['whoami', whoami],
])

/** What stays up until a signal ends it, as the service of an image does. */
export const service: Program = async (task) => {
  await task.rest(Infinity)
  return 0
}

function print(task: Parameters<Program>[0], line: string): number {
  if (task.argv.length > 1) {
    task.complain(`the simulated ${task.argv[0]} takes no arguments`)
    return 1
  }
  void task.print(`${line}\n`)
  return 0
}

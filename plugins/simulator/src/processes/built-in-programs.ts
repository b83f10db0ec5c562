import type { Clock } from '../world.js'
import { BuiltInProcess } from './built-in.js'
import { readEnvironment } from './environment.js'
import { find } from './find.js'
import { ProgramMissing, type ProcessSpec, type Programs } from './process.js'
import { service } from './programs/programs.js'
import { choose } from './choose.js'
import type { Program } from './task.js'

/** The built-in set of programs, the same in every image, and each image's own command. */
export function builtInPrograms(clock: Clock): Programs {
  return {
    start(spec, output) {
      const { argv, program } = chosen(spec)
      return new BuiltInProcess({ ...spec, argv }, output, clock, find).begin(program)
    },
  }
}

function chosen(spec: ProcessSpec): { readonly argv: readonly string[]; readonly program: Program } {
  if (spec.cwd !== '' && !spec.cwd.startsWith('/')) throw new ProgramMissing('Cwd must be an absolute path', 126)
  const choice = choose(spec.argv, spec.service)
  const { argv } = choice
  if (choice.kind === 'service') return { argv, program: service }
  try {
    return { argv, program: find(argv[0] ?? '', readEnvironment(spec.env).get('PATH'), spec.cwd) }
  } catch (thrown) {
    if (choice.kind !== 'handed' || !(thrown instanceof ProgramMissing)) throw thrown
    const { orService, script } = choice
    if (orService !== undefined) return { argv: orService, program: service }
    return { argv, program: cannotExec(script, thrown) }
  }
}

/** An entrypoint script that was given what it cannot run, in the words of busybox's shell. */
function cannotExec(script: string, { exitCode }: ProgramMissing): Program {
  return async (task) => {
    const why = exitCode === 127 ? 'not found' : 'Permission denied'
    await task.warn(`${script}: exec: line 47: ${task.argv[0]}: ${why}\n`)
    return exitCode
  }
}

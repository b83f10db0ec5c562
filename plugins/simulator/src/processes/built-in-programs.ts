import type { Clock } from '../world.js'
import { BuiltInProcess } from './built-in.js'
import { readEnvironment } from './environment.js'
import { find } from './find.js'
import { ProgramMissing, type ProcessSpec, type Programs } from './process.js'
import { programs, service } from './programs/programs.js'
import type { Program } from './task.js'

/** The built-in set of programs, the same in every image, and each image's own command. */
export function builtInPrograms(clock: Clock): Programs {
  return {
    start(spec, output) {
      const program = programOf(spec)
      return new BuiltInProcess(spec, output, clock, find).begin(program)
    },
  }
}

function programOf(spec: ProcessSpec): Program {
  if (spec.cwd !== '' && !spec.cwd.startsWith('/')) throw new ProgramMissing('Cwd must be an absolute path', 126)
  const [name = ''] = spec.argv
  if (isService(spec)) return service
  return find(name, readEnvironment(spec.env).get('PATH'), spec.cwd)
}

/** Whether it is the image's own command: by its program, or word by word where that is a shell with a script. */
function isService({ argv, service: words }: ProcessSpec): boolean {
  const [name = ''] = words
  if (words.length === 0 || argv[0] !== name) return false
  if (!programs.has(name.split('/').at(-1)!)) return true
  return words[1] === '-c' && words.length === argv.length && words.every((word, index) => word === argv[index])
}

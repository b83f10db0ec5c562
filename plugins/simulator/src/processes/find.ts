import { posix } from 'node:path'
import { standardPath } from './environment.js'
import { ProgramMissing } from './process.js'
import { programs } from './programs/programs.js'
import type { Program } from './task.js'

/** Where the programs are. */
const folders: readonly string[] = ['/bin', '/sbin', '/usr/bin', '/usr/sbin']

const others = ['/', '/dev', '/etc', '/home', '/lib', '/opt', '/proc', '/root', '/run', '/srv', '/sys', '/tmp', '/usr']
const directories: ReadonlySet<string> = new Set([
  ...folders,
  ...others,
  '/usr/lib',
  '/usr/local',
  '/var',
  '/usr/local/bin',
])

/** Finds a built-in program as `execvp` does; throws `ProgramMissing` with what runc says of the reason. */
export function find(name: string, path: string | undefined, cwd: string): Program {
  if (!name.includes('/')) {
    const searched = (path ?? standardPath).split(':').some((folder) => folders.includes(folder))
    const program = searched ? programs.get(name) : undefined
    if (program !== undefined) return program
    throw new ProgramMissing(`exec: ${JSON.stringify(name)}: executable file not found in $PATH`)
  }
  const full = posix.resolve(cwd === '' ? '/' : cwd, name)
  if (directories.has(full)) throw new ProgramMissing(`exec: ${JSON.stringify(name)}: permission denied`, 126)
  const program = folders.includes(posix.dirname(full)) ? programs.get(posix.basename(full)) : undefined
  if (program !== undefined) return program
  throw new ProgramMissing(`exec: ${JSON.stringify(name)}: stat ${name}: no such file or directory`)
}

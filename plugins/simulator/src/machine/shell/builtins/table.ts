import type { ByteString } from '../../byte-string.js'
import { complainOf } from '../complain.js'
import type { Dialect } from '../dialect.js'
import { print, type Run } from './builtin.js'
import * as control from './control.js'
import { declare } from './declare.js'
import * as directory from './directory.js'
import { echo } from './echo.js'
import { getopts } from './getopts.js'
import * as jobs from './jobs.js'
import * as lookup from './lookup.js'
import { isBuiltin, isSpecialBuiltin } from './names.js'
import { printf } from './printf.js'
import * as process from './process.js'
import { mapfile, read } from './read.js'
import { set, shopt } from './set.js'
import { test } from './test.js'
import { trap } from './trap.js'
import * as variables from './variables.js'

export interface Builtin {
  readonly run: Run
  readonly isSpecial: boolean
}

const nothing: Run = () => 0

/** `caller` of bash. */
const caller: Run = (shell) => {
  const [call, outer] = shell.calls
  if (call === undefined) return 1
  return print(shell, `${call.line} ${outer?.name ?? (shell.isCommand ? 'NULL' : shell.name)}\n`)
}

const logout: Run = async (shell) => {
  await complainOf(shell, 'logout', "not login shell: use `exit'")
  return 1
}

const runs: Readonly<Record<string, Run>> = {
  '.': control.source, ':': nothing, '[': test, '[[': test, alias: lookup.alias, bg: jobs.bg, break: control.leaveLoop,
  builtin: control.callBuiltin, caller, cd: directory.cd, chdir: directory.cd, command: lookup.command,
  continue: control.leaveLoop, declare, dirs: directory.dirs, disown: jobs.disown, echo, enable: nothing,
  eval: control.evaluateWords, exec: control.execute, exit: control.exit, export: variables.mark, false: () => 1,
  fg: jobs.fg, getopts, hash: lookup.hash, help: nothing, history: nothing, jobs: jobs.jobs, kill: jobs.kill,
  let: variables.letBuiltin, local: variables.local, logout, mapfile, popd: directory.popd, printf,
  pushd: directory.pushd, pwd: directory.pwd, read, readarray: mapfile, readonly: variables.mark,
  return: control.leaveFunction, set, shift: control.shift, shopt, source: control.source, suspend: nothing, test,
  times: process.times, trap, true: nothing, type: lookup.type, typeset: declare, ulimit: process.ulimit,
  umask: process.umask, unalias: lookup.unalias, unset: variables.unset, wait: jobs.wait,
} // prettier-ignore

/** The builtin of a name, where a shell has it. */
export function builtinOf(dialect: Dialect, name: ByteString): Builtin | undefined {
  const run = isBuiltin(dialect, name) ? runs[name] : undefined
  return run === undefined ? undefined : { run, isSpecial: isSpecialBuiltin(name) }
}

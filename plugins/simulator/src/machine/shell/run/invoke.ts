import type { ByteString } from '../../byte-string.js'
import type { Invocation, Shell } from '../shell.js'
import { builtinOf, type Builtin } from '../builtins/table.js'
import { callFunction } from './call.js'
import { runExternal } from './external.js'
import { standardPath } from './search.js'

const none: ReadonlyMap<ByteString, ByteString> = new Map()

/** Runs what a name stands for: a function, a builtin or a program (POSIX, XCU 2.9.1.1). */
export async function invoke(shell: Shell, words: readonly ByteString[], how: Invocation): Promise<number> {
  const { assigned = none, passes, isStandard = false, isLast = false } = how
  const [name = ''] = words
  const builtin = builtinOf(shell.dialect, name)
  const found = passes === undefined ? shell.functions.get(name) : undefined
  const isFirst = builtin?.isSpecial === true && shell.dialect !== 'bash'
  if (found !== undefined && !isFirst) {
    return withAssigned(shell, assigned, () => callFunction(shell, name, found, words.slice(1)))
  }
  if (builtin !== undefined)
    return runBuiltin(shell, builtin, words, { assigned, isStays: isFirst && passes === undefined })
  const path = isStandard ? { path: standardPath } : {}
  return runExternal(shell, words, environment(shell, assigned), { isLast, ...path })
}

function environment(shell: Shell, assigned: ReadonlyMap<ByteString, ByteString>): Map<ByteString, ByteString> {
  const env = shell.variables.exported()
  for (const [name, value] of assigned) env.set(name, value)
  return env
}

async function runBuiltin(
  shell: Shell,
  builtin: Builtin,
  words: readonly ByteString[],
  { assigned, isStays }: { readonly assigned: ReadonlyMap<ByteString, ByteString>; readonly isStays: boolean },
): Promise<number> {
  const outer = shell.builtin
  shell.builtin = words[0]
  try {
    const run = async (): Promise<number> => builtin.run(shell, words)
    if (!isStays) return await withAssigned(shell, assigned, run)
    for (const [name, value] of assigned) shell.assign(name, value)
    return await run()
  } finally {
    shell.builtin = outer
  }
}

/** Runs with variables that are exported meanwhile, and are as before then. */
async function withAssigned(
  shell: Shell,
  assigned: ReadonlyMap<ByteString, ByteString>,
  run: () => Promise<number>,
): Promise<number> {
  if (assigned.size === 0) return run()
  const saved = shell.variables.save(assigned.keys())
  for (const [name, value] of assigned) {
    shell.assign(name, value)
    shell.variables.require(name).isExported = true
  }
  try {
    return await run()
  } finally {
    shell.variables.restore(saved)
  }
}

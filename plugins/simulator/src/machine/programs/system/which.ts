import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { lookAt } from '../shared/look.js'
import { refuse } from '../shared/words.js'
import { readOptions } from '../options.js'

const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Shows which files commands are. */
export const which: Program = async (proc) => {
  const words = readOptions(proc, { short: proc.flavor === 'gnu' ? '+as' : 'a' })
  if (words === undefined) return proc.flavor === 'gnu' ? 2 : 1
  if (words.operands.length === 0) {
    return proc.flavor === 'gnu' ? 1 : refuse(proc, { short: '', usage: '[-a] COMMAND...' }, '')
  }
  let code = 0
  for (const name of words.operands) {
    const found = pathsOf(proc, name)
    if (found.length === 0) code = 1
    if (words.has('s')) continue
    for (const path of words.has('a') ? found : found.slice(0, 1)) await proc.write(1, `${path}\n`)
  }
  return code
}

function pathsOf(proc: Proc, name: ByteString): ByteString[] {
  const folders = (proc.env.get('PATH') ?? standardPath).split(':')
  const candidates = name.includes('/') ? [name] : folders.map((folder) => `${folder === '' ? '.' : folder}/${name}`)
  return candidates.filter((path) => isProgram(proc, path))
}

function isProgram(proc: Proc, path: ByteString): boolean {
  if (lookAt(proc, path)?.kind !== 'file') return false
  try {
    return proc.host.files.mayAccess(path, 1, proc.caller)
  } catch (thrown) {
    if (thrown instanceof Errno) return false
    throw thrown
  }
}

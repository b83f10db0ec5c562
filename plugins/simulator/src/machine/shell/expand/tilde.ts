import { fromBytes, type ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Shell } from '../shell.js'

/** The home that `~`, `~NAME`, `~+` or `~-` stands for; undefined where there is none. */
export function homeOf(shell: Shell, name: ByteString): ByteString | undefined {
  if (name === '') return shell.variables.get('HOME') ?? accountHome(shell, undefined)
  if (shell.dialect === 'bash' && name === '+') return shell.cwd
  if (shell.dialect === 'bash' && name === '-') return shell.variables.get('OLDPWD')
  return accountHome(shell, name)
}

function accountHome({ proc, dialect }: Shell, name: ByteString | undefined): ByteString | undefined {
  if (name === undefined && dialect !== 'bash') return undefined
  for (const line of accounts(proc.host.files, proc.caller)) {
    const [account, , uid, , , home] = line.split(':')
    if (name === undefined ? Number(uid) === proc.uid : account === name) return home
  }
  return undefined
}

function accounts(files: Shell['proc']['host']['files'], caller: Shell['proc']['caller']): readonly ByteString[] {
  try {
    return fromBytes(files.readFile('/etc/passwd', caller)).split('\n')
  } catch (thrown) {
    if (thrown instanceof Errno) return []
    throw thrown
  }
}

/** How much of what begins with a tilde names a home; undefined where quotes or expansions are in it. */
export const tildeName = (text: ByteString, isAssignment: boolean, isWhole: boolean): ByteString | undefined => {
  const end = text.search(isAssignment ? /[/:]/ : /\//)
  if (end < 0 && !isWhole) return undefined
  const name = text.slice(1, end < 0 ? undefined : end)
  return /^[A-Za-z0-9_.+-]*$/.test(name) ? name : undefined
}

import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Shell } from '../shell.js'

const standardPaths = {
  ash: '/sbin:/usr/sbin:/bin:/usr/bin',
  bash: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  dash: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
} as const

/** The variables that a shell begins with: those of its environment, and its own. */
export function importEnvironment(shell: Shell): void {
  const { proc, variables, dialect } = shell
  for (const [name, value] of proc.env) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name === 'IFS' || name === '_') continue
    variables.set(name, value).isExported = true
  }
  const given = (name: ByteString, value: ByteString): void => {
    if (variables.get(name) === undefined) variables.set(name, value)
  }
  variables.set('IFS', ' \t\n')
  variables.set('OPTIND', '1')
  variables.set('PPID', String(proc.parent)).isReadOnly = dialect === 'bash'
  if (dialect !== 'dash' || proc.env.has('PATH')) given('PATH', standardPaths[dialect])
  given('PS4', '+ ')
  shell.cwd = currentPath(shell)
  if (dialect !== 'dash' || proc.env.has('PWD')) variables.set('PWD', shell.cwd)
  else variables.set('PWD', shell.cwd)
  if (dialect === 'bash') bashVariables(shell, given)
  else variables.set('PS2', '> ')
  if (dialect === 'ash') {
    variables.set('SHLVL', String(level(proc.env.get('SHLVL')))).isExported = true
    variables.ownRequire('PWD').isExported = true
    given('PS1', '\\w \\$ ')
  }
  if (dialect === 'dash') {
    variables.ownRequire('PWD').isExported = true
    given('PS1', proc.uid === 0 ? '# ' : '$ ')
  }
}

const level = (before: ByteString | undefined): number => (/^\d+$/.test(before ?? '') ? Number(before) : 0) + 1

/** `PWD`, where it is a path of the working directory. */
function currentPath({ proc }: Shell): ByteString {
  const given = proc.env.get('PWD')
  const { files } = proc.host
  try {
    if (given?.startsWith('/') === true && files.realPath(given, proc.caller) === files.realPath('.', proc.caller)) {
      return given
    }
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
  }
  return proc.cwd
}

function bashVariables(shell: Shell, given: (name: ByteString, value: ByteString) => void): void {
  const { proc, variables } = shell
  variables.set('BASH', '/usr/bin/bash')
  variables.set('BASH_VERSION', '5.2.15(1)-release')
  variables.set('HOSTNAME', proc.host.hostname)
  variables.set('HOSTTYPE', 'x86_64')
  variables.set('MACHTYPE', 'x86_64-pc-linux-gnu')
  variables.set('OSTYPE', 'linux-gnu')
  variables.set('OPTERR', '1')
  for (const name of ['UID', 'EUID']) {
    const variable = variables.set(name, String(proc.uid))
    variable.isReadOnly = variable.isInteger = true
  }
  variables.ownRequire('PPID').isInteger = true
  const info = ['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu']
  info.forEach((value, at) => variables.setElement('BASH_VERSINFO', at, value))
  variables.ownRequire('BASH_VERSINFO').isReadOnly = true
  variables.set('SHLVL', String(level(proc.env.get('SHLVL')))).isExported = true
  variables.ownRequire('PWD').isExported = true
  variables.ownRequire('OLDPWD').isExported = true
  variables.set('_', '/usr/bin/bash').isExported = true
  given('TERM', 'dumb')
  given('SHELL', '/bin/bash')
}

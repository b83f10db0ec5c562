import type { ByteString } from '../../byte-string.js'
import type { Shell } from '../shell.js'

const random16 = (shell: Shell): ByteString => {
  const [low = 0, high = 0] = shell.proc.host.random(2)
  return String(((high << 8) | low) & 0x7fff)
}

/** The variables whose values are made when they are asked for. */
export function defineDynamic(shell: Shell): void {
  const { dynamic } = shell.variables
  const { proc, dialect } = shell
  dynamic.set('LINENO', { get: () => String(shell.line), set: () => undefined })
  if (dialect === 'dash') return
  const seconds = (): number => Math.floor((proc.host.now() - shell.startedAt) / 1e6)
  dynamic.set('RANDOM', { get: () => random16(shell), set: () => undefined })
  dynamic.set('EPOCHSECONDS', { get: () => String(Math.floor(proc.host.now() / 1e6)) })
  dynamic.set('EPOCHREALTIME', { get: () => (proc.host.now() / 1e6).toFixed(6) })
  if (dialect === 'ash') return
  dynamic.set('SECONDS', {
    get: () => String(seconds()),
    set: (value) => (shell.startedAt = proc.host.now() - Number(value) * 1e6),
  })
  dynamic.set('BASHPID', { get: () => String(proc.pid), set: () => undefined })
  dynamic.set('BASH_COMMAND', { get: () => '' })
  dynamic.set('SHELLOPTS', { get: () => [...shell.options].sort().join(':') })
  dynamic.set('SRANDOM', { get: () => String(Buffer.from(proc.host.random(4)).readUInt32LE()) })
}

/** Arrays that tell of calls and pipelines: made anew where they are read. */
export function arrayOf(shell: Shell, name: ByteString): readonly ByteString[] | undefined {
  if (shell.dialect !== 'bash') return undefined
  switch (name) {
    case 'PIPESTATUS':
      return shell.statuses.map(String)
    case 'FUNCNAME':
      return shell.calls.length === 0
        ? []
        : [...shell.calls.map(({ name }) => name), ...(shell.isCommand ? [] : ['main'])]
    case 'BASH_LINENO':
      return [...shell.calls.map(({ line }) => String(line)), '0']
    case 'BASH_SOURCE':
      return [...shell.calls.map(() => 'environment'), ...(shell.isCommand ? [] : [shell.name])]
    case 'DIRSTACK':
      return [shell.cwd, ...shell.stack]
    default:
      return undefined
  }
}

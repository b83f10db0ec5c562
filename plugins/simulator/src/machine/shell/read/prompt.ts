import type { ByteString } from '../../byte-string.js'
import { expandTemplate } from '../expand/template.js'
import type { Shell } from '../shell.js'

const standard = {
  ash: { PS1: '\\w \\$ ', PS2: '> ' },
  bash: { PS1: '\\s-\\v\\$ ', PS2: '> ' },
  dash: { PS1: '$ ', PS2: '> ' },
} as const

/** What an interactive shell asks with. */
export async function prompt(shell: Shell, name: 'PS1' | 'PS2'): Promise<ByteString> {
  const { dialect, proc } = shell
  const fallback = dialect === 'dash' && proc.uid === 0 && name === 'PS1' ? '# ' : standard[dialect][name]
  const text = shell.variables.get(name) ?? fallback
  const { status } = shell
  const shown = await expandTemplate(shell, dialect === 'dash' ? text : escaped(shell, text))
  shell.status = status
  return shown
}

/** What the escapes of a prompt stand for (bash(1), PROMPTING; busybox' line editing). */
function escaped(shell: Shell, text: ByteString): ByteString {
  return text.replace(/\\(\[|\]|[0-7]{3}|.)/gs, (written, escape: string) => {
    if (/^[0-7]{3}$/.test(escape)) return String.fromCharCode(parseInt(escape, 8) & 255)
    return valueOf(shell, escape) ?? written
  })
}

function valueOf(shell: Shell, escape: string): ByteString | undefined {
  const { proc, variables } = shell
  const { hostname } = proc.host
  switch (escape) {
    case 'u':
      return variables.get('USER') ?? (proc.uid === 0 ? 'root' : String(proc.uid))
    case 'h':
      return hostname.split('.')[0]
    case 'H':
      return hostname
    case 'w':
      return shortened(shell)
    case 'W':
      return shortened(shell) === '~' ? '~' : (shell.cwd.split('/').at(-1) ?? '') || '/'
    case '$':
      return proc.uid === 0 ? '#' : '\\$'
    case 's':
      return shell.name.split('/').at(-1)
    case 'v':
      return '5.2'
    case 'V':
      return '5.2.15'
    case 'n':
      return '\n'
    case 'e':
      return '\x1b'
    case 'a':
      return '\x07'
    case '[':
    case ']':
      return ''
    case '\\':
      return '\\\\'
    case 'j':
      return String(shell.jobs.all().length)
    case 't':
      return new Date(proc.host.now() / 1000).toISOString().slice(11, 19)
    default:
      return undefined
  }
}

function shortened({ cwd, variables }: Shell): ByteString {
  const home = variables.get('HOME') ?? ''
  if (home.length < 2) return cwd
  return cwd === home ? '~' : cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd
}

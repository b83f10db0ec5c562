import type { ByteString } from '../../byte-string.js'
import type { ProcessInfo } from '../../kernel/proc.js'

/** The name of a program in 15 bytes, as `/proc/PID/comm` has it. */
export function commandName({ argv }: ProcessInfo): ByteString {
  const [path = ''] = argv
  return path.slice(path.lastIndexOf('/') + 1).slice(0, 15)
}

const base = (path: ByteString): ByteString => path.slice(path.lastIndexOf('/') + 1)

/** Whether a process is of a program, by the name of that or of the script that it runs, or by a path. */
export function byName(process: ProcessInfo, name: ByteString): boolean {
  const { argv } = process
  if (commandName(process) === name.slice(0, 15)) return true
  if (name.includes('/')) return argv[0] === name
  return (
    base(argv[0] ?? '') === name ||
    (argv[1] !== undefined && !argv[1].startsWith('-') && base(argv[1]) === name && argv[1].includes('/'))
  )
}

/** As `ps` shows a command line: what cannot be printed is `?`; a zombie's is its name. */
export function commandLine(process: ProcessInfo): ByteString {
  if (process.state === 'Z') return `[${commandName(process)}]`
  return process.argv.join(' ').replace(/[\0-\x1f\x7f]/g, '?')
}

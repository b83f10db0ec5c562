import { fromBytes, type ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import { complain, complainOf } from '../complain.js'
import { ExitJump, LoopJump, ReturnJump } from '../errors.js'
import { deeper } from '../run/call.js'
import { replaceBy } from '../run/external.js'
import type { Shell } from '../shell.js'
import { Source } from '../syntax/source.js'
import { mistake, readFlags, type Run } from './builtin.js'

const isNumber = (text: ByteString): boolean => /^\d+$/.test(text)

/** `break` and `continue`. */
export const leaveLoop: Run = async (shell, [name = 'break', count = '1']) => {
  if (!isNumber(count) || Number(count) < 1) return badCount(shell, name, count)
  if (shell.loops === 0) {
    if (shell.dialect === 'bash') await complainOf(shell, name, "only meaningful in a `for', `while', or `until' loop")
    return 0
  }
  throw new LoopJump(name === 'break' ? 'break' : 'continue', Math.min(Number(count), shell.loops))
}

async function badCount(shell: Shell, name: ByteString, count: ByteString): Promise<number> {
  if (shell.dialect !== 'bash') return mistake(shell, name, `Illegal number: ${count}`)
  const sentence = isNumber(count) ? 'loop count out of range' : 'numeric argument required'
  await complainOf(shell, name, `${count}: ${sentence}`)
  if (isNumber(count)) return 1
  throw new ExitJump(128)
}

/** The status that `exit` and `return` were given. */
async function statusOf(shell: Shell, name: ByteString, given: ByteString | undefined): Promise<number> {
  if (given === undefined) return shell.status
  if (/^-?\d+$/.test(given) && (shell.dialect === 'bash' || !given.startsWith('-'))) return Number(given) & 255
  if (shell.dialect !== 'bash') return mistake(shell, name, `Illegal number: ${given}`)
  await complainOf(shell, name, `${given}: numeric argument required`)
  return 2
}

export const exit: Run = async (shell, [name = 'exit', given]) => {
  if (shell.isInteractive && !shell.isSubshell && shell.dialect === 'bash') await shell.say('exit\n')
  throw new ExitJump(await statusOf(shell, name, given))
}

export const leaveFunction: Run = async (shell, [name = 'return', given]) => {
  const status = await statusOf(shell, name, given)
  if (shell.returns === 0 && shell.traps.running === undefined) {
    if (shell.dialect !== 'bash') throw new ExitJump(status)
    await complainOf(shell, name, "can only `return' from a function or sourced script")
    return 2
  }
  throw new ReturnJump(status)
}

export const shift: Run = async (shell, [name = 'shift', count = '1']) => {
  if (!isNumber(count)) return badNumber(shell, name, count)
  const { positional } = shell
  if (Number(count) > positional.length) {
    return shell.dialect === 'dash' ? mistake(shell, name, "can't shift that many") : 1
  }
  shell.positional = positional.slice(Number(count))
  return 0
}

async function badNumber(shell: Shell, name: ByteString, given: ByteString): Promise<number> {
  if (shell.dialect !== 'bash') return mistake(shell, name, `Illegal number: ${given}`)
  await complainOf(shell, name, `${given}: numeric argument required`)
  return 1
}

/** What is read by `eval` and `.`: bash goes on behind what cannot be read. */
async function read(shell: Shell, reading: ByteString, run: () => Promise<number>): Promise<number> {
  const { reading: outer, line, source } = shell
  shell.reading = reading
  try {
    return await deeper(shell, run)
  } finally {
    shell.reading = outer
    shell.line = line
    shell.source = source
  }
}

export const evaluateWords: Run = (shell, words) => {
  const operands = words[1] === '--' ? words.slice(2) : words.slice(1)
  const text = operands.join(' ')
  if (text.trim() === '') return 0
  return read(shell, 'eval', () => shell.interpreter.runText(shell, new Source(text, shell.line), false))
}

/** `.` and `source`. */
export const source: Run = async (shell, words) => {
  const [name = '.', ...rest] = words
  const operands = rest[0] === '--' ? rest.slice(1) : rest
  const [path, ...positional] = operands
  if (path === undefined) {
    if (shell.dialect !== 'bash') return 0
    await complainOf(shell, name, 'filename argument required')
    await shell.say(`${name}: usage: ${name} filename [arguments]\n`)
    return 2
  }
  const found = findSourced(shell, path)
  if (typeof found !== 'string') return cannotSource(shell, name, path, found)
  const text = fromBytes(shell.proc.host.files.readFile(found, shell.proc.caller))
  const outer = { positional: shell.positional, script: shell.script }
  if (positional.length > 0) shell.positional = positional
  shell.script = path
  shell.builtin = undefined
  shell.returns++
  try {
    const name = path.includes('/') ? path : `./${path}`
    return await read(shell, name, () => shell.interpreter.runText(shell, new Source(text), false))
  } catch (thrown) {
    if (thrown instanceof ReturnJump) return thrown.status
    throw thrown
  } finally {
    shell.returns--
    shell.script = outer.script
    if (positional.length > 0) shell.positional = outer.positional
  }
}

/** The path of a file to read: without a slash on `PATH`, of bash in the working directory, too. */
function findSourced({ proc, dialect, variables }: Shell, path: ByteString): ByteString | Errno {
  const { files } = proc.host
  const folders = path.includes('/') ? [] : (variables.get('PATH') ?? '').split(':')
  const places = folders.map((folder) => (folder === '' ? path : `${folder}/${path}`))
  if (folders.length === 0 || dialect === 'bash') places.push(path)
  let fault = new Errno('ENOENT')
  for (const place of places) {
    try {
      if (files.stat(place, proc.caller).kind === 'directory') throw new Errno('EISDIR')
      if (files.mayAccess(place, 4, proc.caller)) return place
      throw new Errno('EACCES')
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      if (thrown.code !== 'ENOENT') fault = thrown
    }
  }
  return fault
}

async function cannotSource(shell: Shell, name: ByteString, path: ByteString, fault: Errno): Promise<number> {
  const { dialect } = shell
  if (dialect === 'bash') {
    if (fault.code === 'EISDIR') await complain(shell, `${name}: ${path}: is a directory`)
    else await complain(shell, `${path}: ${fault.message}`)
    return 1
  }
  if (!path.includes('/')) return mistake(shell, name, `${path}: not found`)
  const reason = dialect === 'dash' && fault.code === 'ENOENT' ? 'No such file' : fault.message
  return mistake(shell, name, dialect === 'dash' ? `cannot open ${path}: ${reason}` : `can't open '${path}': ${reason}`)
}

export const execute: Run = async (shell, words) => {
  const { given, operands, wrong } = readFlags(words, shell.dialect === 'dash' ? '' : 'cla:')
  if (wrong !== undefined && shell.dialect === 'bash') {
    await complainOf(shell, 'exec', `-${wrong}: invalid option`)
    await shell.say('exec: usage: exec [-cl] [-a name] [command [argument ...]] [redirection ...]\n')
    return 2
  }
  const [name, ...rest] = operands
  if (name === undefined) return 0
  const shown = given.get('a') ?? name
  const env = given.has('c') ? new Map<ByteString, ByteString>() : shell.variables.exported()
  if (shell.dialect === 'bash' && env.has('SHLVL')) env.set('SHLVL', String(Number(env.get('SHLVL')) - 1))
  return replaceBy(shell, operands, [given.has('l') ? `-${shown}` : shown, ...rest], env)
}

/** `builtin` of bash. */
export const callBuiltin: Run = (shell, words) => {
  const operands = words[1] === '--' ? words.slice(2) : words.slice(1)
  if (operands.length === 0) return 0
  return shell.interpreter.invoke(shell, operands, { passes: 'files' })
}

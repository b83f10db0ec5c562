import { fromBytes, type ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { Proc } from '../kernel/proc.js'
import { complain } from './complain.js'
import { setOptions, type Start } from './command-line.js'
import { ReturnJump } from './errors.js'
import { handTerminal } from './jobs/foreground.js'
import { runInput } from './read/repl.js'
import { toTheEnd } from './run/subshell.js'
import { Shell, type Interpreter } from './shell.js'
import { defineDynamic } from './state/dynamic.js'
import { importEnvironment } from './state/environment.js'
import { loadGrammar } from './syntax/grammar.js'
import { Source } from './syntax/source.js'

/** Runs a shell as its command line says. */
export async function startShell(interpreter: Interpreter, proc: Proc): Promise<number> {
  await loadGrammar()
  const shell = newShell(interpreter, proc)
  const start = await setOptions(shell, proc.argv.slice(1))
  if (typeof start === 'number') return start
  return toTheEnd(shell, () => run(shell, start))
}

function newShell(interpreter: Interpreter, proc: Proc): Shell {
  const shell = new Shell(proc, interpreter)
  importEnvironment(shell)
  defineDynamic(shell)
  return shell
}

async function run(shell: Shell, start: Start): Promise<number> {
  if (start.isLogin) await runProfile(shell, '/etc/profile')
  shell.positional = start.operands
  if (start.command !== undefined) {
    shell.isCommand = true
    shell.lineOffset = start.command.endsWith('\n') ? 0 : 1
    shell.input = new Source(start.command)
    return shell.interpreter.runText(shell, shell.input, true)
  }
  if (start.script !== undefined) return runScript(shell, start.script)
  if (shell.isInteractive) await beginInteraction(shell)
  return runInput(shell)
}

/** Becomes a new shell that runs a file. */
export async function runFile(
  interpreter: Interpreter,
  proc: Proc,
  path: ByteString,
  operands: readonly ByteString[],
): Promise<number> {
  await loadGrammar()
  const shell = newShell(interpreter, proc)
  shell.positional = operands
  return toTheEnd(shell, () => runScript(shell, path))
}

async function runScript(shell: Shell, path: ByteString): Promise<number> {
  let text: ByteString
  try {
    text = readScript(shell, path)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    return cannotRead(shell, path, thrown)
  }
  shell.name = path
  shell.script = path
  if (isBinary(text)) {
    if (shell.dialect === 'bash') await shell.say(`${path}: ${path}: cannot execute binary file\n`)
    else
      await complain(shell, shell.dialect === 'ash' ? 'syntax error: unexpected word' : 'Syntax error: word unexpected')
    return shell.dialect === 'bash' ? 126 : 2
  }
  shell.input = new Source(text)
  return shell.interpreter.runText(shell, shell.input, true)
}

const isBinary = (text: ByteString): boolean => {
  const line = text.slice(0, 80).split('\n')[0]!
  return line.includes('\0')
}

function readScript({ proc }: Shell, path: ByteString): ByteString {
  const { files } = proc.host
  if (files.stat(path, proc.caller).kind === 'directory') throw new Errno('EISDIR')
  return fromBytes(files.readFile(path, proc.caller))
}

async function cannotRead(shell: Shell, path: ByteString, { code, message }: Errno): Promise<number> {
  const isMissing = code === 'ENOENT'
  switch (shell.dialect) {
    case 'bash':
      if (code === 'EISDIR') await shell.say(`${path}: ${path}: Is a directory\n`)
      else await shell.say(`${shell.name}: ${path}: ${message}\n`)
      return isMissing ? 127 : 126
    case 'dash':
      await shell.say(`${shell.name}: 0: cannot open ${path}: ${isMissing ? 'No such file' : message}\n`)
      return 2
    case 'ash':
      await shell.say(`${shell.name}: can't open '${path}': ${message}\n`)
      return 2
  }
}

async function runProfile(shell: Shell, path: ByteString): Promise<void> {
  shell.returns++
  try {
    const source = new Source(readScript(shell, path))
    await shell.interpreter.runText(shell, source, false)
  } catch (thrown) {
    if (!(thrown instanceof Errno || thrown instanceof ReturnJump)) throw thrown
  } finally {
    shell.returns--
  }
}

const [interrupt, quit, terminate] = [2, 3, 15]

/** What is different at a terminal: groups of processes, keys, and the file that bash reads first. */
async function beginInteraction(shell: Shell): Promise<void> {
  const { proc, traps } = shell
  proc.handle(interrupt, () => traps.signalled('INT'))
  proc.handle(quit, 'ignore')
  proc.handle(terminate, 'ignore')
  if (proc.isTerminal(0)) {
    shell.options.add('monitor')
    proc.setGroup(0, 0)
    handTerminal(shell, proc.pid)
  }
  if (shell.dialect === 'bash') {
    if (shell.variables.get('PS1') === undefined) shell.variables.set('PS1', '\\s-\\v\\$ ')
    await runProfile(shell, '/etc/bash.bashrc')
    await runProfile(shell, `${shell.variables.get('HOME') ?? ''}/.bashrc`)
  } else {
    const file = shell.variables.get('ENV')
    if (file !== undefined && file !== '') await runProfile(shell, file)
  }
}

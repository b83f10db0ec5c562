import { fromBytes, type ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { RegexError } from '../../../regex/node.js'
import { complain, reasonOf } from '../../complain.js'
import { readOptions, type OptionSpec, type Words } from '../../options.js'
import { Output } from '../../output.js'
import { readWhole } from '../inputs.js'
import { SedError, type Command } from './command.js'
import { SedInput } from './input.js'
import { SedMachine, type SedOptions } from './machine.js'
import { parseScript } from './parser.js'
import { WrittenFiles } from './written-files.js'

const busybox: OptionSpec = {
  short: 'i::nrEf:e:',
  long: { 'in-place::': 'i', 'regexp-extended': 'r', quiet: 'n', silent: 'n', 'expression:': 'e', 'file:': 'f' },
}
const gnu: OptionSpec = {
  short: 'i::nrEsuzbl:f:e:',
  long: {
    ...busybox.long,
    separate: 's',
    unbuffered: 'u',
    'null-data': 'z',
    'line-length:': 'l',
    posix: '+posix',
    debug: '+debug',
    sandbox: '+sandbox',
    'follow-symlinks': '+follow',
  },
}

export const sed: Program = async (proc) => {
  const words = readOptions(proc, proc.flavor === 'gnu' ? gnu : busybox)
  if (words === undefined) return 1
  try {
    return await start(proc, words)
  } catch (thrown) {
    if (!(thrown instanceof SedError) && !(thrown instanceof RegexError)) throw thrown
    await complain(proc, thrown.message)
    return thrown instanceof SedError ? thrown.code : 1
  }
}

async function start(proc: Proc, words: Words): Promise<number> {
  const operands = [...words.operands]
  let scripts = await scriptsOf(proc, words)
  if (scripts === undefined) return proc.flavor === 'gnu' ? 4 : 1
  if (scripts.length === 0) {
    const first = operands.shift()
    if (first === undefined) return sayUsage(proc)
    scripts = [first]
  }
  const script = scripts.join('\n')
  const quiet = words.has('n') || /^#n(?:\n|$)/.test(script)
  const commands = parseScript(script, { extended: words.has('r') || words.has('E'), flavor: proc.flavor })
  const lineLength = Number(words.last('l') ?? 70)
  const options: SedOptions = { quiet, separator: words.has('z') ? '\0' : '\n', lineLength }
  const inPlace = words.last('i')
  return new Editing(proc, commands, options).run(operands, inPlace, words.has('s'))
}

async function sayUsage(proc: Proc): Promise<number> {
  const [name] = proc.argv
  if (proc.flavor === 'gnu')
    await proc.write(2, `Usage: ${name} [OPTION]... {script-only-if-no-other-script} [input-file]...\n`)
  return 1
}

/** The scripts of `-e` and `-f`. */
async function scriptsOf(proc: Proc, words: Words): Promise<ByteString[] | undefined> {
  const scripts: ByteString[] = []
  for (const [name, value] of words.options) {
    if (name === 'e') scripts.push(value)
    if (name !== 'f') continue
    try {
      const fd = value === '-' ? 0 : await proc.open(value, { read: true })
      scripts.push(fromBytes(await readWhole(proc, fd)).replace(/\n$/, ''))
      if (fd !== 0) proc.close(fd)
    } catch (thrown) {
      const reason = reasonOf(thrown)
      await complain(proc, proc.flavor === 'gnu' ? `couldn't open file ${value}: ${reason}` : `${value}: ${reason}`)
      return undefined
    }
  }
  return scripts
}

class Editing {
  readonly #proc: Proc
  readonly #commands: readonly Command[]
  readonly #options: SedOptions
  readonly #written: WrittenFiles
  readonly #machine: SedMachine
  #output: Output

  constructor(proc: Proc, commands: readonly Command[], options: SedOptions) {
    this.#proc = proc
    this.#commands = commands
    this.#options = options
    this.#output = new Output(proc)
    this.#written = new WrittenFiles(proc, () => this.#output)
    this.#machine = new SedMachine(proc, commands, options, this.#written)
  }

  async run(names: readonly ByteString[], inPlace: ByteString | undefined, separate: boolean): Promise<number> {
    if (!(await this.#openWritten())) return 4
    if (inPlace !== undefined && names.length > 0) return this.#inPlace(names, inPlace)
    let failed = false
    for (const some of separate ? names.map((name) => [name]) : [names]) {
      const input = new SedInput(this.#proc, some, this.#options.separator)
      if (separate) this.#machine.restart()
      const code = await this.#edit(input)
      failed ||= input.failed
      if (code !== undefined) return code
    }
    return this.#failure(failed)
  }

  #failure(failed: boolean): number {
    if (!failed) return 0
    return this.#proc.flavor === 'gnu' ? 2 : 1
  }

  /** What was made is written even where the script turns out to be wrong. */
  async #edit(input: SedInput): Promise<number | undefined> {
    const code = await this.#machine.run(input, this.#output)
    await this.#output.flush()
    return code
  }

  async #openWritten(): Promise<boolean> {
    for (const { name, text, substitution } of this.#commands) {
      const file = name === 'w' || name === 'W' ? text : substitution?.file
      if (file === undefined) continue
      try {
        await this.#written.open(file)
      } catch (thrown) {
        const reason = reasonOf(thrown)
        await complain(
          this.#proc,
          this.#proc.flavor === 'gnu' ? `couldn't open file ${file}: ${reason}` : `can't open '${file}': ${reason}`,
        )
        return false
      }
    }
    return true
  }

  async #inPlace(names: readonly ByteString[], suffix: ByteString): Promise<number> {
    let failed = false
    for (const name of names) {
      try {
        const code = await this.#replaceFile(name, suffix)
        if (code !== undefined) return code
      } catch (thrown) {
        if (!(thrown instanceof Errno)) throw thrown
        failed = true
        await complain(this.#proc, this.#cannotEdit(name, thrown))
      }
    }
    const code = this.#proc.flavor === 'gnu' ? 4 : 1
    return failed ? code : 0
  }

  #cannotEdit(name: ByteString, { code, message }: Errno): string {
    if (code === 'EISDIR')
      return this.#proc.flavor === 'gnu' ? `couldn't edit ${name}: not a regular file` : `${name}: not a regular file`
    return this.#proc.flavor === 'gnu' ? `can't read ${name}: ${message}` : `${name}: ${message}`
  }

  async #replaceFile(name: ByteString, suffix: ByteString): Promise<number | undefined> {
    const { files } = this.#proc.host
    const { caller } = this.#proc
    const { kind, mode } = files.stat(name, caller)
    if (kind === 'directory') throw new Errno('EISDIR')
    const folder = name.slice(0, name.lastIndexOf('/') + 1)
    const temporary = `${folder}sed${this.#proc.pid}${Buffer.from(this.#proc.host.random(4)).toString('hex')}`
    const fd = await this.#proc.open(temporary, { write: true, create: true, exclusive: true }, mode)
    const output = this.#output
    this.#output = new Output(this.#proc, fd)
    this.#machine.restart()
    const input = new SedInput(this.#proc, [name], this.#options.separator)
    let code = await this.#machine.run(input, this.#output)
    if (code !== undefined) await this.#copyRest(input)
    await this.#output.flush()
    this.#proc.close(fd)
    this.#output = output
    files.chmod(temporary, mode, caller)
    if (suffix !== '') files.rename(name, backupName(name, suffix), caller)
    files.rename(temporary, name, caller)
    if (code === 0) code = undefined
    return code
  }

  /** What comes behind a `q` stays as it is. */
  async #copyRest(input: SedInput): Promise<void> {
    for (let line = await input.next(); line !== undefined; line = await input.next()) {
      await this.#output.print(line.text + (line.ended ? this.#options.separator : ''))
    }
  }
}

function backupName(name: ByteString, suffix: ByteString): ByteString {
  const slash = name.lastIndexOf('/') + 1
  const base = name.slice(slash)
  return name.slice(0, slash) + (suffix.includes('*') ? suffix.replaceAll('*', base) : base + suffix)
}

import type { HereDoc, HereDocBody, Redirect, Redirection } from 'unbash'
import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { OpenFlags } from '../../files/files.js'
import { ShellError } from '../errors.js'
import { inDocument, plainText } from '../expand/context.js'
import { expandFields } from '../expand/fields.js'
import { expandMarked } from '../expand/word.js'
import type { Shell } from '../shell.js'
import { networkPlace, openPlace } from './network-place.js'
import { cannotOpen, badDescriptor } from './redirect-words.js'

/** What a descriptor was before a redirection; `copy` undefined where it was closed. */
interface Saved {
  readonly fd: number
  readonly copy: number | undefined
}

/** Redirections that are in force. */
export class Redirections {
  readonly #shell: Shell
  readonly #saved: Saved[] = []

  constructor(shell: Shell) {
    this.#shell = shell
  }

  /** Redirects, one after the other; throws `ShellError` after all was put back. */
  async apply(redirections: readonly Redirection[]): Promise<void> {
    try {
      for (const redirection of redirections) await this.#apply(redirection)
    } catch (thrown) {
      this.undo()
      throw thrown
    }
  }

  /** Puts back what was before. */
  undo(): void {
    for (const { fd, copy } of this.#saved.splice(0).reverse()) {
      if (copy === undefined) this.#close(fd)
      else {
        this.#restore(copy, fd)
        this.#close(copy)
      }
    }
  }

  /** Of a process that has become another program they are closed. */
  #restore(copy: number, fd: number): void {
    const { proc } = this.#shell
    if (proc.file(copy) !== undefined) proc.dup2(copy, fd)
  }

  /** Leaves it so: `exec`. */
  keep(): void {
    for (const { copy } of this.#saved.splice(0)) if (copy !== undefined) this.#close(copy)
  }

  #close(fd: number): void {
    try {
      this.#shell.proc.close(fd)
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  }

  async #apply(redirection: Redirection): Promise<void> {
    const fd = this.#target(redirection)
    if (redirection.type === 'HereDoc') return this.#input(fd, await documentText(this.#shell, redirection))
    const word = redirection.target
    if (word === undefined) return
    if (redirection.type === 'HereString') {
      return this.#input(fd, `${await expandMarked(this.#shell, word, plainText)}\n`)
    }
    const target = await this.#wordOf(redirection)
    const { operator } = redirection
    const isBoth = operator.startsWith('&>') || (operator === '>&' && !/^(\d+-?|-)$/.test(target))
    if (isBoth) {
      await this.#open(1, operator === '&>>' ? '>>' : '>', target)
      this.#save(2)
      this.#shell.proc.dup2(1, 2)
    } else if (operator === '<&' || operator === '>&') this.#duplicate(fd, target)
    else await this.#open(fd, operator, target)
  }

  /** The descriptor that is redirected; `{name}` has a new one, whose number the variable is. */
  #target({ descriptor, operator }: Redirection): number {
    if (descriptor?.type === 'FileDescriptor') return descriptor.value
    const standard = operator.startsWith('<') ? 0 : 1
    if (descriptor === undefined) return standard
    const { proc, variables } = this.#shell
    const known = Number(variables.get(descriptor.name))
    if (proc.file(known) !== undefined && operator.endsWith('&')) return known
    let fd = 10
    while (proc.file(fd) !== undefined) fd++
    this.#shell.assign(descriptor.name, String(fd))
    return fd
  }

  async #wordOf({ target }: Redirect): Promise<ByteString> {
    const shell = this.#shell
    if (shell.dialect !== 'bash') return expandMarked(shell, target!, plainText)
    const fields = await expandFields(shell, [target!])
    if (fields.length === 1) return fields[0]!
    throw new ShellError(`${target!.text}: ambiguous redirect`)
  }

  #save(fd: number): void {
    const { proc } = this.#shell
    if (proc.file(fd) === undefined) this.#saved.push({ fd, copy: undefined })
    else {
      const copy = proc.dup(fd, 10)
      proc.closeOnExec(copy)
      this.#saved.push({ fd, copy })
    }
  }

  async #open(fd: number, operator: string, path: ByteString): Promise<void> {
    const { proc } = this.#shell
    this.#checkClobber(operator, path)
    let opened: number
    const place = this.#shell.dialect === 'bash' ? networkPlace(path) : undefined
    try {
      opened = await (place === undefined ? proc.open(path, flagsOf(operator)) : openPlace(this.#shell, place))
    } catch (thrown) {
      if (thrown instanceof Errno) throw cannotOpen(this.#shell, path, operator, thrown)
      throw thrown
    }
    this.#become(fd, opened)
  }

  /** `set -C`: a file that is there is not written over. */
  #checkClobber(operator: string, path: ByteString): void {
    const { proc } = this.#shell
    if (operator !== '>' || !this.#shell.has('noclobber')) return
    try {
      if (proc.host.files.stat(path, proc.caller).kind !== 'file') return
    } catch (thrown) {
      if (thrown instanceof Errno) return
      throw thrown
    }
    throw cannotOpen(this.#shell, path, operator, new Errno('EEXIST'))
  }

  /** Gives what was opened its number. */
  #become(fd: number, opened: number): void {
    if (opened === fd) {
      this.#saved.push({ fd, copy: undefined })
      return
    }
    this.#save(fd)
    this.#shell.proc.dup2(opened, fd)
    this.#shell.proc.close(opened)
  }

  #duplicate(fd: number, target: ByteString): void {
    const { proc } = this.#shell
    const from = /^\d+/.exec(target)?.[0]
    if (from === undefined && target !== '-') throw badDescriptor(this.#shell, target)
    if (from !== undefined && proc.file(Number(from)) === undefined) throw badDescriptor(this.#shell, from)
    this.#save(fd)
    if (from !== undefined) proc.dup2(Number(from), fd)
    if (!target.endsWith('-')) return
    const closed = from === undefined ? fd : Number(from)
    if (closed !== fd) this.#save(closed)
    this.#close(closed)
  }

  /** Makes text the input: what fits a pipe is in it at once, more is written by a process. */
  async #input(fd: number, text: ByteString): Promise<void> {
    const { proc } = this.#shell
    const [reader, writer] = proc.pipe()
    if (text.length <= pipeSize) await proc.write(writer, text)
    else {
      proc.fork(async (child) => {
        child.close(reader)
        await child.write(writer, text)
        return 0
      })
    }
    proc.close(writer)
    this.#become(fd, reader)
  }
}

const pipeSize = 64 * 1024

function flagsOf(operator: string): OpenFlags {
  if (operator === '<') return { read: true }
  if (operator === '<>') return { read: true, write: true, create: true }
  const write = { write: true, create: true }
  return operator === '>>' ? { ...write, append: true } : { ...write, truncate: true }
}

async function documentText(shell: Shell, { operator, delimiter, body }: HereDoc): Promise<ByteString> {
  const isStripped = operator === '<<-'
  const text = isStripped ? body.text.replace(/^\t+/gm, '') : body.text
  if (delimiter?.quoted === true) return text
  const parts = partsOf(body, isStripped)
  return shell.interpreter.expandParts(shell, parts, inDocument)
}

/** The parts of a document; `<<-` takes the tabs that lines begin with. */
function partsOf({ parts, text, pos, end }: HereDocBody, isStripped: boolean): NonNullable<HereDocBody['parts']> {
  const all = parts ?? [{ type: 'Literal', text, value: text, pos, end } as const]
  if (!isStripped) return all
  return all.map((part, at) => {
    if (part.type !== 'Literal') return part
    const text = part.text.replace(/(\n)\t+/g, '$1')
    return { ...part, text: at === 0 ? text.replace(/^\t+/, '') : text }
  })
}

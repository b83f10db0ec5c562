import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import type { Output } from '../../output.js'
import { Accounts } from '../../shared/accounts.js'
import { readYes } from '../../shared/ask.js'
import { quoted } from '../../shared/quote.js'
import type { Test } from './entry.js'
import { FindError } from './find-error.js'
import { lsLine, printfOf } from './format.js'
import { CommandRun } from './run.js'
import { testsAlone, testsWithArgument, type Setting } from './tests.js'
import type { Walk } from './walk.js'

/** What busybox has not. */
const onlyGnu = new Set(['printf', 'ls', 'ok', 'execdir', 'okdir', 'newermt', 'lname', 'xtype', 'readable', 'writable', 'nouser', 'nogroup', 'regextype', 'anewer', 'cnewer', 'uid', 'gid', 'fprint']) // prettier-ignore

/** Reads the expression of `find`: `or` of `and`s of negations of tests and actions (find(1)). */
export class Expression {
  readonly #proc: Proc
  readonly #words: readonly ByteString[]
  readonly #walk: Walk
  readonly #output: Output
  readonly #setting: Setting
  readonly #runs: CommandRun[] = []
  #at = 0
  #depth = 0
  #acts = false

  constructor(proc: Proc, words: readonly ByteString[], walk: Walk, output: Output) {
    this.#proc = proc
    this.#words = words
    this.#walk = walk
    this.#output = output
    this.#setting = { proc, accounts: new Accounts(proc), now: proc.host.now(), extended: false }
  }

  /** Throws `FindError`. */
  read(): Test {
    const test = this.#words.length === 0 ? () => true : this.#readList()
    const left = this.#words[this.#at]
    if (left !== undefined) throw new FindError(this.#gnu ? `you have too many ')'` : `unrecognized: ${left}`)
    if (this.#acts) return test
    return async (found) => (await test(found)) && this.#print(found.path, '\n')
  }

  /** Runs what was kept for `-exec … +`. */
  async finish(): Promise<void> {
    for (const run of this.#runs) {
      await run.flush()
      if (run.failed) this.#walk.code = 1
    }
  }

  get #gnu(): boolean {
    return this.#proc.flavor === 'gnu'
  }

  async #print(path: ByteString, end: string): Promise<true> {
    await this.#output.print(path + end)
    return true
  }

  /** GNU's `,`: all of them, and what the last one says. */
  #readList(): Test {
    const parts = [this.#readOr()]
    while (this.#gnu && this.#words[this.#at] === ',') {
      this.#at++
      parts.push(this.#readOr())
    }
    if (parts.length === 1) return parts[0]!
    return async (found) => {
      let last = true
      for (const part of parts) last = await part(found)
      return last
    }
  }

  #readOr(): Test {
    const parts = [this.#readAnd()]
    while (['-o', '-or'].includes(this.#words[this.#at] ?? '')) {
      const word = this.#words[this.#at++]
      if (this.#words[this.#at] === undefined) {
        if (!this.#gnu) break
        throw new FindError(`expected an expression after '${word}'`)
      }
      parts.push(this.#readAnd())
    }
    if (parts.length === 1) return parts[0]!
    return async (found) => {
      for (const part of parts) if (await part(found)) return true
      return false
    }
  }

  #readAnd(): Test {
    const parts: Test[] = []
    for (
      let word = this.#words[this.#at];
      word !== undefined && !['-o', '-or', ')', ','].includes(word);
      word = this.#words[this.#at]
    ) {
      if (word === '-a' || word === '-and') this.#at++
      parts.push(this.#readNot())
    }
    if (parts.length === 0 && !this.#gnu && this.#words[this.#at] === '-o') return () => true
    if (parts.length === 0) throw this.#empty()
    if (parts.length === 1) return parts[0]!
    return async (found) => {
      for (const part of parts) if (!(await part(found))) return false
      return true
    }
  }

  #empty(): FindError {
    const word = this.#words[this.#at]
    if (!this.#gnu) return new FindError(word === undefined ? `unpaired '('` : `unrecognized: ${word}`)
    if (word === undefined && this.#depth > 0) {
      return new FindError(
        `invalid expression; expected to find a ')' but didn't see one. Perhaps you need an extra predicate after '('`,
      )
    }
    if (word === ')')
      return new FindError(
        this.#depth > 0 ? `invalid expression; empty parentheses are not allowed.` : `you have too many ')'`,
      )
    return new FindError(
      `invalid expression; you have used a binary operator '${word ?? '-o'}' with nothing before it.`,
    )
  }

  #readNot(): Test {
    const word = this.#words[this.#at]
    if (word !== '!' && word !== '-not') return this.#readPrimary()
    this.#at++
    const test = this.#readNot()
    return async (found) => !(await test(found))
  }

  #readPrimary(): Test {
    const word = this.#words[this.#at++]
    if (word === undefined) {
      throw new FindError(this.#gnu ? `expected an expression after '${this.#words.at(-1)}'` : 'unrecognized: ')
    }
    if (word === '(') return this.#readGroup()
    const name = word.startsWith('-') ? word.slice(1) : ''
    const isKnown = this.#gnu || !onlyGnu.has(name)
    const alone = testsAlone[name]
    if (alone !== undefined && isKnown) return alone(this.#setting)
    const make = testsWithArgument[name]
    if (make !== undefined && isKnown) return make(this.#setting, this.#argument(word), word)
    const action = isKnown ? (this.#readOption(name, word) ?? this.#readAction(name, word)) : undefined
    if (action !== undefined) return action
    if (!this.#gnu) throw new FindError(`unrecognized: ${word}`)
    throw new FindError(
      word.startsWith('-')
        ? `unknown predicate \`${word}'`
        : `paths must precede expression: \`${word}'${this.#hint()}`,
    )
  }

  /** A pattern that a shell has made several words of. */
  #hint(): string {
    const before = this.#words[this.#at - 3] ?? ''
    return /^-i?(?:name|path|lname)$/.test(before)
      ? `\nfind: possible unquoted pattern after predicate \`${before}'?`
      : ''
  }

  #readGroup(): Test {
    this.#depth++
    const test = this.#readList()
    this.#depth--
    if (this.#words[this.#at++] === ')') return test
    throw new FindError(
      this.#gnu ? `invalid expression; I was expecting to find a ')' somewhere but did not see one.` : `unpaired '('`,
    )
  }

  #argument(word: ByteString): ByteString {
    const argument = this.#words[this.#at++]
    if (argument !== undefined) return argument
    throw new FindError(this.#gnu ? `missing argument to \`${word}'` : `${word} requires an argument`)
  }

  #readOption(name: string, word: ByteString): Test | undefined {
    const yes: Test = () => true
    switch (name) {
      case 'maxdepth':
        this.#walk.maxDepth = this.#depthOf(word)
        return yes
      case 'mindepth':
        this.#walk.minDepth = this.#depthOf(word)
        return yes
      case 'depth':
      case 'd':
        this.#walk.depthFirst = true
        return yes
      case 'xdev':
      case 'mount':
        this.#walk.oneFileSystem = true
        return yes
      case 'follow':
        this.#walk.follow = 'all'
        return yes
      case 'regextype':
        this.#setting.extended = /^(posix-)?(extended|egrep|awk|gnu-awk|posix-egrep)/.test(this.#argument(word))
        return yes
      case 'noleaf':
      case 'daystart':
      case 'warn':
      case 'nowarn':
      case 'ignore_readdir_race':
        return yes
      default:
        return undefined
    }
  }

  #depthOf(word: ByteString): number {
    const argument = this.#argument(word)
    if (/^\d{1,9}$/.test(argument)) return Number(argument)
    throw new FindError(
      this.#gnu
        ? `Expected a positive decimal integer argument to ${word}, but got ${quoted(argument)}`
        : `invalid number '${argument}'`,
    )
  }

  #readAction(name: string, word: ByteString): Test | undefined {
    switch (name) {
      case 'print':
        return this.#acting(({ path }) => this.#print(path, '\n'))
      case 'print0':
        return this.#acting(({ path }) => this.#print(path, '\0'))
      case 'prune':
        return () => (this.#walk.pruned = true)
      case 'quit':
        return this.#acting(() => (this.#walk.quit = true))
      case 'delete':
        this.#walk.depthFirst = true
        return this.#acting(({ path, stat }) => this.#delete(path, stat.kind === 'directory'))
      case 'printf': {
        const format = printfOf(this.#proc, this.#setting.accounts, this.#argument(word))
        return this.#acting(async (found) => this.#print(format(found), ''))
      }
      case 'ls':
        return this.#acting(async (found) => this.#print(lsLine(this.#proc, this.#setting.accounts, found), ''))
      case 'exec':
      case 'execdir':
      case 'ok':
      case 'okdir':
        return this.#readExec(name, word)
      default:
        return undefined
    }
  }

  #acting(test: Test): Test {
    this.#acts = true
    return test
  }

  #readExec(name: string, word: ByteString): Test {
    const words: ByteString[] = []
    for (;;) {
      const next = this.#argument(word)
      const isEnd = next === ';' || (next === '+' && words.at(-1) === '{}')
      if (!isEnd) {
        words.push(next)
        continue
      }
      if (words.length === 0)
        throw new FindError(this.#gnu ? `missing argument to \`${word}'` : `${word} requires an argument`)
      const run = new CommandRun(this.#proc, words, name.endsWith('dir'))
      if (next === ';') return this.#acting((found) => this.#execFor(run, words, found.path, name.startsWith('ok')))
      this.#runs.push(run)
      return this.#acting(async ({ path }) => {
        await this.#output.flush()
        await run.add(path)
        return true
      })
    }
  }

  async #execFor(run: CommandRun, words: readonly ByteString[], path: ByteString, asks: boolean): Promise<boolean> {
    await this.#output.flush()
    if (asks && !(await this.#asked(words, path))) return false
    return run.runFor(path)
  }

  async #asked(words: readonly ByteString[], path: ByteString): Promise<boolean> {
    await this.#proc.write(2, `< ${words[0]} ... ${path} > ? `)
    return readYes(this.#proc)
  }

  async #delete(path: ByteString, isDirectory: boolean): Promise<boolean> {
    if (path === '.') return true
    const { files } = this.#proc.host
    try {
      if (isDirectory) files.removeDirectory(path, this.#proc.caller)
      else files.unlink(path, this.#proc.caller)
      return true
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
      await this.#output.flush()
      await complain(
        this.#proc,
        this.#gnu ? `cannot delete ${quoted(path)}: ${thrown.message}` : `${path}: ${thrown.message}`,
      )
      this.#walk.code = 1
      return false
    }
  }
}

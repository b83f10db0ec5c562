import type { ByteString } from '../../../byte-string.js'
import { Errno } from '../../../errno.js'
import type { Proc, Program } from '../../../kernel/proc.js'
import { complain } from '../../complain.js'
import { Output } from '../../output.js'
import { Accounts } from '../../shared/accounts.js'
import { turn } from '../../shared/turn.js'
import { joined } from '../../shared/paths.js'
import { quoted, quotedIfNeeded } from '../../shared/quote.js'
import { blocksOf, humanBusybox, humanGnu } from '../../shared/sizes.js'
import { wordsOf } from '../../shared/words.js'
import { fitsGlob } from '../../text/glob.js'
import { commaLines, evenColumns, fittedColumns } from './columns.js'
import { entryOf, type Entry } from './entry.js'
import { fronts, longLines } from './long.js'
import { shownName } from './name.js'
import { ordered } from './order.js'
import { settingsOf, usageOf, type Settings } from './settings.js'

/** Lists what is in directories. */
export const ls: Program = async (proc) => {
  const words = wordsOf(proc, usageOf(proc))
  return typeof words === 'number' ? words : new Listing(proc, settingsOf(proc, words)).list(words.operands)
}

class Listing {
  readonly #proc: Proc
  readonly #settings: Settings
  readonly #accounts: Accounts
  readonly #output: Output
  #code = 0
  #isFirst = true
  #hasColored = false

  constructor(proc: Proc, settings: Settings) {
    this.#proc = proc
    this.#settings = settings
    this.#accounts = new Accounts(proc)
    this.#output = new Output(proc)
  }

  async list(operands: readonly ByteString[]): Promise<number> {
    const named = operands.length === 0 ? ['.'] : operands
    const entries: Entry[] = []
    const { follow, followOperands, asItself } = this.#settings
    for (const name of named) {
      const entry = await this.#look(name, name, follow || followOperands, true)
      if (entry !== undefined) entries.push(entry)
    }
    const isListed = ({ stat }: Entry): boolean => stat.kind === 'directory' && !asItself
    const sorted = await ordered(entries, this.#settings, this.#proc)
    const files = sorted.filter((entry) => !isListed(entry))
    const directories = sorted.filter(isListed)
    if (files.length > 0) {
      await this.#show(files, sorted)
      this.#isFirst = false
    }
    const titled = named.length > 1 || this.#settings.recurse
    for (const { path } of directories) await this.#listDirectory(path, titled)
    await this.#output.flush()
    return this.#code
  }

  async #look(name: ByteString, path: ByteString, follow: boolean, isOperand: boolean): Promise<Entry | undefined> {
    try {
      return entryOf(this.#proc, name, path, follow)
    } catch (thrown) {
      await this.#cannot('access', path, thrown, isOperand)
      return undefined
    }
  }

  async #cannot(verb: string, path: ByteString, thrown: unknown, isOperand: boolean): Promise<void> {
    if (!(thrown instanceof Errno)) throw thrown
    await this.#output.flush()
    const gnu = this.#proc.flavor === 'gnu'
    await complain(
      this.#proc,
      gnu
        ? `cannot ${verb} ${quoted(path)}: ${thrown.message}`
        : `${verb === 'access' ? '' : `can't open '`}${path}${verb === 'access' ? '' : `'`}: ${thrown.message}`,
    )
    this.#code = Math.max(this.#code, gnu && isOperand ? 2 : 1)
  }

  async #listDirectory(path: ByteString, titled: boolean, isOperand = true): Promise<void> {
    const { recurse, layout, blocks } = this.#settings
    const names = await this.#namesIn(path, isOperand)
    if (names === undefined) return
    const entries: Entry[] = []
    for (const name of names) {
      const entry = await this.#look(name, joined(path, name), this.#settings.follow, false)
      if (entry !== undefined) entries.push(entry)
      await turn(this.#proc)
    }
    const sorted = await ordered(entries, this.#settings, this.#proc)
    if (titled) await this.#output.print(`${this.#isFirst ? '' : '\n'}${path}:\n`)
    this.#isFirst = false
    if (layout === 'long' || blocks) await this.#output.print(`total ${this.#total(sorted)}\n`)
    await this.#show(sorted)
    if (!recurse) return
    const below = sorted.filter(({ name, stat }) => stat.kind === 'directory' && name !== '.' && name !== '..')
    for (const { path } of below) await this.#listDirectory(path, true, false)
  }

  async #namesIn(path: ByteString, isOperand: boolean): Promise<readonly ByteString[] | undefined> {
    const { host, caller } = this.#proc
    try {
      const { hidden, ignored } = this.#settings
      const all = host.files.list(path, caller)
      const names = ignored.length === 0 ? all : all.filter((name) => !ignored.some((glob) => fitsGlob(glob, name)))
      if (hidden === 'all') return ['.', '..', ...names]
      return hidden === 'almost' ? names : names.filter((name) => !name.startsWith('.'))
    } catch (thrown) {
      await this.#cannot('open directory', path, thrown, isOperand)
      return undefined
    }
  }

  #total(entries: readonly Entry[]): string {
    const blocks = entries.reduce((sum, { stat }) => sum + blocksOf(stat), 0)
    if (!this.#settings.human) return String(blocks / 2)
    return this.#proc.flavor === 'gnu' ? humanGnu(blocks * 512, this.#settings.base) : humanBusybox(blocks * 512)
  }

  async #show(entries: readonly Entry[], measured = entries): Promise<void> {
    if (this.#settings.colors && !this.#hasColored && this.#proc.flavor === 'gnu' && entries.length > 0) {
      // Whatever the colors were before.
      this.#hasColored = true
      await this.#output.print('\x1b[0m')
    }
    for (const line of this.#lines(entries, measured)) {
      const wait = this.#output.print(`${line}\n`) ?? this.#proc.tick()
      if (wait !== undefined) await wait
    }
  }

  #lines(entries: readonly Entry[], measured: readonly Entry[]): Iterable<string> {
    const { flavor } = this.#proc
    const { layout, width, quote } = this.#settings
    const inColumns = layout === 'long' || layout === 'down' || layout === 'across'
    const alignQuotes = quote === 'shell' && inColumns && entries.some(({ name }) => quotedIfNeeded(name) !== name)
    const settings = { ...this.#settings, alignQuotes }
    if (layout === 'long') return longLines(this.#proc, entries, measured, this.#accounts, settings)
    const front = fronts(this.#proc, entries, settings)
    const shown = entries.map((entry, at) => {
      const name = shownName(entry, flavor, settings)
      return { text: front[at]! + name.text, width: front[at]!.length + name.width }
    })
    if (layout === 'single') return shown.map(({ text }) => text)
    if (layout === 'commas') return commaLines(shown, width)
    return flavor === 'gnu'
      ? fittedColumns(shown, width, layout === 'across')
      : evenColumns(shown, width, layout === 'across')
  }
}

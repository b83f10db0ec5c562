import type { ByteString } from '../../../byte-string.js'

/** That a command line of procps is wrong. */
export class PsError extends Error {}

/** Which processes are listed, and how. */
export interface Selection {
  every: boolean
  everyTerminal: boolean
  readonly pids: number[]
  readonly parents: number[]
  readonly users: ByteString[]
  readonly commands: ByteString[]
  readonly columns: ByteString[]
  readonly sort: ByteString[]
  layout: 'plain' | 'full' | 'long' | 'bsd' | 'bsdUser' | 'bsdLong'
  titles: boolean
  wide: boolean
  version: boolean
}

/** Reads options in all three styles that `ps` has: `-ef`, `aux`, `--sort=-pid`. Throws `PsError`. */
export function readSelection(words: readonly ByteString[]): Selection {
  const reader = new Reader(words)
  reader.read()
  return reader.selection
}

const list = (text: ByteString): ByteString[] => text.split(/[\s,]+/).filter((part) => part !== '')

/** A header (`pid=`) may have commas and ends the list. */
const columnList = (text: ByteString): ByteString[] => {
  const equals = text.indexOf('=')
  const before = equals < 0 ? text : text.slice(0, equals)
  const names = list(before)
  return equals < 0 || text.slice(equals + 1).includes('=')
    ? list(text)
    : [...names.slice(0, -1), `${names.at(-1)}${text.slice(equals)}`]
}

class Reader {
  readonly selection: Selection = {
    every: false,
    everyTerminal: false,
    pids: [],
    parents: [],
    users: [],
    commands: [],
    columns: [],
    sort: [],
    layout: 'plain',
    titles: true,
    wide: false,
    version: false,
  }
  readonly #words: ByteString[]
  #bsdAll = 0

  constructor(words: readonly ByteString[]) {
    this.#words = [...words]
  }

  read(): void {
    for (let word = this.#words.shift(); word !== undefined; word = this.#words.shift()) {
      if (word.startsWith('--')) this.#readLong(word)
      else if (word.startsWith('-')) this.#readUnix(word.slice(1))
      else this.#readBsd(word)
    }
    // `a` lifts the one half of what is left out otherwise, `x` the other.
    if (this.#bsdAll === 3) this.selection.every = true
    else if (this.#bsdAll === 1) this.selection.everyTerminal = true
  }

  #argument(rest: ByteString, what: string): ByteString {
    const argument = rest === '' ? this.#words.shift() : rest
    if (argument === undefined) throw new PsError(what)
    return argument
  }

  #pids(text: ByteString, into: number[]): void {
    for (const part of list(text)) {
      if (!/^\d{1,9}$/.test(part)) throw new PsError('process ID list syntax error')
      into.push(Number(part))
    }
  }

  #readUnix(letters: string): void {
    const { selection } = this
    for (let at = 0; at < letters.length; at++) {
      const rest = letters.slice(at + 1)
      switch (letters.charAt(at)) {
        case 'e':
        case 'A':
          selection.every = true
          continue
        case 'a':
        case 'd':
          selection.everyTerminal = true
          continue
        case 'f':
        case 'F':
          selection.layout = 'full'
          continue
        case 'l':
          selection.layout = 'long'
          continue
        case 'w':
          selection.wide = true
          continue
        case 'V':
          selection.version = true
          continue
        case 'H':
        case 'L':
        case 'T':
        case 'y':
        case 'j':
        case 'c':
        case 'N':
        case 'M':
          continue
        case 'o':
        case 'O':
          selection.columns.push(...columnList(this.#argument(rest, 'format specification must follow -o')))
          return
        case 'p':
        case 'q':
          this.#pids(this.#argument(rest, `List of process IDs must follow -${letters[at]}.`), selection.pids)
          return
        case 'u':
        case 'U':
          selection.users.push(...list(this.#argument(rest, `list of users must follow -${letters[at]}`)))
          return
        case 'C':
          selection.commands.push(...list(this.#argument(rest, 'list of command names must follow -C')))
          return
        case 'g':
        case 's':
        case 't':
        case 'G':
          this.#argument(rest, `argument missing`)
          return
        default:
          throw new PsError('unsupported SysV option')
      }
    }
  }

  #readBsd(letters: string): void {
    const { selection } = this
    if (/^\d+(,\d+)*$/.test(letters)) {
      this.#pids(letters, selection.pids)
      return
    }
    if (selection.layout === 'plain') selection.layout = 'bsd'
    for (let at = 0; at < letters.length; at++) {
      const rest = letters.slice(at + 1)
      switch (letters.charAt(at)) {
        case 'a':
          this.#bsdAll |= 1
          continue
        case 'x':
          this.#bsdAll |= 2
          continue
        case 'u':
          selection.layout = 'bsdUser'
          continue
        case 'l':
          selection.layout = 'bsdLong'
          continue
        case 'w':
          selection.wide = true
          continue
        case 'h':
          selection.titles = false
          continue
        case 'e':
        case 'f':
        case 'c':
        case 'j':
        case 'n':
        case 's':
        case 'm':
        case 'H':
        case 'r':
        case 'T':
          continue
        case 'o':
          selection.columns.push(...columnList(this.#argument(rest, 'format specification must follow o')))
          return
        case 'p':
          this.#pids(this.#argument(rest, 'process ID list syntax error'), selection.pids)
          return
        case 'U':
          selection.users.push(...list(this.#argument(rest, 'list of users must follow U')))
          return
        case 'k':
          selection.sort.push(...list(this.#argument(rest, "long sort specification must follow 'k'")))
          return
        default:
          throw new PsError('unsupported option (BSD syntax)')
      }
    }
  }

  #readLong(word: ByteString): void {
    const { selection } = this
    const [, name = '', given] = /^--([^=]*)(?:=(.*))?$/s.exec(word)!
    const argument = (): ByteString => this.#argument(given ?? '', 'argument missing')
    switch (name) {
      case 'sort':
        selection.sort.push(...list(argument()))
        return
      case 'no-headers':
      case 'no-heading':
      case 'no-headings':
      case 'noheader':
      case 'noheaders':
        selection.titles = false
        return
      case 'headers':
      case 'heading':
      case 'forest':
      case 'deselect':
      case 'cumulative':
        return
      case 'format':
        selection.columns.push(...columnList(argument()))
        return
      case 'pid':
        this.#pids(argument(), selection.pids)
        return
      case 'ppid':
        this.#pids(argument(), selection.parents)
        return
      case 'user':
      case 'User':
        selection.users.push(...list(argument()))
        return
      case 'cols':
      case 'columns':
      case 'width':
        argument()
        return
      case 'version':
        selection.version = true
        return
      default:
        throw new PsError('unknown gnu long option')
    }
  }
}

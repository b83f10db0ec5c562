import type { ByteString } from '../../../byte-string.js'
import type { Proc } from '../../../kernel/proc.js'
import { Lines } from '../../lines.js'
import type { Matcher } from './matcher.js'
import type { GrepOptions } from './options.js'
import type { NumberedLine, Report } from './report.js'

/** What is searched: an open file. */
export interface Searched {
  readonly fd: number
  readonly name: ByteString
  /** Whether its name is in front of each line. */
  readonly named: boolean
}

const looked = 32 * 1024

/** Searches one file; resolves to whether it has lines that were asked for. */
export async function searchFile(
  proc: Proc,
  searched: Searched,
  { options, matcher, report }: { readonly options: GrepOptions; readonly matcher: Matcher; readonly report: Report },
): Promise<boolean> {
  const { fd, name } = searched
  const shown = searched.named ? name : undefined
  const { mode, inverted, most } = options
  const binary = !options.text && (await looksBinary(proc, fd))
  const context = new Context(options, report, shown)
  const lines = new Lines(proc, fd, options.separator)
  let count = 0
  for (let number = 1, offset = 0; count < most || context.waits; number++) {
    const read = await lines.next()
    if (read === undefined) break
    const line: NumberedLine = { text: read.text, number, offset }
    offset += read.text.length + 1
    const selected = count < most && (await matcher.test(read.text, proc)) !== inverted
    if (selected) {
      count++
      if (mode === 'quiet') return true
      if (mode === 'names' || mode === 'names-without') break
      if (mode === 'lines' && binary) {
        await report.binary(name)
        return true
      }
    }
    if (mode !== 'lines') continue
    if (selected) await context.selected(line)
    else await context.other(line)
    // What is watched as it grows is shown line by line.
    if (selected && proc.isTerminal(1)) await report.flush()
  }
  if (mode === 'count') await report.count(count, shown)
  if (count > 0 === (mode === 'names') && (mode === 'names' || mode === 'names-without')) await report.name(name)
  return mode === 'names-without' && proc.flavor === 'gnu' ? count === 0 : count > 0
}

async function looksBinary(proc: Proc, fd: number): Promise<boolean> {
  const file = proc.file(fd)
  if (file === undefined || file.stat().kind !== 'file') return false
  const place = file.seek(0, 'here')
  const chunk = await proc.read(fd, looked)
  file.seek(place, 'start')
  return chunk !== null && chunk.includes(0)
}

/** The lines around those that were selected. */
class Context {
  readonly #options: GrepOptions
  readonly #report: Report
  readonly #name: ByteString | undefined
  #before: NumberedLine[] = []
  #after = 0
  #printed = 0

  constructor(options: GrepOptions, report: Report, name: ByteString | undefined) {
    this.#options = options
    this.#report = report
    this.#name = name
  }

  /** Whether lines behind the last one are to be shown still. */
  get waits(): boolean {
    return this.#after > 0
  }

  async selected(line: NumberedLine): Promise<void> {
    const { after } = this.#options
    const first = this.#before[0] ?? line
    if (this.#printed > 0 && first.number > this.#printed + 1) await this.#report.separator()
    for (const earlier of this.#before) await this.#report.line(earlier, this.#name, false)
    this.#before = []
    await this.#report.line(line, this.#name, true)
    this.#printed = line.number
    this.#after = after
  }

  async other(line: NumberedLine): Promise<void> {
    if (this.#after > 0) {
      this.#after--
      this.#printed = line.number
      return this.#report.line(line, this.#name, false)
    }
    if (this.#options.before === 0) return
    this.#before.push(line)
    if (this.#before.length > this.#options.before) this.#before.shift()
  }
}

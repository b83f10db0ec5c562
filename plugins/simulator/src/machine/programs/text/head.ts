import { fromBytes } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { Lines } from '../lines.js'
import { Output } from '../output.js'
import { Headers } from './headers.js'
import { eachInput } from './inputs.js'
import { readPart, type Part } from './part-options.js'

const long = { 'lines:': 'n', 'bytes:': 'c', quiet: 'q', silent: 'q', verbose: 'v', 'zero-terminated': 'z' }

export const head: Program = async (proc) => {
  const read = await readPart(proc, { short: proc.flavor === 'gnu' ? 'n:c:qvz' : 'n:c:qv', long })
  if (read === undefined) return 1
  const { part, words } = read
  const output = new Output(proc)
  const headers = new Headers(output, words)
  const separator = words.has('z') ? '\0' : '\n'
  const fine = await eachInput(
    proc,
    words.operands,
    async ({ fd, name }, index) => {
      await headers.print(name, proc.flavor === 'busybox' && index > 0)
      if (part.sign === '-')
        await (part.unit === 'lines' ? allButLines : allButBytes)(proc, fd, output, part, separator)
      else await (part.unit === 'lines' ? firstLines : firstBytes)(proc, fd, output, part, separator)
      await output.flush()
    },
    {
      say: (proc, name, reason) =>
        proc.flavor === 'gnu' ? `cannot open '${name}' for reading: ${reason}` : `${name}: ${reason}`,
      sayRead: (proc, name, reason) =>
        proc.flavor === 'gnu' ? `error reading '${name}': ${reason}` : `${name}: Input/output error`,
    },
  )
  await output.flush()
  return fine ? 0 : 1
}

async function firstLines(proc: Proc, fd: number, output: Output, { count }: Part, separator: string): Promise<void> {
  for (let left = count; left > 0;) {
    const chunk = await proc.read(fd)
    if (chunk === null) return
    const text = fromBytes(chunk)
    let end = 0
    for (; left > 0; left--) {
      const next = text.indexOf(separator, end)
      if (next < 0) break
      end = next + 1
    }
    if (left === 0) giveBack(proc, fd, text.length - end)
    await output.print(left === 0 ? text.slice(0, end) : text)
  }
}

/** What was read too much is left to whoever reads on, where that can be. */
function giveBack(proc: Proc, fd: number, bytes: number): void {
  const file = proc.file(fd)
  if (bytes > 0 && file?.stat().kind === 'file') file.seek(-bytes, 'here')
}

async function firstBytes(proc: Proc, fd: number, output: Output, { count }: Part): Promise<void> {
  for (let left = count; left > 0;) {
    const chunk = await proc.read(fd, Math.min(left, 64 * 1024))
    if (chunk === null) return
    left -= chunk.length
    await output.print(fromBytes(chunk))
  }
}

async function allButLines(proc: Proc, fd: number, output: Output, { count }: Part, separator: string): Promise<void> {
  const lines = new Lines(proc, fd, separator)
  const kept: string[] = []
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    proc.grow(line.text.length)
    kept.push(line.text + (line.ended ? separator : ''))
    if (kept.length <= count) continue
    const first = kept.shift()!
    proc.shrink(first.length)
    await output.print(first)
  }
}

async function allButBytes(proc: Proc, fd: number, output: Output, { count }: Part): Promise<void> {
  let kept = ''
  for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) {
    proc.grow(chunk.length)
    kept += fromBytes(chunk)
    const over = kept.length - count
    if (over <= 0) continue
    await output.print(kept.slice(0, over))
    kept = kept.slice(over)
    proc.shrink(over)
  }
}

import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain, reasonOf } from '../complain.js'
import { readOptions, type Asking, type Words } from '../options.js'
import { BadData, Compression } from './compression.js'

const long = {
  stdout: 'c',
  'to-stdout': 'c',
  decompress: 'd',
  uncompress: 'd',
  force: 'f',
  keep: 'k',
  list: 'l',
  'no-name': 'n',
  name: 'N',
  quiet: 'q',
  recursive: 'r',
  test: 't',
  verbose: 'v',
  fast: '1',
  best: '9',
  'suffix:': 'S',
}

/** GNU's gunzip is a script that runs gzip. */
const speaker = (proc: Proc): Asking =>
  proc.flavor === 'busybox' ? proc : { argv: ['gzip'], flavor: 'gnu', write: (fd, bytes) => proc.write(fd, bytes) }

interface Work {
  readonly expand: boolean
  readonly toOutput: boolean
  readonly testOnly: boolean
  readonly keep: boolean
  readonly force: boolean
  readonly level: number
}

const named =
  (defaults: { readonly expand: boolean; readonly toOutput: boolean }): Program =>
  async (proc) => {
    const words = readOptions(proc, {
      short: proc.flavor === 'gnu' ? 'cdfklnNqrtvS:123456789' : 'cdfkqvtn123456789',
      long,
    })
    if (words === undefined) return 1
    const work = workOf(words, defaults)
    let code = 0
    for (const name of words.operands.length > 0 ? words.operands : ['-'])
      code = Math.max(code, await onOne(proc, name, work))
    return code
  }

export const gzip = named({ expand: false, toOutput: false })
export const gunzip = named({ expand: true, toOutput: false })
export const zcat = named({ expand: true, toOutput: true })

function workOf(words: Words, { expand, toOutput }: { readonly expand: boolean; readonly toOutput: boolean }): Work {
  const level = words.options.findLast(([name]) => /^[1-9]$/.test(name))?.[0]
  return {
    expand: expand || words.has('d') || words.has('t'),
    toOutput: toOutput || words.has('c'),
    testOnly: words.has('t'),
    keep: words.has('k'),
    force: words.has('f'),
    level: Number(level ?? 6),
  }
}

async function onOne(proc: Proc, name: ByteString, work: Work): Promise<number> {
  try {
    if (name === '-') {
      await convert(proc, 0, work.testOnly ? undefined : 1, work)
      return 0
    }
    return await onFile(proc, name, work)
  } catch (thrown) {
    if (thrown instanceof BadData) {
      const gnu = `\ngzip: ${name === '-' ? 'stdin' : name}: ${thrown.message}\n`
      if (proc.flavor === 'busybox')
        await complain(speaker(proc), thrown.message.startsWith('not in') ? 'invalid magic' : 'corrupted data')
      else await proc.write(2, gnu)
      return 1
    }
    await complain(speaker(proc), `${name}: ${reasonOf(thrown)}`)
    return 1
  }
}

async function onFile(proc: Proc, name: ByteString, work: Work): Promise<number> {
  const { files } = proc.host
  const stat = files.stat(name, proc.caller)
  if (stat.kind === 'directory') {
    await complain(
      speaker(proc),
      proc.flavor === 'gnu' ? `${name} is a directory -- ignored` : `${name}: Is a directory`,
    )
    return proc.flavor === 'gnu' ? 2 : 1
  }
  const target = work.toOutput || work.testOnly ? undefined : await targetOf(proc, name, work)
  if (typeof target === 'number') return target
  const fd = await proc.open(name, { read: true })
  if (target === undefined) {
    await convert(proc, fd, work.testOnly ? undefined : 1, work)
    proc.close(fd)
    return 0
  }
  const flags = { write: true, create: true, truncate: true, exclusive: !work.force }
  const to = await openTarget(proc, target, flags, stat.mode)
  if (to === undefined) return proc.flavor === 'gnu' ? 2 : 1
  try {
    await convert(proc, fd, to, work)
  } catch (thrown) {
    files.unlink(target, proc.caller)
    throw thrown
  } finally {
    proc.close(fd)
    proc.close(to)
  }
  files.setTimes(target, stat, proc.caller)
  if (!work.keep) files.unlink(name, proc.caller)
  return 0
}

async function openTarget(
  proc: Proc,
  target: ByteString,
  flags: { readonly write: boolean; readonly exclusive: boolean },
  mode: number,
): Promise<number | undefined> {
  try {
    return await proc.open(target, flags, mode)
  } catch (thrown) {
    if (!(thrown instanceof Errno) || thrown.code !== 'EEXIST') throw thrown
    await complain(
      speaker(proc),
      proc.flavor === 'gnu' ? `${target} already exists;\tnot overwritten` : `can't open '${target}': File exists`,
    )
    return undefined
  }
}

/** The name of what is made; a number is the exit code where there is none. */
async function targetOf(proc: Proc, name: ByteString, { expand, force }: Work): Promise<ByteString | number> {
  const gnu = proc.flavor === 'gnu'
  if (!expand) {
    if (!/\.gz$/.test(name) || force) return `${name}.gz`
    await complain(
      speaker(proc),
      gnu ? `${name} already has .gz suffix -- unchanged` : `${name}: already has .gz suffix - unchanged`,
    )
    return gnu ? 2 : 1
  }
  if (/\.t[ag]z$/.test(name)) return name.replace(/\.t[ag]z$/, '.tar')
  if (/.\.(?:gz|z|Z)$/.test(name)) return name.replace(/\.(?:gz|z|Z)$/, '')
  await complain(speaker(proc), gnu ? `${name}: unknown suffix -- ignored` : `${name}: unknown suffix - ignored`)
  return gnu ? 2 : 1
}

async function convert(proc: Proc, from: number, to: number | undefined, { expand, level }: Work): Promise<void> {
  const compression = new Compression(expand ? 'expand' : 'compress', level)
  let first = true
  const put = async (pieces: AsyncGenerator<Uint8Array>): Promise<void> => {
    for await (const piece of pieces) if (to !== undefined) await proc.write(to, piece)
  }
  for (let chunk = await proc.read(from); chunk !== null; chunk = await proc.read(from)) {
    if (first && expand && !isGzip(chunk)) throw new BadData('not in gzip format')
    first = false
    await put(compression.push(chunk))
  }
  if (first && expand) throw new BadData('unexpected end of file')
  await put(compression.end())
}

const isGzip = (chunk: Uint8Array): boolean => chunk[0] === 0x1f && (chunk.length < 2 || chunk[1] === 0x8b)

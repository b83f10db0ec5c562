import { createHash } from 'node:crypto'
import type { ByteString } from '../../byte-string.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain, reasonOf } from '../complain.js'
import { Lines } from '../lines.js'
import { readOptions, type Words } from '../options.js'
import { openInput } from './inputs.js'

const long = {
  check: 'c',
  binary: 'b',
  text: 't',
  status: 's',
  quiet: 'q',
  warn: 'w',
  tag: '+tag',
  zero: 'z',
  strict: '+strict',
  'ignore-missing': '+ignore',
}

const named =
  (algorithm: string): Program =>
  async (proc) => {
    const words = readOptions(proc, { short: proc.flavor === 'gnu' ? 'cbtwz' : 'csw', long })
    if (words === undefined) return 1
    const names = words.operands.length > 0 ? words.operands : ['-']
    let fine = true
    for (const name of names) {
      const one = words.has('c') ? await check(proc, name, algorithm, words) : await print(proc, name, algorithm, words)
      fine = one && fine
    }
    return fine ? 0 : 1
  }

export const md5sum = named('md5')
export const sha1sum = named('sha1')
export const sha224sum = named('sha224')
export const sha256sum = named('sha256')
export const sha384sum = named('sha384')
export const sha512sum = named('sha512')

async function hashOf(proc: Proc, fd: number, algorithm: string): Promise<string> {
  const hash = createHash(algorithm)
  for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) hash.update(chunk)
  return hash.digest('hex')
}

async function print(proc: Proc, name: ByteString, algorithm: string, words: Words): Promise<boolean> {
  const fd = await openInput(proc, name)
  if (fd === undefined) return false
  try {
    const sum = await hashOf(proc, fd, algorithm)
    await proc.write(1, lineOf(proc, name, sum, algorithm, words))
    return true
  } catch (thrown) {
    await complain(
      proc,
      proc.flavor === 'gnu' ? `${name}: ${reasonOf(thrown)}` : `can't read '${name}': ${reasonOf(thrown)}`,
    )
    return false
  } finally {
    if (fd !== 0) proc.close(fd)
  }
}

function lineOf(proc: Proc, name: ByteString, sum: string, algorithm: string, words: Words): ByteString {
  if (words.has('+tag')) return `${algorithm.toUpperCase()} (${name}) = ${sum}\n`
  const escaped = proc.flavor === 'gnu' && /[\\\n\r]/.test(name)
  const shown = escaped ? name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r') : name
  return `${escaped ? '\\' : ''}${sum} ${words.has('b') ? '*' : ' '}${shown}${words.has('z') ? '\0' : '\n'}`
}

async function check(proc: Proc, list: ByteString, algorithm: string, words: Words): Promise<boolean> {
  const from = await openInput(proc, list)
  if (from === undefined) return false
  const counts = { read: 0, wrong: 0, unread: 0, malformed: 0 }
  const lines = new Lines(proc, from)
  const length = createHash(algorithm).digest('hex').length
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    const found = /^\\?([0-9a-fA-F]+) [ *](.+)$/.exec(line.text)
    if (found === null || found[1]!.length !== length) {
      counts.malformed++
      if (proc.flavor === 'gnu') continue
      counts.read++
      counts.wrong++
      continue
    }
    counts.read++
    const outcome = await checkOne(proc, found[2]!, found[1]!.toLowerCase(), algorithm, words)
    if (outcome !== 'fine') counts[outcome]++
  }
  if (from !== 0) proc.close(from)
  await sayCounts(proc, list, counts, words)
  return counts.read > 0 && counts.wrong === 0 && counts.unread === 0
}

async function checkOne(
  proc: Proc,
  name: ByteString,
  wanted: string,
  algorithm: string,
  words: Words,
): Promise<'fine' | 'wrong' | 'unread'> {
  const silent = words.has('s')
  const fd = await openInput(proc, name)
  if (fd === undefined) {
    if (!silent) await proc.write(1, `${name}: FAILED${proc.flavor === 'gnu' ? ' open or read' : ''}\n`)
    return proc.flavor === 'gnu' ? 'unread' : 'wrong'
  }
  const sum = await hashOf(proc, fd, algorithm)
  if (fd !== 0) proc.close(fd)
  const fine = sum === wanted
  if (!silent && !(fine && words.has('q'))) await proc.write(1, `${name}: ${fine ? 'OK' : 'FAILED'}\n`)
  return fine ? 'fine' : 'wrong'
}

interface Counts {
  readonly read: number
  readonly wrong: number
  readonly unread: number
  readonly malformed: number
}

async function sayCounts(proc: Proc, list: ByteString, counts: Counts, words: Words): Promise<void> {
  const { read, wrong, unread, malformed } = counts
  if (proc.flavor === 'busybox') {
    if (wrong > 0 && !words.has('s'))
      await complain(proc, `WARNING: ${wrong} of ${read} computed checksums did NOT match`)
    if (read === 0) await complain(proc, `${list}: no checksum lines found`)
    return
  }
  if (read === 0) {
    return void (await complain(
      proc,
      `${list === '-' ? "'standard input'" : list}: no properly formatted checksum lines found`,
    ))
  }
  if (words.has('s')) return
  const say = (count: number, one: string, many: string): void | Promise<void> =>
    count === 0 ? undefined : complain(proc, `WARNING: ${count} ${count === 1 ? one : many}`)
  await say(malformed, 'line is improperly formatted', 'lines are improperly formatted')
  await say(unread, 'listed file could not be read', 'listed files could not be read')
  await say(wrong, 'computed checksum did NOT match', 'computed checksums did NOT match')
}

import { fromBytes, type ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain, reasonOf } from '../complain.js'
import { Output } from '../output.js'
import { Headers } from './headers.js'
import { readPart, type Part } from './part-options.js'

const long = {
  'lines:': 'n',
  'bytes:': 'c',
  quiet: 'q',
  silent: 'q',
  verbose: 'v',
  'follow::': 'f',
  retry: '+retry',
  'sleep-interval:': 's',
  'pid:': '+pid',
  'zero-terminated': 'z',
}

export const tail: Program = async (proc) => {
  const read = await readPart(proc, { short: proc.flavor === 'gnu' ? 'n:c:qvfFs:z' : 'n:c:qvfFs:', long })
  if (read === undefined) return 1
  const { part, words } = read
  const output = new Output(proc)
  const following = new Following(
    proc,
    output,
    new Headers(output, words, shownFiles(proc, words.operands)),
    words.has('F') || words.last('f') === 'name',
  )
  const names = words.operands.length > 0 ? words.operands : ['-']
  for (const name of names) await following.begin(name, part)
  await output.flush()
  if (proc.flavor === 'busybox' && following.opened === 0 && following.failed) await complain(proc, 'no files')
  if (words.has('f') || words.has('F')) {
    const seconds = Number(words.last('s') ?? 1)
    await following.run(Number.isFinite(seconds) && seconds > 0 ? seconds : 1)
  }
  return following.failed ? 1 : 0
}

/** How many files decide whether names are printed: to busybox those that are there. */
const shownFiles = (proc: Proc, names: readonly ByteString[]): number =>
  proc.flavor === 'gnu' ? names.length : names.filter((name) => name === '-' || isThere(proc, name)).length

function isThere(proc: Proc, name: ByteString): boolean {
  try {
    return proc.host.files.mayAccess(name, 4, proc.caller)
  } catch (thrown) {
    if (thrown instanceof Errno) return false
    throw thrown
  }
}

interface Followed {
  readonly name: ByteString
  fd: number | undefined
  inode: number
}

/** The files that are read to their ends, and further on as they grow. */
class Following {
  readonly #proc: Proc
  readonly #output: Output
  readonly #headers: Headers
  readonly #byName: boolean
  readonly #followed: Followed[] = []
  #shown: ByteString | undefined
  failed = false
  opened = 0

  constructor(proc: Proc, output: Output, headers: Headers, byName: boolean) {
    this.#proc = proc
    this.#output = output
    this.#headers = headers
    this.#byName = byName
  }

  async begin(name: ByteString, part: Part): Promise<void> {
    const fd = await this.#open(name)
    if (fd === undefined) {
      if (this.#byName) this.#followed.push({ name, fd, inode: -1 })
      return
    }
    this.opened++
    const { kind, inode } = this.#proc.file(fd)!.stat()
    await this.#headers.print(name)
    this.#shown = name
    try {
      await printPart(this.#proc, fd, this.#output, part)
    } catch (thrown) {
      this.failed = true
      const gnu = `error reading '${name}': ${reasonOf(thrown)}`
      await this.#output.flush()
      await complain(this.#proc, this.#proc.flavor === 'gnu' ? gnu : `read error: ${reasonOf(thrown)}`)
      return
    }
    // A pipe has an end, and no more is read behind it.
    if (kind !== 'fifo') this.#followed.push({ name, fd, inode })
  }

  async #open(name: ByteString): Promise<number | undefined> {
    if (name === '-') return 0
    try {
      return await this.#proc.open(name, { read: true })
    } catch (thrown) {
      const reason = reasonOf(thrown)
      this.failed = true
      await this.#output.flush()
      const gnu = `cannot open '${name}' for reading: ${reason}`
      await complain(this.#proc, this.#proc.flavor === 'gnu' ? gnu : `can't open '${name}': ${reason}`)
      return undefined
    }
  }

  async run(seconds: number): Promise<void> {
    if (this.#followed.length === 0) {
      if (this.failed && this.#proc.flavor === 'gnu') await complain(this.#proc, 'no files remaining')
      return
    }
    for (;;) {
      for (const followed of this.#followed) await this.#readOn(followed)
      await this.#output.flush()
      await this.#proc.sleep(seconds * 1_000_000)
      if (this.#byName) for (const followed of this.#followed) await this.#reopen(followed)
    }
  }

  async #readOn({ name, fd }: Followed): Promise<void> {
    const file = fd === undefined ? undefined : this.#proc.file(fd)
    if (file === undefined || fd === undefined) return
    if (file.stat().kind === 'file' && file.stat().size < file.seek(0, 'here')) {
      await complain(this.#proc, `${name}: file truncated`)
      file.seek(0, 'start')
    }
    for (;;) {
      const chunk = await this.#proc.read(fd)
      if (chunk === null) return
      if (this.#shown !== name) await this.#headers.print(name)
      this.#shown = name
      await this.#output.print(fromBytes(chunk))
    }
  }

  /** Another file may have its name now. */
  async #reopen(followed: Followed): Promise<void> {
    try {
      const { inode } = this.#proc.host.files.stat(followed.name, this.#proc.caller)
      if (inode === followed.inode) return
      if (followed.fd !== undefined) await this.#readOn(followed)
      const fd = await this.#proc.open(followed.name, { read: true })
      if (followed.fd !== undefined) this.#proc.close(followed.fd)
      await this.#sayNew(followed)
      followed.fd = fd
      followed.inode = inode
    } catch (thrown) {
      if (!(thrown instanceof Errno)) throw thrown
    }
  }

  async #sayNew({ name, fd }: Followed): Promise<void> {
    const gnu =
      fd === undefined
        ? `'${name}' has appeared;  following new file`
        : `'${name}' has been replaced;  following new file`
    const busybox =
      fd === undefined
        ? `${name} has appeared; following end of new file`
        : `${name} has been replaced; following end of new file`
    await complain(this.#proc, this.#proc.flavor === 'gnu' ? gnu : busybox)
  }
}

async function printPart(proc: Proc, fd: number, output: Output, part: Part): Promise<void> {
  if (part.sign === '+') return printFrom(proc, fd, output, part)
  let kept = ''
  // It is not looked at for each little that comes: it may be long.
  let enough = leastKept
  for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) {
    proc.grow(chunk.length)
    kept += fromBytes(chunk)
    if (kept.length < enough) continue
    const all = kept
    kept = all.slice(endingAt(all, part))
    proc.shrink(all.length - kept.length)
    enough = 2 * kept.length + leastKept
  }
  await output.print(kept.slice(endingAt(kept, part)))
  proc.shrink(kept.length)
}

const leastKept = 64 * 1024

/** Where the last lines or bytes of a text begin. */
function endingAt(text: ByteString, { unit, count }: Part): number {
  if (unit === 'bytes') return Math.max(text.length - count, 0)
  if (count === 0) return text.length
  let at = text.endsWith('\n') ? text.length - 1 : text.length
  for (let left = count; left > 0; left--) {
    at = at === 0 ? -1 : text.lastIndexOf('\n', at - 1)
    if (at < 0) return 0
  }
  return at + 1
}

async function printFrom(proc: Proc, fd: number, output: Output, { unit, count }: Part): Promise<void> {
  let left = Math.max(count - 1, 0)
  for (let chunk = await proc.read(fd); chunk !== null; chunk = await proc.read(fd)) {
    const text = fromBytes(chunk)
    let at = 0
    if (unit === 'bytes') {
      at = Math.min(left, text.length)
      left -= at
    }
    while (unit === 'lines' && left > 0) {
      const end = text.indexOf('\n', at)
      at = end < 0 ? text.length : end + 1
      if (end < 0) break
      left--
    }
    await output.print(text.slice(at))
  }
}

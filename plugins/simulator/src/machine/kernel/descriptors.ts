import { Errno } from '../errno.js'
import type { OpenFile } from '../files/files.js'

/** How many a process may have open (`ulimit -n` of a container is more than anybody needs). */
const most = 1024

/** How many descriptors each open file has, in all processes of all containers. */
const uses = new WeakMap<OpenFile, number>()

/** The open files of a process by their numbers. */
export class Descriptors {
  readonly #files = new Map<number, OpenFile>()
  readonly #closeOnExec = new Set<number>()

  get(fd: number): OpenFile | undefined {
    return this.#files.get(fd)
  }

  /** Throws `EBADF`. */
  require(fd: number): OpenFile {
    const file = this.#files.get(fd)
    if (file === undefined) throw new Errno('EBADF')
    return file
  }

  entries(): IterableIterator<[number, OpenFile]> {
    return this.#files.entries()
  }

  /** Puts an open file at the lowest number that is free, from some number on. */
  add(file: OpenFile, from = 0): number {
    let fd = from
    while (this.#files.has(fd)) fd++
    if (fd >= most) {
      release(file, 0)
      throw new Errno('EMFILE')
    }
    this.set(fd, file)
    return fd
  }

  set(fd: number, file: OpenFile): void {
    if (fd < 0 || fd >= most) throw new Errno('EBADF')
    uses.set(file, (uses.get(file) ?? 0) + 1)
    this.#drop(fd)
    this.#files.set(fd, file)
  }

  close(fd: number): void {
    this.require(fd)
    this.#drop(fd)
  }

  closeAll(): void {
    for (const fd of [...this.#files.keys()]) this.#drop(fd)
  }

  markCloseOnExec(fd: number): void {
    this.require(fd)
    this.#closeOnExec.add(fd)
  }

  /** Closes what another program is not to have. */
  onExec(): void {
    for (const fd of [...this.#closeOnExec]) this.#drop(fd)
  }

  /** The same open files, for a child. */
  copy(): Descriptors {
    const copy = new Descriptors()
    for (const [fd, file] of this.#files) copy.set(fd, file)
    for (const fd of this.#closeOnExec) copy.#closeOnExec.add(fd)
    return copy
  }

  /** Some of the open files, each at the number that it is given for. */
  picked(descriptors: ReadonlyMap<number, number>): Descriptors {
    const picked = new Descriptors()
    for (const [to, from] of descriptors) picked.set(to, this.require(from))
    return picked
  }

  #drop(fd: number): void {
    const file = this.#files.get(fd)
    this.#files.delete(fd)
    this.#closeOnExec.delete(fd)
    if (file !== undefined) release(file, 1)
  }
}

function release(file: OpenFile, given: number): void {
  const left = (uses.get(file) ?? 0) - given
  uses.set(file, left)
  if (left <= 0) file.release()
}

import type { ByteString } from '../byte-string.js'
import { Errno } from '../errno.js'
import type { OpenFile, OpenFlags } from '../files/files.js'
import { openFifo } from './fifo.js'
import { Pipe } from './pipe.js'
import { readFrom, writeTo } from './process-io.js'
import { SignalledProcess } from './signalled-process.js'
import { signalNumbers } from './signals.js'

const blockSize = 64 * 1024

/** What a process does with its descriptors. */
export abstract class ProcessWithFiles extends SignalledProcess {
  open(path: ByteString, flags: OpenFlags, mode = 0o666): number | Promise<number> {
    const { files } = this.host
    const fifo = files.fifo(path, flags, this.caller)
    if (fifo === undefined) return this.descriptors.add(files.open(path, flags, mode, this.caller))
    const { memory } = this.host.options
    return openFifo({ life: this.life, memory }, fifo, flags).then((file) => this.descriptors.add(file))
  }
  close(fd: number): void {
    this.descriptors.close(fd)
  }
  dup(fd: number, from = 0): number {
    return this.descriptors.add(this.descriptors.require(fd), from)
  }
  dup2(fd: number, to: number): void {
    if (fd !== to) this.descriptors.set(to, this.descriptors.require(fd))
    else this.descriptors.require(fd)
  }
  pipe(): readonly [number, number] {
    const pipe = new Pipe(this.host.options.memory)
    return [this.descriptors.add(pipe.openReader()), this.descriptors.add(pipe.openWriter())]
  }
  file(fd: number): OpenFile | undefined {
    return this.descriptors.get(fd)
  }
  closeOnExec(fd: number): void {
    this.descriptors.markCloseOnExec(fd)
  }
  isTerminal(fd: number): boolean {
    return this.descriptors.get(fd)?.isTerminal ?? false
  }
  terminalSize(): { readonly rows: number; readonly columns: number } | undefined {
    return this.terminal?.size
  }

  read(fd: number, atMost = blockSize): Uint8Array | null | Promise<Uint8Array | null> {
    const got = readFrom(this.life, this.#readable(fd), atMost)
    const turn = this.tick()
    return turn === undefined ? got : turn.then(() => got)
  }

  write(fd: number, bytes: Uint8Array | ByteString): void | Promise<void> {
    if (this.life.ended) return this.life.pause()
    const file = this.descriptors.require(fd)
    if (file.flags.write !== true) throw new Errno('EBADF')
    const wait = writeTo(this.life, file, bytes, () => this.signal(signalNumbers.PIPE))
    const turn = this.tick()
    if (wait === undefined) return turn
    return turn === undefined ? wait : turn.then(() => wait)
  }

  #readable(fd: number): OpenFile {
    const file = this.descriptors.require(fd)
    if (file.flags.read !== true) throw new Errno('EBADF')
    return file
  }
}

/** Takes whole lines, each with its newline. */
export type Write = (lines: string) => void

/** What may wait for a reader that has stopped, in bytes. */
const mostWaiting = 1024 * 1024

let heard = false
let dropped = 0

/**
 * Writes on stdout. A reader that has gone away (`EPIPE`) or has stopped reading loses the lines and disturbs nothing.
 */
export const writeStdout: Write = (lines) => {
  if (!heard) process.stdout.on('error', () => undefined)
  heard = true
  if (!process.stdout.writable) return
  if (process.stdout.writableLength > mostWaiting) {
    dropped++
    return
  }
  const gap = dropped === 0 ? '' : `(${dropped} calls or answers are missing here: nobody read them)\n`
  dropped = 0
  process.stdout.write(gap + lines)
}

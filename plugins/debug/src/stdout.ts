/** Takes whole lines, each with its newline. */
export type Write = (lines: string) => void

let heard = false

/** Writes on stdout. A reader that has gone away (`EPIPE`) loses the lines and disturbs nothing. */
export const writeStdout: Write = (lines) => {
  if (!heard) process.stdout.on('error', () => undefined)
  heard = true
  if (process.stdout.writable) process.stdout.write(lines)
}

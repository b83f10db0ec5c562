import { setTimeout as pause } from 'node:timers/promises'

/** Prints to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

// What was wrong is said at the beginning or at the end.
const longestLine = 4000

/** Prints one line for a person to standard error; control characters are escaped, and the middle of too much left out. */
export function complain(line: string): void {
  const escaped = escapeControls(line)
  const half = longestLine / 2
  const shown = escaped.length > longestLine ? `${escaped.slice(0, half)} … ${escaped.slice(-half)}` : escaped
  process.stderr.write(`swarmd: ${shown}\n`)
}

/** Text that cannot move a terminal's cursor. Line breaks and tabs stay where `keep` has them. */
export function escapeControls(text: string, keep = ''): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
    if (keep.includes(character)) return character
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
}

/** Rows as columns, as wide as their widest cell. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   '))
  return lines.map((line) => line.trimEnd()).join('\n')
}

/** Whether all that was printed is written out, within some ms. */
export async function flushOutput(ms: number): Promise<boolean> {
  const streams = [process.stdout, process.stderr]
  const written = streams.map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve())))
  return Promise.race([Promise.all(written).then(() => true), pause(ms, false)])
}

/** The head of a file in a tar (POSIX ustar), as latin1. */
export function tarHead(name: string, size: number): string {
  const field = (value: string, width: number) => value.padEnd(width, '\0')
  const octal = (value: number, width: number) => field(value.toString(8).padStart(width - 1, '0'), width)
  const front = field(name, 100) + octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(0, 12)
  const back = field(`0${'\0'.repeat(100)}ustar\0${'00'}`, 356)
  // The sum is of the head with blanks in the place of the sum.
  const sum = [...`${front}        ${back}`].reduce((all, character) => all + character.charCodeAt(0), 0)
  return `${front}${sum.toString(8).padStart(6, '0')}\0 ${back}`
}

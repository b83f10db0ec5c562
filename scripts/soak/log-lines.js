// What a daemon says in passing, that it listens on loopback, and what `forward` says of an answer that its engine has broken off.
const explained = [
  /^swarmd: (?!error: |warning: )/,
  /^swarmd: error: \[forward\] forward@\S+ broke off in \w+: Error: (aborted|read ECONNRESET|write EPIPE)$/,
  /^swarmd: warning: tcp:\/\/127\.0\.0\.1:\d+ is open to every user of this machine: /,
  /^ {4}at /,
]

// What `forward` says of an answer whose bytes became others on their way.
const corrupted = /^swarmd: error: \[forward\] forward@\S+ broke off in \w+: (NotHttp|Error: Parse Error): /

// More would only be more of the same.
const mostKept = 20

/**
 * Reads what a daemon logs, and keeps the lines that nothing explains. What cannot be parsed is explained while
 * `mayBeCorrupted`, which may be set, says so.
 */
export function unexplained() {
  const kept = []
  const recent = []
  let count = 0
  let rest = ''
  return {
    mayBeCorrupted: () => false,
    read(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop()
      for (const line of lines) {
        recent.push(line)
        if (recent.length > mostKept) recent.shift()
        if (explained.some((pattern) => pattern.test(line))) continue
        if (corrupted.test(line) && this.mayBeCorrupted()) continue
        count++
        if (kept.length < mostKept) kept.push(line)
      }
    },
    /** The last lines of all. */
    last: () => recent.join('\n'),
    kept,
    count: () => count,
  }
}

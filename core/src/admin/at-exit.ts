const waiting = new Set<() => void>()

function runAll(): void {
  for (const work of [...waiting]) work()
}

/** Runs some work when the process exits without waiting for anything, as at a second signal. Returns what forgets it. */
export function atExit(work: () => void): () => void {
  if (waiting.size === 0) process.once('exit', runAll)
  waiting.add(work)
  return () => {
    waiting.delete(work)
    if (waiting.size === 0) process.removeListener('exit', runAll)
  }
}

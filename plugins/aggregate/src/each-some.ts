import { atMost } from './at-most.js'

/**
 * Runs something for each item, so many at a time. What takes longer than `patience`, in ms, is not counted any more: others
 * need not wait for what does not end. Resolves when all have.
 */
export async function eachSome<T>(
  items: readonly T[],
  most: number,
  run: (item: T) => Promise<void>,
  patience = Infinity,
): Promise<void> {
  const rest = items.values()
  const late: Promise<void>[] = []
  const worker = async () => {
    for (const item of rest) {
      const running = run(item)
      if (patience === Infinity) await running
      else if (!(await atMost(patience, running))) late.push(running)
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
  await Promise.all(late)
}

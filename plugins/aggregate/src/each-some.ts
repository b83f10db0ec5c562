/** Runs something for each item, so many at a time. */
export async function eachSome<T>(items: readonly T[], most: number, run: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values()
  const worker = async () => {
    for (const item of rest) await run(item)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
}

/** Waits until something holds. Rejects with `what` when it does not within the limit, in ms. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limit = 10_000): Promise<void> {
  const end = performance.now() + limit
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${limit} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

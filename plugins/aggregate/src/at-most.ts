/** Waits for work, for so many ms at most. Resolves to whether it was over by then; rejects as it does. */
export async function atMost(limit: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => (timer = setTimeout(resolve, limit, false)))
  return Promise.race([work.then(() => true), late]).finally(() => clearTimeout(timer))
}

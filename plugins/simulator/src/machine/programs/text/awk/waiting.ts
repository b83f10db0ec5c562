/** What may have to wait for something on its way: the promises that it yields. */
export type Waiting<T> = Generator<Promise<unknown>, T, unknown>

/** The value of what may be a promise. */
export function* wait<T>(value: T | Promise<T>): Waiting<T> {
  return value instanceof Promise ? ((yield value) as T) : value
}

/** Goes on to the end, waiting for all that it yields. */
export async function settle<T>(work: Waiting<T>): Promise<T> {
  let step = work.next()
  while (step.done !== true) step = work.next(await step.value)
  return step.value
}

/** Freezes plain data and all that it holds. */
export const freeze = <T extends object>(data: T): Readonly<T> => {
  for (const value of Object.values(data)) {
    if (typeof value === 'object' && value !== null) freeze(value as object)
  }
  return Object.freeze(data)
}

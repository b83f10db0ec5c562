/**
 * One reading for all who ask for the same while it lasts: a backend with a thousand children looks for their package once.
 * Who asks after it has ended reads anew.
 */
export function shared<T>(read: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const reading = new Map<string, Promise<T>>()
  return (path) => {
    const begun = reading.get(path)
    if (begun !== undefined) return begun
    const one = read(path).finally(() => void reading.delete(path))
    reading.set(path, one)
    return one
  }
}

/** Data with the passwords of its URLs masked: `tcp://user:secret@host` becomes `tcp://user:***@host`. */
export function maskPasswords(data: unknown): unknown {
  if (typeof data === 'string') return data.replace(/([a-z][a-z\d+.-]*:\/\/[^\s/:@]*):\S*@/gi, '$1:***@')
  if (Array.isArray(data)) return data.map(maskPasswords)
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, maskPasswords(value)]))
}

/** `KEY=value` strings as a map; the last one of a key counts. */
export function readEnvironment(entries: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    entries.map((entry) => {
      const at = entry.indexOf('=')
      return at < 0 ? [entry, ''] : [entry.slice(0, at), entry.slice(at + 1)]
    }),
  )
}

/** The search path that an image has when it says nothing (moby `oci/defaults.go`). */
export const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * What a container's process is given: `PATH` and `HOSTNAME`, `TERM` with a terminal, then the container's own in their
 * place or behind, then those of `more`.
 */
export function environmentOf(
  given: readonly string[],
  { hostname, tty, more = [] }: { hostname: string; tty: boolean; more?: readonly string[] },
): readonly string[] {
  const standard = [`PATH=${standardPath}`, `HOSTNAME=${hostname}`, ...(tty ? ['TERM=xterm'] : [])]
  const all = new Map<string, string>()
  for (const entry of [...standard, ...given, ...more]) {
    const at = entry.indexOf('=')
    // A key without a value takes the variable away.
    if (at < 0) all.delete(entry)
    else all.set(entry.slice(0, at), entry)
  }
  return [...all.values()]
}

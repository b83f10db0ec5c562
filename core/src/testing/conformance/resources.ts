/** What keeps this process alive, counted by kind: `{ Timeout: 1 }`. */
export type Resources = ReadonlyMap<string, number>

/** What keeps this process alive now. */
export function resources(): Resources {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

// Work of Node's own, that ends by itself: file operations, and callbacks that are due.
const passing = new Set(['FSReqCallback', 'FSReqPromise', 'Immediate', 'TickObject', 'CloseReq', 'ConnectWrap'])

/** What there is more of than before: `1 Timeout, 2 TCPSocketWrap`; empty where nothing is. */
export function moreThan(before: Resources): string {
  return [...resources()]
    .filter(([kind]) => !passing.has(kind))
    .map(([kind, count]): [string, number] => [kind, count - (before.get(kind) ?? 0)])
    .filter(([, more]) => more > 0)
    .map(([kind, more]) => `${more} ${kind}`)
    .join(', ')
}

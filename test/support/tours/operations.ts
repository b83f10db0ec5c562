/** What a client called, in the order of its calls, as the backend `debug` tells it: `ContainerCreate 201`. */
export function operationsIn(lines: readonly string[]): readonly string[] {
  return lines
    .flatMap((text) => [...text.matchAll(line)])
    .sort(([, one], [, other]) => Number(one) - Number(other))
    .map(([, , operation, outcome]) => [operation!, statusOf(operation!, outcome!)].join(' ').trim())
}

// What `debug` prints with `quiet`.
const line = /^\S+ #(\d+) (\w+).*: (\d{3}|wired|[A-Z]\w+|left by the client)\b.*? \d+ ms/gm

// A connection that is taken over is no longer seen by `debug`; a stream that is answered is.
const takenOver = new Set(['ContainerAttach', 'ExecStart'])

function statusOf(operation: string, outcome: string): string {
  const status = statuses[outcome] ?? outcome
  if (takenOver.has(operation) && !/^[45]/.test(status)) return ''
  return status
}

// An error that a backend throws has a kind where an answer that is passed on has a status.
const statuses: Readonly<Record<string, string>> = {
  InvalidParameter: '400',
  Forbidden: '403',
  NotFound: '404',
  Conflict: '409',
  Internal: '500',
  NotImplemented: '501',
  Unavailable: '503',
}

import { setMaxListeners } from 'node:events'

/**
 * Aborts one with the other; returns what ends that. `AbortSignal.any` of Node 20 keeps every signal that it was ever given.
 * One call of a client becomes one to each node, so that as many follow its signal: Node warns of more than ten.
 */
export function follow(signal: AbortSignal | undefined, own: AbortController): () => void {
  if (signal === undefined) return () => undefined
  const abort = () => own.abort(signal.reason)
  if (signal.aborted) abort()
  setMaxListeners(0, signal)
  signal.addEventListener('abort', abort, { once: true })
  return () => signal.removeEventListener('abort', abort)
}

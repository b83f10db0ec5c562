import type { EngineHandle, SwarmError } from 'libswarm-core'
import type { Endpoint } from './address.js'

/** The error of a call that got no answer: one sentence that names the engine and why. */
export function unreachable(endpoint: Endpoint, thrown: unknown, error: EngineHandle['error']): SwarmError {
  const { code, syscall } = failureOf(thrown)
  if (syscall !== undefined && notConnected.has(syscall)) {
    return error('Unreachable', `cannot connect to the engine at ${endpoint.shown}: ${reasonOf(thrown)}`, thrown)
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return error('Unreachable', `the engine at ${endpoint.shown} closed the connection before it answered`, thrown)
  }
  return error('Unreachable', `no valid answer from the engine at ${endpoint.shown}: ${reasonOf(thrown)}`, thrown)
}

const notConnected = new Set(['connect', 'getaddrinfo'])

/** Why in words, where there are better ones than the system's. */
export function reasonOf(thrown: unknown): string {
  const { code, message } = failureOf(thrown)
  return reasons[code ?? ''] ?? message
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'permission denied',
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name of the host cannot be resolved now',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
}

/** The first failure where Node has tried several addresses of one host. */
function failureOf(thrown: unknown): NodeJS.ErrnoException {
  if (thrown instanceof AggregateError && thrown.errors[0] instanceof Error) return thrown.errors[0]
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

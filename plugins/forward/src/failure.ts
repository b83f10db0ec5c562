import type { EngineHandle, SwarmError } from 'libswarm-core'
import type { Endpoint } from './address.js'

/** The error of a call that got no answer: one sentence that names the engine and why. */
export function unreachable(endpoint: Endpoint, thrown: unknown, error: EngineHandle['error']): SwarmError {
  const { code, syscall } = failureOf(thrown)
  if ((syscall !== undefined && notConnected.has(syscall)) || isOfTls(code)) {
    return error('Unreachable', `cannot connect to the engine at ${endpoint.shown}: ${reasonOf(thrown)}`, thrown)
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return error('Unreachable', `the engine at ${endpoint.shown} closed the connection before it answered`, thrown)
  }
  return error('Unreachable', `no valid answer from the engine at ${endpoint.shown}: ${reasonOf(thrown)}`, thrown)
}

const notConnected = new Set(['connect', 'getaddrinfo'])

/** Why in words, where there are better ones than the system's, or OpenSSL's. */
export function reasonOf(thrown: unknown): string {
  const { code = '', message } = failureOf(thrown)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `its certificate is for another name (${nameIn(message)}; servername)`
  // A write that fails by it has OpenSSL's words, not its code.
  const words = `${code} ${message}`.replaceAll('_', ' ')
  if (/alert (certificate|bad certificate|unknown ca|handshake failure)/i.test(words)) {
    return 'it wants another certificate than it was shown (tlscert, tlskey)'
  }
  if (/wrong version number|packet length too long/i.test(words)) return 'it does not speak TLS there'
  return reasons[code] ?? message
}

/** What Node says of a name that does not fit, without what it says before. */
function nameIn(message: string): string {
  return message.replace(/^[^:]*: */, '').replace(/\.$/, '')
}

/** Whether something is the matter with TLS, or with a certificate: no byte of a call has been sent then. */
function isOfTls(code: string | undefined): boolean {
  return code !== undefined && (/^ERR_(TLS|SSL)_|^EPROTO$|CERT/.test(code) || Object.hasOwn(untrusted, code))
}

const notTrusted = 'its certificate is not signed by a CA that is trusted here (tlscacert)'

const untrusted: Readonly<Record<string, string>> = {
  SELF_SIGNED_CERT_IN_CHAIN: notTrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: notTrusted,
  UNABLE_TO_GET_ISSUER_CERT: notTrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: notTrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: notTrusted,
  CERT_SIGNATURE_FAILURE: notTrusted,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  INVALID_PURPOSE: 'its certificate is not one for servers',
}

const reasons: Readonly<Record<string, string>> = {
  ...untrusted,
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

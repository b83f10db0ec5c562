import type { TLSSocket } from 'node:tls'

/** Why a handshake failed, for a person. */
export function reasonOfRefusal(error: Error, { authorizationError }: TLSSocket): string {
  // Node closes the connection without an error of its own when it does not accept a certificate.
  const refused: unknown = authorizationError
  if (typeof refused === 'string') return certificates[refused] ?? `its certificate is not accepted (${refused})`
  const { code = '', reason } = error as NodeJS.ErrnoException & { readonly reason?: string }
  if (/_ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_\w+)$/.test(code)) return 'it does not accept our certificate'
  return failures[code] ?? reason ?? error.message
}

const unknownIssuer = 'its certificate is not signed by the CA of --tlscacert'

/** By OpenSSL's results of a verification (`X509_V_ERR_…`). */
const certificates: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  INVALID_PURPOSE: 'its certificate is not one for clients (extendedKeyUsage without clientAuth)',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  CERT_SIGNATURE_FAILURE: unknownIssuer,
}

const tooOld = 'it speaks no TLS that is new enough, which is 1.2 and 1.3'

/** By the codes of Node's errors. */
const failures: Readonly<Record<string, string>> = {
  ECONNRESET: 'it went away in the handshake',
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: 'it has no client certificate',
  ERR_SSL_UNSUPPORTED_PROTOCOL: tooOld,
  ERR_SSL_VERSION_TOO_LOW: tooOld,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: tooOld,
  ERR_SSL_WRONG_VERSION_NUMBER: 'what it sent is no TLS',
  ERR_SSL_HTTP_REQUEST: 'it sent an HTTP request instead of a TLS handshake',
}

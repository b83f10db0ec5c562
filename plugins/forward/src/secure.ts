import { readFile } from 'node:fs/promises'
import { isIP, type SocketConstructorOpts } from 'node:net'
import { connect, createSecureContext, type ConnectionOptions, type SecureContext } from 'node:tls'
import type { EngineHandle } from 'libswarm-core'
import { reasonOf } from './failure.js'
import type { SecureFiles } from './secure-files.js'
import type { Open } from './open.js'
import { toEngineSocket } from './socket.js'

/** How TLS is spoken with an engine. */
export interface Secure {
  readonly context: SecureContext
  /** Whether the engine's certificate has to be a valid one for its name. */
  readonly verify: boolean
  /** The name that it has to be for, where that is not the host's. */
  readonly serverName: string | undefined
}

/**
 * Reads the files. Rejects with `Unavailable` and a sentence that names the one which is of no use; TLS is never left
 * out, nor is what the files are for.
 */
export async function readSecure(
  files: SecureFiles,
  given: Pick<Secure, 'verify' | 'serverName'>,
  error: EngineHandle['error'],
): Promise<Secure> {
  if ((files.cert === undefined) !== (files.key === undefined)) {
    throw error('InvalidParameter', 'a certificate needs its key: give both, tlscert and tlskey, or none')
  }
  const read = async (path: string | undefined, what: string) => {
    if (path === undefined) return undefined
    const cannot = (why: string, cause?: unknown) =>
      error('Unavailable', `cannot use the ${what} ${path} for the engine: ${why}`, cause)
    const bytes = await readFile(path).catch((thrown: unknown) => {
      throw cannot(reasonOf(thrown), thrown)
    })
    if (bytes.length === 0) throw cannot('it is empty')
    return { bytes, cannot }
  }
  const ca = await read(files.ca, 'CA certificates')
  const cert = await read(files.cert, 'certificate')
  const key = await read(files.key, 'key')
  const minVersion = 'TLSv1.2'
  // One after the other, so that the sentence names the right one.
  for (const [file, options] of [
    [ca, { ca: ca?.bytes }],
    [cert, { cert: cert?.bytes }],
    [key, { cert: cert?.bytes, key: key?.bytes }],
  ] as const) {
    if (file === undefined) continue
    try {
      createSecureContext(options)
    } catch (thrown) {
      throw file.cannot(unusable(thrown), thrown)
    }
  }
  const context = createSecureContext({ ca: ca?.bytes, cert: cert?.bytes, key: key?.bytes, minVersion })
  if (ca !== undefined && !ca.bytes.includes('-----BEGIN')) throw ca.cannot('it is no PEM')
  return { context, ...given }
}

/** What opens connections with TLS, each with a handshake of its own: those of plain calls are kept. */
export function openSecurely(at: { readonly host: string; readonly port: number }, secure: Secure): Open {
  const { context, verify, serverName } = secure
  const name = serverName ?? (isIP(at.host) === 0 ? at.host : undefined)
  return ({ allowHalfOpen = false } = {}) => {
    const options: ConnectionOptions & Pick<SocketConstructorOpts, 'allowHalfOpen'> = {
      ...at,
      allowHalfOpen,
      secureContext: context,
      rejectUnauthorized: verify,
      ...(name === undefined ? {} : { servername: name }),
    }
    return toEngineSocket(connect(options))
  }
}

/** What OpenSSL means. */
function unusable(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') return 'it is the key of another certificate'
  if (/bad decrypt|interrupted or cancelled|MISSING_PASSPHRASE|no password/i.test(`${code} ${message}`)) {
    return 'it is encrypted, which is not supported'
  }
  if (/NO_START_LINE|no start line|UNSUPPORTED/i.test(`${code} ${message}`)) return 'it is no PEM of that kind'
  return message
}

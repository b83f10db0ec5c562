import { join } from 'node:path'

/** The files of TLS with an engine; those that are undefined are not used. */
export interface SecureFiles {
  /** The certificates of the CAs that may have signed the engine's; those that Node knows unless given. */
  readonly ca: string | undefined
  /** What is shown to the engine, and its key: both or none. */
  readonly cert: string | undefined
  readonly key: string | undefined
}

/** The files of a folder as `docker` lays them out: `DOCKER_CERT_PATH`, `~/.docker`, a context's. */
export function filesIn(folder: string): SecureFiles {
  return { ca: join(folder, 'ca.pem'), cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
}

/** Nothing but what Node knows by itself. */
export const noFiles: SecureFiles = { ca: undefined, cert: undefined, key: undefined }

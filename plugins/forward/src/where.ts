import type { EngineHandle } from 'libswarm-core'
import { parseEndpoint, type Endpoint } from './address.js'
import type { Choice } from './choice.js'
import { openPlain, type Open } from './open.js'
import { filesIn, noFiles, type SecureFiles } from './secure-files.js'

/** What the backend takes. */
export interface Options {
  /** Where the engine is; nothing or an empty one for the engine that `docker` would speak to. */
  readonly address?: string
  readonly tlscacert?: string
  readonly tlscert?: string
  readonly tlskey?: string
  /** A folder with `ca.pem`, `cert.pem` and `key.pem`, as `DOCKER_CERT_PATH` is one; instead of the three. */
  readonly tlscertpath?: string
  readonly tlsverify?: boolean
  /** The name in the engine's certificate, where that is not the host's. */
  readonly servername?: string
  /** A file for `ssh -F`, instead of the user's and the system's. */
  readonly sshconfig?: string
  /** Serves clients of API versions that the engine does not speak. */
  readonly bridge?: boolean
}

/** An engine, and the way there. */
export interface Where {
  readonly endpoint: Endpoint
  readonly open: Open
  /** What `docker info` is to say of the way; undefined for nothing. */
  readonly warning: string | undefined
}

/**
 * The engine that the options name, or that `docker` would speak to; which one, and how it is known, is logged. What one
 * way alone needs is loaded for that way.
 */
export async function whereTo(engine: EngineHandle, options: Options, error: EngineHandle['error']): Promise<Where> {
  const { address = '', tlsverify: verify = true, servername: serverName, sshconfig } = options
  const choice = address === '' ? await choose(error) : undefined
  const endpoint = parseEndpoint(choice?.address ?? address, error)
  const { at, shown } = endpoint
  if (choice !== undefined) engine.log.info(`the engine is ${shown}, by ${choice.by}`)
  const given = filesOf(options, error)
  const isForTls = given !== undefined || serverName !== undefined || !verify
  if (isForTls && !endpoint.tls) {
    throw error('InvalidParameter', `options of TLS are for tls://host:port, not ${shown}`)
  }
  if ('ssh' in at) {
    const { openBySsh } = await import('./ssh/open.js')
    return { endpoint, open: openBySsh(at.ssh, sshconfig, engine), warning: undefined }
  }
  if (sshconfig !== undefined) throw error('InvalidParameter', `sshconfig is for ssh://user@host, not ${shown}`)
  if (!endpoint.tls || !('host' in at)) return { endpoint, open: openPlain(at), warning: undefined }
  const { DOCKER_CERT_PATH: folder } = process.env
  const files = given ?? choice?.files ?? (folder ? filesIn(folder) : noFiles)
  const warning = verify ? undefined : unverified(endpoint)
  if (warning !== undefined) engine.log.warn(warning)
  const { openSecurely, readSecure } = await import('./secure.js')
  return { endpoint, open: openSecurely(at, await readSecure(files, { verify, serverName }, error)), warning }
}

async function choose(error: EngineHandle['error']): Promise<Choice> {
  const { chooseEngine } = await import('./choice.js')
  return chooseEngine(process.env, error)
}

/** The files of TLS that the options name; undefined where they name none. */
function filesOf(options: Options, error: EngineHandle['error']): SecureFiles | undefined {
  const { tlscacert: ca, tlscert: cert, tlskey: key, tlscertpath: folder } = options
  const named = ca !== undefined || cert !== undefined || key !== undefined
  if (folder === undefined) return named ? { ca, cert, key } : undefined
  if (named) throw error('InvalidParameter', 'tlscertpath is instead of tlscacert, tlscert and tlskey')
  return filesIn(folder)
}

function unverified({ shown }: Endpoint): string {
  return `tlsverify=false: whoever answers at ${shown} is taken for the engine, its certificate is not checked`
}

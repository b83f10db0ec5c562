import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { EngineHandle } from 'libswarm-core'
import { filesIn, type SecureFiles } from './secure-files.js'

/** Which engine `docker` would speak to. */
export interface Choice {
  readonly address: string
  /** What has chosen it: `DOCKER_HOST`, `the docker context "home"`, or that nothing has. */
  readonly by: string
  /** The files that were chosen with it, where it is one with TLS. */
  readonly files?: SecureFiles
}

const defaultAddress = 'unix:///var/run/docker.sock'

/**
 * The engine that `docker` would speak to, by its rules (docs.docker.com/reference/cli/docker): `DOCKER_HOST` with
 * `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH`; else the context of `DOCKER_CONTEXT`, or of `config.json`; else the standard
 * socket. Rejects with `InvalidParameter` for a context that is not there, or of no use.
 */
export async function chooseEngine(env: NodeJS.ProcessEnv, error: EngineHandle['error']): Promise<Choice> {
  const folder = env['DOCKER_CONFIG'] || join(homedir(), '.docker')
  if (env['DOCKER_HOST']) return byHost(env['DOCKER_HOST'], env, folder)
  const named = env['DOCKER_CONTEXT'] || (await currentContext(folder, error))
  if (named === undefined || named === '' || named === 'default') {
    return { address: defaultAddress, by: 'no DOCKER_HOST and no docker context' }
  }
  return byContext(named, folder, error)
}

async function byHost(host: string, env: NodeJS.ProcessEnv, folder: string): Promise<Choice> {
  const by = 'DOCKER_HOST'
  const secured = env['DOCKER_TLS_VERIFY'] || env['DOCKER_TLS']
  if (!secured || !host.startsWith('tcp://')) return { address: host, by }
  const at = host.slice('tcp://'.length)
  return { address: `tls://${at}`, by, files: await ofClient(filesIn(env['DOCKER_CERT_PATH'] || folder)) }
}

async function currentContext(folder: string, error: EngineHandle['error']): Promise<string | undefined> {
  const path = join(folder, 'config.json')
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const { currentContext: named } = parse(text, path, error) as { readonly currentContext?: unknown }
  return typeof named === 'string' ? named : undefined
}

interface Meta {
  readonly Endpoints?: { readonly docker?: { readonly Host?: unknown; readonly SkipTLSVerify?: unknown } }
}

async function byContext(name: string, folder: string, error: EngineHandle['error']): Promise<Choice> {
  // Where `docker context create` puts it: by the digest of its name.
  const digest = createHash('sha256').update(name).digest('hex')
  const by = `the docker context ${JSON.stringify(name)}`
  const path = join(folder, 'contexts', 'meta', digest, 'meta.json')
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw error('InvalidParameter', `${by} is not there: no ${path}; "docker context ls" lists those that are`, cause)
  })
  const { Host, SkipTLSVerify } = (parse(text, path, error) as Meta).Endpoints?.docker ?? {}
  if (typeof Host !== 'string' || Host === '') throw error('InvalidParameter', `${by} has no endpoint for docker`)
  if (SkipTLSVerify === true) {
    const sentence = `${by} leaves the engine's certificate unchecked: give its address, and --tlsverify=false, to do so`
    throw error('InvalidParameter', sentence)
  }
  const material = await ofClient(filesIn(join(folder, 'contexts', 'tls', digest, 'docker')))
  const files = { ...material, ca: await there(material.ca) }
  const has = files.ca !== undefined || files.cert !== undefined
  if (!has || !Host.startsWith('tcp://')) return { address: Host, by }
  return { address: `tls://${Host.slice('tcp://'.length)}`, by, files }
}

/** The files without those of a client where it has none: an engine need not ask for them. */
async function ofClient({ ca, cert, key }: SecureFiles): Promise<SecureFiles> {
  return { ca, cert: await there(cert), key: await there(key) }
}

async function there(path: string | undefined): Promise<string | undefined> {
  return path !== undefined && (await stat(path).catch(() => undefined)) !== undefined ? path : undefined
}

function parse(text: string, path: string, error: EngineHandle['error']): object {
  try {
    return Object(JSON.parse(text)) as object
  } catch (cause) {
    throw error('InvalidParameter', `${path} is no JSON: ${(cause as Error).message}`, cause)
  }
}

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram, run } from './processes.js'

/** Why no certificates can be made here; undefined when they can. */
export function opensslMissing(): string | undefined {
  return findProgram('openssl') === undefined ? 'openssl not installed' : undefined
}

/** A certificate and its key, as paths. */
export interface Pair {
  readonly cert: string
  readonly key: string
}

/** What a certificate says. */
export interface Says {
  /** What it is for, as extendedKeyUsage has it; a client unless given. */
  readonly usage?: 'serverAuth' | 'clientAuth'
  /** How many days from now on it is valid; ten unless given. */
  readonly days?: number
}

/** Runs openssl. Rejects with what it said when it fails. */
export async function openssl(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(findProgram('openssl')!, args)
  if (code !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr.toString()}`)
  return stdout.toString()
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** A CA of the test's own, in a folder of its own. */
export class Authority {
  readonly #folder: string
  /** Its certificate. */
  readonly cert: string
  readonly #key: string

  private constructor(folder: string) {
    this.#folder = folder
    this.cert = join(folder, 'ca.pem')
    this.#key = join(folder, 'ca-key.pem')
  }

  static async make(folder: string): Promise<Authority> {
    await mkdir(folder, { recursive: true })
    const authority = new Authority(folder)
    await selfSigned('a CA', authority.cert, authority.#key)
    return authority
  }

  /** Makes a certificate for localhost and 127.0.0.1, signed by it. */
  async issue(name: string, { usage = 'clientAuth', days = 10 }: Says = {}): Promise<Pair> {
    const at = (end: string) => join(this.#folder, `${name}${end}`)
    const extensions = ['-addext', `extendedKeyUsage=${usage}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
    await openssl(
      'req',
      ...newKey,
      '-subj',
      `/CN=${name}`,
      ...extensions,
      '-keyout',
      at('-key.pem'),
      '-out',
      at('.csr'),
    )
    const signer = ['-CA', this.cert, '-CAkey', this.#key, '-CAcreateserial', '-copy_extensions', 'copy']
    await openssl('x509', '-req', '-in', at('.csr'), ...signer, '-days', String(days), '-out', at('.pem'))
    return { cert: at('.pem'), key: at('-key.pem') }
  }
}

/** Makes a certificate that nobody has signed but itself. */
export async function selfSigned(name: string, cert: string, key: string): Promise<Pair> {
  await openssl('req', '-x509', ...newKey, '-days', '10', '-subj', `/CN=${name}`, '-keyout', key, '-out', cert)
  return { cert, key }
}

/** What an engine and a `forward` to it need for TLS with certificates on both sides: words of the one, options of the other. */
export async function filesOfBoth(folder: string) {
  const authority = await Authority.make(folder)
  const server = await authority.issue('server', { usage: 'serverAuth' })
  const client = await authority.issue('client')
  return {
    engine: ['--tlsverify', '--tlscacert', authority.cert, '--tlscert', server.cert, '--tlskey', server.key],
    forward: { tlscacert: authority.cert, tlscert: client.cert, tlskey: client.key, servername: 'localhost' },
  }
}

/** Options of `forward` as words of its command line. */
export function optionWords({
  address,
  ...options
}: {
  readonly address: string
  readonly [name: string]: string
}): string {
  return [address, ...Object.entries(options).map(([name, value]) => `--${name} ${value}`)].join(' ')
}

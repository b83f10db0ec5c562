import { readFileSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { Authority } from './certificates.js'
import { startSwarmd, type Swarmd } from './swarmd.js'

/** The kinds of addresses that clients come in by. */
export const ways = ['unix', 'tcp', 'tls'] as const
export type WayIn = (typeof ways)[number]

/** A `swarmd` that listens on an address of each kind. */
export interface Frontends {
  readonly swarmd: Swarmd
  /** What a `docker` that comes in that way has in its environment. */
  readonly environments: Readonly<Record<WayIn, Readonly<Record<string, string>>>>
  /** A connection that may end on one side before the other. */
  connect(way: WayIn): Socket
}

/** Starts one with a backend, in a folder of the test's own. */
export async function startFrontends(backend: string, folder: string): Promise<Frontends> {
  const authority = await Authority.make(folder)
  const { cert, key } = await authority.issue('server', { usage: 'serverAuth' })
  await mkdir(join(folder, 'certs'))
  await copyFile(authority.cert, join(folder, 'certs', 'ca.pem'))
  const addresses = ['unix://a.sock', 'tcp://127.0.0.1:0', 'tls://127.0.0.1:0']
  const words = ['--backend', backend, ...addresses, '--tlscert', cert, '--tlskey', key]
  const swarmd = await startSwarmd(words, { cwd: folder })
  const portOf = (scheme: string) =>
    Number(new RegExp(`listening on ${scheme}://127\\.0\\.0\\.1:(\\d+)`).exec(swarmd.stderr())![1])
  const ports = { tcp: portOf('tcp'), tls: portOf('tls') }
  const path = join(folder, 'a.sock')
  const ca = readFileSync(authority.cert)
  const open = { host: '127.0.0.1', allowHalfOpen: true }
  const connections: Readonly<Record<WayIn, () => Socket>> = {
    unix: () => connect({ path, allowHalfOpen: true }),
    tcp: () => connect({ ...open, port: ports.tcp }),
    tls: () => connectTls({ host: open.host, ca, socket: connect({ ...open, port: ports.tls }) }),
  }
  return {
    swarmd,
    environments: {
      unix: { DOCKER_HOST: `unix://${path}` },
      tcp: { DOCKER_HOST: `tcp://127.0.0.1:${ports.tcp}` },
      tls: {
        DOCKER_HOST: `tcp://127.0.0.1:${ports.tls}`,
        DOCKER_TLS_VERIFY: '1',
        DOCKER_CERT_PATH: join(folder, 'certs'),
      },
    },
    connect: (way) => connections[way](),
  }
}

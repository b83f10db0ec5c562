import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDaemon, type DaemonOptions } from '../daemon.js'

/** How a test starts a daemon: as `startDaemon`, the address is chosen. */
export interface TestDaemonOptions extends Omit<DaemonOptions, 'listen'> {
  /** A free port on loopback instead of a Unix socket in a temporary folder. */
  readonly tcp?: boolean
}

/** A daemon inside a test. Clients in Node take it as it is: `new Docker({ socketPath: daemon.socketPath })`. */
export interface TestDaemon {
  /** What a client is given as `DOCKER_HOST`. */
  readonly address: string
  /** The socket's path; undefined on TCP. */
  readonly socketPath: string | undefined
  /** The host, `127.0.0.1`; undefined on a Unix socket. */
  readonly host: string | undefined
  /** The port; undefined on a Unix socket. */
  readonly port: number | undefined
  /** Ends it and removes what it made. */
  close(): Promise<void>
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a daemon on a Unix socket in a temporary folder, or on a free port of loopback. Rejects as `startDaemon` of the
 * core does, with nothing left behind. `libswarm-core/testing` exports it as `startDaemon` too.
 */
export async function startTestDaemon({ tcp = false, ...options }: TestDaemonOptions): Promise<TestDaemon> {
  const folder = await mkdtemp(join(tmpdir(), 'swarmd-'))
  const path = join(folder, 'docker.sock')
  const listen = tcp ? ['tcp://127.0.0.1:0'] : [`unix://${path}`]
  const removeFolder = () => rm(folder, { recursive: true, force: true })
  // The group of the test itself: what is logged is then the same on every machine.
  const own = { grace: 0, socketGroup: String(process.getegid?.() ?? 0) }
  const daemon = await startDaemon({ ...own, ...options, listen }).catch(async (thrown: unknown) => {
    await removeFolder()
    throw thrown
  })
  const address = daemon.addresses[0]!
  const close = async () => {
    await daemon.close()
    await removeFolder()
  }
  return {
    address,
    socketPath: tcp ? undefined : path,
    host: tcp ? '127.0.0.1' : undefined,
    port: tcp ? Number(/\d+$/.exec(address)?.[0]) : undefined,
    close,
    [Symbol.asyncDispose]: close,
  }
}

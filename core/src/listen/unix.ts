import { access, constants, lstat, unlink } from 'node:fs/promises'
import { connect, type Server } from 'node:net'
import { dirname } from 'node:path'
import { formatAddress, type UnixAddress } from '../address.js'
import { swarmError } from '../errors.js'
import { bind, reasonOf } from './bind.js'
import type { Listener } from './listener.js'

// Owner and group may connect, from the moment the file exists: bind takes its mode from the umask.
const umaskOf0660 = 0o117

/**
 * Listens on a Unix socket. A socket file that nobody listens on any more is replaced; one that somebody does,
 * and a file that is no socket, are left alone.
 */
export async function listenUnix(server: Server, address: UnixAddress): Promise<Listener> {
  await removeStale(address)
  try {
    await bindWithUmask(server, address.path)
  } catch (cause) {
    throw cannotListen(address, reasonOf(cause), cause)
  }
  return { address, close: () => void server.close() }
}

/** Node binds before `listen` returns, so the umask is ours for that call alone. */
function bindWithUmask(server: Server, path: string): Promise<void> {
  const umask = process.umask(umaskOf0660)
  try {
    return bind(server, { path })
  } finally {
    process.umask(umask)
  }
}

async function removeStale(address: UnixAddress): Promise<void> {
  if (!(await isStale(address))) return
  await unlink(address.path).catch((error: unknown) => {
    throw cannotListen(address, `the stale socket file cannot be removed: ${reasonOf(error)}`, error)
  })
}

/** Whether a socket file that nobody listens on is in the way. Rejects when something is that stays there. */
async function isStale(address: UnixAddress): Promise<boolean> {
  const found = await lstat(address.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw cannotListen(address, reasonOf(error), error)
  })
  if (found === undefined) {
    await requireFolder(address)
    return false
  }
  if (!found.isSocket()) throw cannotListen(address, 'the file exists and is not a socket')
  if (await isAlive(address.path)) throw cannotListen(address, 'the address is already in use')
  return true
}

/** Rejects as `listenUnix` would. Resolves to whether a stale socket file would be replaced; it is left there. */
export async function checkUnix(address: UnixAddress): Promise<boolean> {
  const stale = await isStale(address)
  await access(dirname(address.path), constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw cannotListen(address, reasonOf(error), error)
  })
  return stale
}

/** libuv says EACCES for a folder that does not exist. */
async function requireFolder(address: UnixAddress): Promise<void> {
  await access(dirname(address.path)).catch((error: unknown) => {
    throw cannotListen(address, reasonOf(error), error)
  })
}

/** Whether somebody listens: only a refused connection says no. */
function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path })
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

function cannotListen(address: UnixAddress, reason: string, cause?: unknown): Error {
  return swarmError('Unavailable', `cannot listen on ${formatAddress(address)}: ${reason}`, cause)
}

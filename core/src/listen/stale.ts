import { access, constants } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { formatAddress, type UnixAddress } from '../address.js'
import { cannotListen, codeOf, reasonOf } from './bind.js'
import { identityOf, removeFile, type Identity } from './socket-file.js'

/**
 * Removes a socket file of this user that nobody listens on any more, and says so. Rejects when something is in the way
 * that stays there: a socket that somebody listens on, or of another user, or what is no socket.
 */
export async function replaceStale(address: UnixAddress, log: { info(line: string): void }): Promise<void> {
  const stale = await findStale(address)
  if (stale === undefined) return
  if (!remove(address, stale)) throw cannotListen(address, 'the address is already in use')
  log.info(`nobody listened on ${formatAddress(address)} any more: its file is replaced`)
}

/** Rejects as listening would. Resolves to whether a stale socket file would be replaced; it is left there. */
export async function checkUnix(address: UnixAddress): Promise<boolean> {
  const stale = await findStale(address)
  await reach(address, constants.W_OK | constants.X_OK)
  return stale !== undefined
}

/** Why a file in the folder of a socket cannot be made or looked at. */
export function folderReason({ path }: UnixAddress, thrown: unknown): string {
  const folder = JSON.stringify(dirname(path))
  const known: Readonly<Record<string, string>> = {
    ENOENT: `the folder ${folder} does not exist`,
    ENOTDIR: `${folder} is no folder`,
    EACCES: `permission denied in the folder ${folder}`,
    EPERM: `permission denied in the folder ${folder}`,
    EROFS: `the file system of the folder ${folder} is read-only`,
    EEXIST: 'the address is already in use',
  }
  return known[codeOf(thrown)] ?? reasonOf(thrown)
}

function remove(address: UnixAddress, stale: Identity): boolean {
  try {
    return removeFile(address.path, stale)
  } catch (thrown) {
    throw cannotListen(address, `the stale socket file cannot be removed: ${reasonOf(thrown)}`, thrown)
  }
}

async function findStale(address: UnixAddress): Promise<Identity | undefined> {
  const found = lookAt(address)
  if (found === undefined) {
    // libuv says EACCES for a folder that does not exist.
    await reach(address, constants.F_OK)
    return undefined
  }
  if (!found.isSocket()) throw cannotListen(address, 'the file exists and is not a socket')
  if (await isAlive(address.path)) throw cannotListen(address, 'the address is already in use')
  if (Number(found.uid) !== process.geteuid?.()) {
    const stays = `nobody listens on the socket that is there, and it is another user's (${found.uid}): remove it first`
    throw cannotListen(address, stays)
  }
  return found
}

function lookAt(address: UnixAddress): ReturnType<typeof identityOf> {
  try {
    return identityOf(address.path)
  } catch (thrown) {
    throw cannotListen(address, folderReason(address, thrown), thrown)
  }
}

async function reach(address: UnixAddress, mode: number): Promise<void> {
  await access(dirname(address.path), mode).catch((error: unknown) => {
    throw cannotListen(address, folderReason(address, error), error)
  })
}

/** Whether somebody listens: only a refused connection says no. */
function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path })
    socket.once('error', (error) => resolve(codeOf(error) !== 'ECONNREFUSED'))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

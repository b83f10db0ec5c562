import { chmodSync, chownSync } from 'node:fs'
import type { Server } from 'node:net'
import { formatAddress, type UnixAddress } from '../address.js'
import { isSwarmError } from '../errors.js'
import { cannotListen, codeOf } from './bind.js'
import { dockerGroup, findGroup } from './group.js'
import type { Listener, ListenOptions, SocketOptions } from './listener.js'
import { bindSocketFile } from './socket-file.js'
import { folderReason, replaceStale } from './stale.js'

/** Owner and group may connect. */
export const defaultMode = 0o660

const othersWrite = 0o002

/**
 * Listens on a Unix socket. A socket file of this user that nobody listens on any more is replaced; one that somebody
 * does, one of another user, and a file that is no socket, are left alone.
 */
export async function listenUnix(server: Server, address: UnixAddress, options: ListenOptions): Promise<Listener> {
  const { socketMode: mode = defaultMode, log } = options
  const full = formatAddress(address)
  const give = await giverTo(address, options)
  await replaceStale(address, log)
  const prepare = (path: string) => {
    give(path)
    chmodSync(path, mode)
  }
  const remove = await bindSocketFile(server, address.path, prepare).catch((thrown: unknown) => {
    throw isSwarmError(thrown) ? thrown : cannotListen(address, folderReason(address, thrown), thrown)
  })
  if ((mode & othersWrite) !== 0)
    log.warn(`everybody on this machine may connect to ${full}: its mode is ${octal(mode)}`)
  return {
    address,
    close: () => {
      if (remove() === 'another') log.warn(`another file has taken the place of ${full}: it is left alone`)
      server.close()
    },
  }
}

/** The group that a socket is to belong to; undefined where none is named and there is no `docker`. Rejects without one. */
export async function groupOf(address: UnixAddress, { socketGroup }: SocketOptions): Promise<number | undefined> {
  const gid = await findGroup(socketGroup ?? dockerGroup)
  if (gid === undefined && socketGroup !== undefined) throw cannotListen(address, noGroup(socketGroup))
  return gid
}

/** What gives a file to the group that was asked for, or to `docker` where there is that, or to the user's own. */
async function giverTo(address: UnixAddress, options: ListenOptions): Promise<(path: string) => void> {
  const { socketGroup, log } = options
  const own = process.getegid?.() ?? -1
  const settleForOwn = (reason: string) => {
    log.warn(`${reason}: ${formatAddress(address)} belongs to this user's own (${own}) instead`)
    return own
  }
  const gid = (await groupOf(address, options)) ?? settleForOwn(noGroup(dockerGroup))
  return (path) => {
    try {
      chownSync(path, -1, gid)
    } catch (thrown) {
      const reason = `this user may not give a socket to the group ${JSON.stringify(socketGroup ?? dockerGroup)}`
      if (codeOf(thrown) !== 'EPERM') throw thrown
      if (socketGroup !== undefined) throw cannotListen(address, reason, thrown)
      chownSync(path, -1, settleForOwn(reason))
    }
  }
}

const noGroup = (name: string) => `there is no group ${JSON.stringify(name)}`

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

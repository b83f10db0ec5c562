import { closeSync, fstatSync } from 'node:fs'
import type { FdAddress } from '../address.js'
import { swarmError } from '../errors.js'
import { cannotListen } from './bind.js'
import type { Place } from './listener.js'
import { noStream } from './passed.js'
import { boundTo } from './socket-table.js'

/** A socket that systemd has opened and passed. */
export interface Passed {
  readonly fd: number
  /** Its `FileDescriptorName=`, which is the name of the socket unit unless it says so; empty without one. */
  readonly name: string
}

/** What systemd has passed to this process (sd_listen_fds(3)). */
export interface Activation {
  readonly sockets: readonly Passed[]
  /** The process that sockets were meant for, when it is another one. */
  readonly meantFor: string | undefined
}

/** What was not looked at, or is not there. */
export const nothingPassed: Activation = { sockets: [], meantFor: undefined }

const variables = ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES'] as const
const firstFd = 3

/**
 * Reads what systemd has passed, and takes it out of the environment: what this process starts is not to take the
 * sockets for its own. Node has marked the descriptors so that they are closed there.
 */
export function takePassed(env: NodeJS.ProcessEnv = process.env, pid: number = process.pid): Activation {
  const [meantFor, count = '', names = ''] = variables.map((variable) => env[variable])
  for (const variable of variables) delete env[variable]
  if (meantFor === undefined || !/^\d{1,6}$/.test(count)) return nothingPassed
  if (meantFor !== String(pid)) return { sockets: [], meantFor }
  const named = names.split(':')
  const sockets = Array.from({ length: Number(count) }, (_, index) => ({
    fd: firstFd + index,
    name: named[index] ?? '',
  }))
  return { sockets, meantFor: undefined }
}

/** The sockets that an address asks for, and what they are bound to. Throws when there is none, or one is no such. */
export function placesOf(asked: FdAddress, activation: Activation): readonly Place[] {
  const chosen = activation.sockets.filter((socket) => isAsked(asked, socket))
  if (chosen.length === 0) throw cannotListen(asked, whyNone(activation))
  return chosen.map(placeOf)
}

/**
 * Closes all sockets that systemd has passed, with a line each, for a program that has no address for them. What it
 * starts sees nothing of them in its environment.
 */
export function refusePassed(log: { warn(line: string): void }): void {
  closeOthers([], takePassed(), log)
}

/**
 * Closes the sockets that no address asks for, as dockerd does: nobody would ever answer there.
 * Throws `InvalidParameter` for one that two ask for.
 */
export function closeOthers(
  places: readonly Place[],
  { sockets }: Activation,
  log: { warn(line: string): void },
): void {
  const asked = places.flatMap(({ fd }) => fd ?? [])
  const twice = asked.find((fd, index) => asked.indexOf(fd) !== index)
  if (twice !== undefined) {
    throw swarmError('InvalidParameter', `duplicate address: two addresses ask for the socket fd://${twice}`)
  }
  for (const socket of sockets.filter(({ fd }) => !asked.includes(fd) && socketInode(fd) !== undefined)) {
    log.warn(`systemd has passed the socket ${shown(socket)}, and no address asks for it: it is closed`)
    closeSync(socket.fd)
  }
}

function isAsked({ which }: FdAddress, { fd, name }: Passed): boolean {
  return which === '' || which === String(fd) || which === name
}

function whyNone({ sockets, meantFor }: Activation): string {
  if (meantFor !== undefined) {
    const own = `sockets were passed to the process ${meantFor}, and this is ${process.pid}`
    return `${own}: the service has to start swarmd itself, with nothing in between that stays (npx, npm, a shell)`
  }
  if (sockets.length === 0) {
    const none = 'systemd has passed no socket (LISTEN_PID and LISTEN_FDS are not set)'
    return `${none}: it does so when it starts swarmd by a service that a socket unit belongs to`
  }
  return `systemd has passed no such socket, but ${sockets.map(shown).join(', ')}`
}

function shown({ fd, name }: Passed): string {
  return name === '' ? String(fd) : `${fd} (${JSON.stringify(name)})`
}

function placeOf(socket: Passed): Place {
  const { fd } = socket
  const own: FdAddress = { kind: 'fd', which: String(fd) }
  const inode = socketInode(fd)
  if (inode === undefined) throw cannotListen(own, `the descriptor ${shown(socket)} is no socket`)
  const found = boundTo(inode)
  if (found === 'no stream') throw cannotListen(own, noStream)
  if (found === 'not listening') throw cannotListen(own, 'the socket is a connection: the socket unit needs Accept=no')
  return { fd, address: found ?? own }
}

function socketInode(fd: number): string | undefined {
  try {
    const found = fstatSync(fd, { bigint: true })
    return found.isSocket() ? String(found.ino) : undefined
  } catch {
    return undefined
  }
}

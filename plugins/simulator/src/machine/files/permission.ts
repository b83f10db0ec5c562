import { Errno } from '../errno.js'
import type { Caller } from './files.js'
import type { Handle } from './node.js'

/** Whether a caller may, as Linux has it (`generic_permission`): bits of 4 read, 2 write, 1 execute or search. */
export function may(node: Handle, bits: number, caller: Caller): boolean {
  // root needs no bits, but to execute a file somebody has to be able to.
  if (caller.uid === 0) return (bits & 1) === 0 || node.kind === 'directory' || (node.mode & 0o111) !== 0
  return (shareOf(node, caller) & bits) === bits
}

/** Throws `EACCES` where a caller may not. */
export function require(node: Handle, bits: number, caller: Caller): void {
  if (!may(node, bits, caller)) throw new Errno('EACCES')
}

function shareOf(node: Handle, caller: Caller): number {
  if (caller.uid === node.uid) return (node.mode >> 6) & 7
  return isOfGroup(node.gid, caller) ? (node.mode >> 3) & 7 : node.mode & 7
}

export const isOfGroup = (gid: number, { gid: own, groups }: Caller): boolean => gid === own || groups.includes(gid)

export const isOwner = (node: Handle, { uid }: Caller): boolean => uid === 0 || uid === node.uid

/** Whether a directory that is sticky keeps a caller from taking an entry away. */
export const isHeld = (directory: Handle, entry: Handle, caller: Caller): boolean =>
  (directory.mode & 0o1000) !== 0 && !isOwner(entry, caller) && !isOwner(directory, caller)

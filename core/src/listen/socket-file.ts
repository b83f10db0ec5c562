import { randomBytes } from 'node:crypto'
import { linkSync, lstatSync, renameSync, unlinkSync, type BigIntStats } from 'node:fs'
import type { Server } from 'node:net'
import { resolve } from 'node:path'
import { longestPath } from '../address.js'
import { bind, codeOf } from './bind.js'

/** What became of a socket file: removed, gone before, or another one's by now. */
export type Removal = 'removed' | 'gone' | 'another'

/** A file, whatever its name is by now. */
export type Identity = Pick<BigIntStats, 'dev' | 'ino'>

/**
 * Binds a server to a socket file that nobody sees before it is what it is to be. Rejects with `EEXIST` when something
 * is at the path; that is left alone. Returns what removes the file, and nothing that has taken its place since.
 *
 * libuv unlinks the name that it was bound by, whatever is there by then, when the server closes. So the file is made
 * under a name of its own beside the path, linked to the path, and loses that name.
 *
 * @param prepare makes the file at a path what it is to be; until then it is its owner's alone
 */
export async function bindSocketFile(
  server: Server,
  path: string,
  prepare: (path: string) => void,
): Promise<() => Removal> {
  const beside = await bindBeside(server, path)
  try {
    prepare(beside)
    linkSync(beside, path)
    return remover(resolve(path), identityOf(beside)!)
  } catch (thrown) {
    server.close()
    throw thrown
  } finally {
    unlinkIfThere(beside)
  }
}

/** What is at a path, links not followed; undefined where nothing is. */
export function identityOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false })
}

/**
 * Removes a file from a path. Returns false when another one is there by now, which stays. Between a look and an
 * `unlink` somebody else could put theirs there; a rename takes just one file, which can then be looked at in peace.
 */
export function removeFile(path: string, file: Identity): boolean {
  const found = identityOf(path)
  if (found !== undefined && !isSame(found, file)) return false
  const aside = tellingName(resolve(path))
  try {
    renameSync(path, aside)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return true
    throw thrown
  }
  const own = isSame(identityOf(aside), file)
  if (!own) linkSync(aside, path)
  unlinkSync(aside)
  return own
}

function remover(path: string, own: Identity): () => Removal {
  return () => {
    const found = identityOf(path)
    if (found === undefined) return 'gone'
    if (!isSame(found, own)) return 'another'
    // While the server listens nobody takes this for a file to replace.
    unlinkIfThere(path)
    return 'removed'
  }
}

function isSame(one: Identity | undefined, other: Identity): boolean {
  return one?.dev === other.dev && one.ino === other.ino
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Gone, or its folder may not be written to any more.
  }
}

// With little room for a name there are few of them.
const tries = 100

async function bindBeside(server: Server, path: string): Promise<string> {
  for (let left = tries; ; left--) {
    const beside = nameBeside(path)
    try {
      await bindForOwner(server, beside)
      return beside
    } catch (thrown) {
      if (codeOf(thrown) !== 'EADDRINUSE' || left === 0) throw thrown
    }
  }
}

// Bind takes the file's mode from the umask. Node binds before `listen` returns, so the umask is ours for that call alone.
const umaskOf0700 = 0o077

function bindForOwner(server: Server, path: string): Promise<void> {
  const umask = process.umask(umaskOf0700)
  try {
    return bind(server, { path })
  } finally {
    process.umask(umask)
  }
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** A hidden name in the folder of a path that nobody has, and that says whose it is. */
function tellingName(path: string): string {
  const start = path.lastIndexOf('/') + 1
  return `${path.slice(0, start)}.${path.slice(start)}-${random(8)}`
}

/** Such a name, or a mere random one where the path of a socket may not be as long. */
function nameBeside(path: string): string {
  const telling = tellingName(path)
  if (Buffer.byteLength(telling) <= longestPath) return telling
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const short = folder + random(Math.min(16, longestPath - Buffer.byteLength(folder)))
  return short === path ? nameBeside(path) : short
}

function random(length: number): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('')
}

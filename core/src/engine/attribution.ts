import { AsyncLocalStorage } from 'node:async_hooks'
import { pathToFileURL } from 'node:url'
import { sep } from 'node:path'
import { stackOf } from '../errors.js'

const running = new AsyncLocalStorage<string>()
const folders = new Map<string, string>()
let following = false

/** A backend's name and version, as the log has them. */
export function labelOf(name: string, version: string | undefined): string {
  return version === undefined ? name : `${name}@${version}`
}

/**
 * Makes what a backend does recognisable for `backendOf`.
 *
 * @param label by `labelOf`
 * @param folder its package's real folder, where it is a package: for the lines of a stack
 * @param follow its calls too, for what has no such line. On Node 20 that costs every call to the process 15 µs
 */
export function recognise(label: string, folder: string | undefined, follow: boolean): void {
  if (folder !== undefined) folders.set(folder, label)
  following ||= follow
}

/** Runs a backend's code, so that what it leaves running is known for its own. */
export function runAs<T>(label: string, work: () => T): T {
  return following ? running.run(label, work) : work()
}

/**
 * The backend (`name@version`) that something belongs to which was thrown and not caught: to ask inside of a listener
 * for `uncaughtException` or `unhandledRejection`. By the first of its stack's lines that is a backend's; by whose call
 * it began in where none is. For sentences and logs: nothing may be decided by it.
 */
export function backendOf(thrown: unknown): string | undefined {
  if (folders.size > 0) {
    for (const line of stackOf(thrown).split('\n')) {
      const label = ownerOf(line)
      if (label !== undefined) return label
    }
  }
  return running.getStore()
}

function ownerOf(line: string): string | undefined {
  let owner: { readonly folder: string; readonly label: string } | undefined
  for (const [folder, label] of folders) {
    if (folder.length > (owner?.folder.length ?? 0) && isIn(line, folder)) owner = { folder, label }
  }
  return owner?.label
}

// What a package depends on is not its own: a folder that is a backend may hold the daemon's code too.
function isIn(line: string, folder: string): boolean {
  return [folder + sep, `${pathToFileURL(folder).href}/`].some((start) => {
    const place = line.indexOf(start)
    return place >= 0 && !line.includes('node_modules', place + start.length)
  })
}

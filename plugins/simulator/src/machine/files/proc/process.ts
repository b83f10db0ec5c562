import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { ProcessInfo } from '../../kernel/proc.js'
import type { Caller, OpenFile } from '../files.js'
import type { Handle, MadeEntries } from '../node.js'
import { fixedEntries, madeDirectory, madeFile, madeLink, type Made, type Maker } from './made.js'
import { mountInfo, mountTable } from './mount-texts.js'
import { networkDirectory } from './network.js'
import { cmdlineOf, commOf, environOf, limitsText, statmOf, statOf, statusOf } from './process-texts.js'
import type { ProcSource } from './source.js'

/** `/proc/PID`, where there is such a process. */
export function processDirectory(source: ProcSource, name: ByteString): Handle | undefined {
  const process = /^[1-9]\d{0,9}$/.test(name) ? find(source, Number(name)) : undefined
  if (process === undefined) return undefined
  const path = `/${name}`
  return madeDirectory(madeOf(source, process, path), fixedEntries(path, entriesOf(source, process), source))
}

const find = (source: ProcSource, pid: number): ProcessInfo | undefined =>
  source.processes().find((process) => process.pid === pid)

const madeOf = (source: ProcSource, { uid, gid }: ProcessInfo, path: ByteString, mode?: number): Made => ({
  path,
  at: source.now(),
  uid,
  gid,
  ...(mode !== undefined && { mode }),
})

/** Throws `EACCES` where a caller may not look into a process. */
function requirePeer({ uid }: ProcessInfo, caller: Caller): void {
  if (caller.uid !== 0 && caller.uid !== uid) throw new Errno('EACCES')
}

function entriesOf(source: ProcSource, process: ProcessInfo): Record<string, Maker<ProcSource>> {
  const made = (path: ByteString, mode?: number): Made => madeOf(source, process, path, mode)
  const file =
    (text: () => ByteString, mode = 0o444): Maker<ProcSource> =>
    (path) =>
      madeFile(made(path, mode), text)
  const link =
    (target: () => ByteString): Maker<ProcSource> =>
    (path) =>
      madeLink(made(path), (caller) => {
        requirePeer(process, caller)
        return target()
      })
  const living = (text: () => ByteString) => (): ByteString => {
    if (process.state === 'Z') throw new Errno('ENOENT')
    return text()
  }
  return {
    cgroup: file(() => '0::/\n'),
    cmdline: file(() => cmdlineOf(process)),
    comm: file(() => `${commOf(process)}\n`, 0o644),
    cwd: link(living(() => process.cwd)),
    environ: file(() => environOf(process), 0o400),
    exe: link(living(() => executableOf(process))),
    fd: (path) => madeDirectory(made(path, 0o500), descriptors(source, process, path)),
    limits: file(() => limitsText),
    mountinfo: file(() => mountInfo(source.mounts())),
    mounts: file(() => mountTable(source.mounts())),
    net: (path) => networkDirectory(source, path),
    oom_score_adj: file(() => '0\n', 0o644),
    root: link(living(() => '/')),
    stat: file(() => statOf(process, source)),
    statm: file(() => statmOf(process)),
    status: file(() => statusOf(process)),
  }
}

const executableOf = ({ executable, argv, cwd }: ProcessInfo): ByteString => {
  const path = executable ?? argv[0] ?? ''
  return path.startsWith('/') ? path : `${cwd === '/' ? '' : cwd}/${path}`
}

/** A symlink for each open descriptor, which may be opened itself: pipes have no path. */
function descriptors(source: ProcSource, process: ProcessInfo, path: ByteString): MadeEntries {
  const opens = (fd: number, caller: Caller): OpenFile => {
    requirePeer(process, caller)
    const file = source.descriptor?.(process.pid, fd)
    if (file === undefined) throw new Errno('ENOENT')
    return file
  }
  const get = (name: ByteString): Handle | undefined => {
    const shown = /^(?:0|[1-9]\d{0,6})$/.test(name) ? process.descriptors.get(Number(name)) : undefined
    if (shown === undefined) return undefined
    const target = (caller: Caller): ByteString => {
      requirePeer(process, caller)
      return shown
    }
    return madeLink(madeOf(source, process, `${path}/${name}`, 0o700), target, (caller) => opens(Number(name), caller))
  }
  return { get, keys: () => [...process.descriptors.keys()].map(String) }
}

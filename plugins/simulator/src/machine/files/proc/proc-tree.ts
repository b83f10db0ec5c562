import { Quota } from '../../quota.js'
import { Errno } from '../../errno.js'
import type { ByteString } from '../../byte-string.js'
import type { Caller } from '../files.js'
import type { FrozenTree, Handle, MadeEntries } from '../node.js'
import { Tree } from '../tree.js'
import { cpuinfo, filesystems, loadavg, meminfo, stat, uptime, versionOf } from './machine-texts.js'
import { fixedEntries, madeDirectory, madeFile, madeLink, type Maker } from './made.js'
import { processDirectory } from './process.js'
import { sysctls } from './sysctl.js'
import type { ProcSource } from './source.js'

// Nothing is ever taken of it, nor copied: all trees can have the same.
const noRoom = new Quota(0)
const noCopies: FrozenTree['copies'] = new Map()

/** A file system without room for anything: all that is in it is made when it is looked at. */
export function sealedTree(root: Handle, now: () => number): Tree {
  const image: FrozenTree = { root, copies: noCopies, nextNumber: 0 }
  return new Tree({ image, bytes: noRoom, inodes: noRoom, now, isSealed: true })
}

/** `/proc` of a container. */
export function procTree(source: ProcSource): Tree {
  const fixed = fixedEntries('', makers, source)
  const entries: MadeEntries = {
    get: (name, caller) => fixed.get(name, caller) ?? processDirectory(source, name),
    keys: () => [...source.processes().map(({ pid }) => String(pid)), ...Object.keys(makers)],
  }
  return sealedTree(madeDirectory({ path: '', at: source.bootedAt }, entries), () => source.now())
}

/** Of a caller that is no process nothing is its own. */
function ownPid({ pid }: Caller): ByteString {
  if (pid === undefined) throw new Errno('ENOENT')
  return String(pid)
}

const file =
  (text: (from: ProcSource) => ByteString, mode = 0o444): Maker<ProcSource> =>
  (path, source) =>
    madeFile({ path, at: source.now(), mode }, () => text(source))

const link =
  (target: (caller: Caller) => ByteString): Maker<ProcSource> =>
  (path, source) =>
    madeLink({ path, at: source.now() }, target)

const empty: Maker<ProcSource> = (path, source) =>
  madeDirectory({ path, at: source.now() }, fixedEntries(path, {}, source))

const makers: Readonly<Record<string, Maker<ProcSource>>> = {
  acpi: empty,
  bus: empty,
  cmdline: file(() => 'BOOT_IMAGE=/boot/vmlinuz root=/dev/vda1 ro quiet\n'),
  cpuinfo: file(cpuinfo),
  filesystems: file(() => filesystems),
  fs: empty,
  irq: empty,
  kcore: file(() => '', 0o400),
  keys: file(() => ''),
  loadavg: file(loadavg),
  meminfo: file(meminfo),
  mounts: link(() => 'self/mounts'),
  net: link(() => 'self/net'),
  partitions: file(() => 'major minor  #blocks  name\n\n'),
  scsi: empty,
  self: link(ownPid),
  stat: file(stat),
  swaps: file(() => 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n'),
  sys: sysctls,
  'sysrq-trigger': file(() => '', 0o200),
  timer_list: file(() => '', 0o400),
  uptime: file(uptime),
  version: file(versionOf),
}

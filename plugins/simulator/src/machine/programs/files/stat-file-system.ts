import type { ByteString } from '../../byte-string.js'
import type { Proc } from '../../kernel/proc.js'
import { mountOf } from '../shared/mounts.js'

/** Types by what statfs(2) calls them. */
const types: Readonly<Record<string, readonly [name: string, magic: string]>> = {
  overlay: ['overlayfs', '794c7630'],
  tmpfs: ['tmpfs', '1021994'],
  proc: ['proc', '9fa0'],
  sysfs: ['sysfs', '62656572'],
  devpts: ['devpts', '1cd1'],
  mqueue: ['mqueue', '19800202'],
  cgroup2: ['cgroup2fs', '63677270'],
  ext4: ['ext2/ext3', 'ef53'],
}

const blockSize = 4096

/** What `stat -f` shows of the file system that a path is in. */
export function fileSystemStat(proc: Proc, path: ByteString, format: string | undefined): string {
  proc.host.files.stat(path, proc.caller)
  const { type } = mountOf(proc, path)
  const [name, magic] = types[type] ?? ['UNKNOWN', '0']
  const { bytes, usedBytes, inodes, usedInodes } = proc.host.files.usage(path, proc.caller)
  const gnu = proc.flavor === 'gnu'
  const total = Math.floor(bytes / blockSize)
  const free = Math.floor((bytes - usedBytes) / blockSize)
  const values: Readonly<Record<string, string>> = {
    n: path, t: magic, T: name, s: String(blockSize), S: String(blockSize), b: String(total), f: String(free),
    a: String(free), c: String(inodes), d: String(inodes - usedInodes), l: '255', i: '0', '%': '%',
  } // prettier-ignore
  const standard =
    `  File: "%n"\n    ID: %-8i Namelen: %-7l Type: %T\n` +
    (gnu ? 'Block size: %-10s Fundamental block size: %S\n' : 'Block size: %-10s\n') +
    `Blocks: Total: %-10b Free: %-10f Available: %a\nInodes: Total: %-10c Free: %d\n`
  return (format ?? standard).replace(/%(-?)(\d*)([a-zA-Z%])/g, (_, left: string, width: string, letter: string) => {
    const value = values[letter] ?? '?'
    return left === '' ? value.padStart(Number(width)) : value.padEnd(Number(width))
  })
}

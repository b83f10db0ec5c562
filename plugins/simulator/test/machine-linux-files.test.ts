import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import type { ContainerFiles } from '../dist/machine/files/container-files.js'
import { Errno } from '../dist/machine/errno.js'
import type { Caller, OpenFlags, Stat } from '../dist/machine/files/files.js'
import { alice, bob, newFiles, root } from './machine-files-support.js'

type Call = readonly [who: 'root' | 'alice' | 'bob', name: string, path: string, given: unknown, result: unknown]

interface Run {
  readonly mode: number
  readonly calls: readonly Call[]
}

// Recorded by record-linux-files.py.
const recorded = readFileSync(new URL('../test/fixtures/linux-files.jsonl', import.meta.url), 'utf8')
const runs = recorded
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Run)

const users = { root, alice, bob }

const shown = ({ kind, mode, uid, gid, size, links }: Stat): unknown => [
  kind,
  mode,
  uid,
  gid,
  kind === 'directory' ? 0 : size,
  links,
]

function opened(files: ContainerFiles, path: string, flags: OpenFlags, caller: Caller, length = 0): void {
  if (files.fifo(path, flags, caller) !== undefined) {
    // Without a reader there is nothing to write to.
    if (flags.read !== true) throw new Errno('ENXIO')
    return
  }
  const file = files.open(path, flags, 0o666, caller)
  void file.write(new Uint8Array(length))
  file.release()
}

const calls: Readonly<Record<string, (files: ContainerFiles, path: string, given: never, caller: Caller) => unknown>> =
  {
    mkdir: (files, path, _, caller) => files.makeDirectory(path, 0o777, caller),
    rmdir: (files, path, _, caller) => files.removeDirectory(path, caller),
    unlink: (files, path, _, caller) => files.unlink(path, caller),
    rename: (files, path, to: string, caller) => files.rename(path, to, caller),
    link: (files, path, to: string, caller) => files.link(path, to, caller),
    symlink: (files, path, target: string, caller) => files.symlink(target, path, caller),
    create: (files, path, _, caller) => opened(files, path, { create: true, read: true, write: true }, caller),
    new: (files, path, _, caller) => opened(files, path, { create: true, exclusive: true, write: true }, caller),
    open: (files, path, _, caller) => opened(files, path, { read: true, write: true }, caller),
    write: (files, path, length: number, caller) => opened(files, path, { create: true, write: true }, caller, length),
    truncate: (files, path, size: number, caller) => files.truncate(path, size, caller),
    chmod: (files, path, mode: number, caller) => files.chmod(path, mode, caller),
    chown: (files, path, [uid, gid]: readonly [number, number], caller) => files.chown(path, uid, gid, caller),
    fifo: (files, path, _, caller) => files.makeFifo(path, 0o666, caller),
    lstat: (files, path, _, caller) => shown(files.stat(path, caller, { follow: false })),
    stat: (files, path, _, caller) => shown(files.stat(path, caller)),
    readlink: (files, path, _, caller) => files.readLink(path, caller),
    list: (files, path, _, caller) => [...files.list(path, caller)].sort(),
    realpath: (files, path, _, caller) => files.realPath(path, caller),
    access: (files, path, bits: number, caller) => files.mayAccess(path, bits, caller),
  }

function resultOf(files: ContainerFiles, [who, name, path, given]: Call): unknown {
  try {
    return calls[name]?.(files, path, given as never, users[who]) ?? null
  } catch (error) {
    if (!(error instanceof Errno)) throw error
    return { error: error.code }
  }
}

describe('the files of a container, as those of Linux', () => {
  runs.forEach(({ mode, calls: all }, at) => {
    it(`do the same in run ${at}`, () => {
      const files = newFiles()
      files.chmod('/', mode, root)
      for (const call of all) expect(resultOf(files, call), JSON.stringify(call)).to.deep.equal(call[4])
    })
  })
})

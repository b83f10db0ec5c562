import { expect } from 'chai'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fromBytes, toBytes } from '../dist/machine/byte-string.js'
import { changesOf } from '../dist/machine/files/changes.js'
import type { ContainerFiles } from '../dist/machine/files/container-files.js'
import { mountOver, Unmountable } from '../dist/machine/mounts/mount-over.js'
import { RuntimeFiles } from '../dist/machine/mounts/runtime-files.js'
import { alice, errno, newTree, read, root, write } from './machine-files-support.js'
import { namesIn, newMachine, newRoom } from './machine-mounts-support.js'

const spec = { source: '/dev/vda1', type: 'ext4', options: 'relatime', readOnly: false }

function throughDevice(files: ContainerFiles, path: string): string {
  const file = files.open(path, { read: true, write: true }, 0, root)
  const bytes = file.read(3)
  return bytes instanceof Uint8Array ? fromBytes(bytes) : JSON.stringify(bytes)
}

describe('the mounts of a container', () => {
  it('are those that Docker makes', () => {
    const paths = newMachine()
      .files.mounts()
      .map(({ path, type, readOnly }) => `${path} ${type} ${readOnly ? 'ro' : 'rw'}`)
    expect(paths).to.deep.equal([
      '/ overlay rw',
      '/proc proc rw',
      '/dev tmpfs rw',
      '/dev/pts devpts rw',
      '/sys sysfs ro',
      '/sys/fs/cgroup cgroup2 ro',
      '/dev/mqueue mqueue rw',
      '/dev/shm tmpfs rw',
      '/etc/resolv.conf ext4 rw',
      '/etc/hostname ext4 rw',
      '/etc/hosts ext4 rw',
      '/proc/bus proc ro',
      '/proc/fs proc ro',
      '/proc/irq proc ro',
      '/proc/sys proc ro',
      '/proc/sysrq-trigger proc ro',
    ])
  })

  it('are no changes of it', () => {
    const { files, tree } = newMachine()
    write(files, '/etc/hosts', 'x')
    write(files, '/dev/shm/f', 'x')
    expect(changesOf(tree)).to.deep.equal([])
    expect(files.stat('/.dockerenv', root)).to.include({ size: 0, mode: 0o755 })
  })

  it('have a root for reading alone where that is wished', () => {
    const { files } = newMachine({ readOnly: true })
    expect(errno(() => write(files, '/f', 'x'))).to.equal('EROFS')
    write(files, '/dev/shm/f', 'x')
    write(files, '/dev/null', 'x')
    write(files, '/etc/hosts', 'x')
  })

  it('have no more room together than the container', () => {
    const { files } = newMachine({ room: newRoom(8192), shmSize: 2 ** 20 })
    write(files, '/dev/shm/f', 'x'.repeat(8192))
    expect(errno(() => write(files, '/f', 'x'))).to.equal('ENOSPC')
    files.unlink('/dev/shm/f', root)
    write(files, '/f', 'x')
    expect(files.usage('/dev/shm')).to.include({ bytes: 2 ** 20, usedBytes: 0 })
  })

  it('lose what was in memory when the container stops, and nothing else', () => {
    const room = newRoom()
    const machine = newMachine({ room })
    const { files, tree } = machine
    write(files, '/f', 'kept')
    write(files, '/dev/shm/f', 'lost')
    const file = files.open('/dev/shm/f', { read: true }, 0, root)
    machine.end()
    expect(room.bytes.used).to.equal(4096)
    // A process that was killed closes what it had open.
    file.release()
    files.unlink('/dev/shm/f', root)
    expect(room.bytes.used).to.equal(4096)
    const again = newMachine({ room, tree }).files
    expect(read(again, '/f')).to.equal('kept')
    expect(namesIn(again, '/dev/shm')).to.deep.equal([])
  })

  it('are made where nothing is yet, through symlinks inside of it', () => {
    const { files, tree } = newMachine({ readOnly: true })
    mountOver(files, { ...spec, path: '/data/deep', tree: newTree() })
    write(files, '/data/deep/f', 'x')
    mountOver(files, { ...spec, path: '/lib64/../lib64/x', tree: newTree() })
    expect(files.mounts().at(-1)?.path).to.equal('/lib/x')
    expect(changesOf(tree).map(({ path }) => path)).to.deep.equal(['/data', '/data/deep', '/lib', '/lib/x'])
  })

  it('may be one file, on a file', () => {
    const { files } = newMachine()
    const tree = newTree()
    const body = { kind: 'fifo', fifo: {} } as const
    const handle = tree.create(tree.root, 'f', body, { mode: 0o600, uid: 0, gid: 0 })
    mountOver(files, { ...spec, path: '/run/one', tree, root: handle })
    expect(files.stat('/run/one', root).kind).to.equal('fifo')
    for (const [path, mounted] of [
      ['/bin', { tree, root: handle }],
      ['/bin/sh', { tree }],
      ['/bin/sh/below', { tree }],
    ] as const) {
      expect(() => mountOver(files, { ...spec, path, ...mounted })).to.throw(
        Unmountable,
        `source ${path} is not directory`,
      )
    }
  })

  it('have the files that dockerd writes', () => {
    const runtime = new RuntimeFiles({ hosts: 'one\n', hostname: 'box\n', 'resolv.conf': '' }, () => 1)
    const { files } = newMachine({ runtime })
    expect(read(files, '/etc/hosts')).to.equal('one\n')
    runtime.set('hosts', 'another\n')
    expect(read(files, '/etc/hosts')).to.equal('another\n')
    expect(errno(() => files.unlink('/etc/hosts', root))).to.equal('EBUSY')
    expect(errno(() => write(files, '/etc/hosts', 'x', alice))).to.equal('EACCES')
  })

  it('cost next to nothing where a container does nothing', () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    newMachine()
    collect()
    const before = process.memoryUsage().heapUsed
    const machines = Array.from({ length: 300 }, () => newMachine())
    collect()
    const each = (process.memoryUsage().heapUsed - before) / machines.length
    expect(each).to.be.below(32 * 1024)
  })
})

describe('the devices of a container', () => {
  const { files } = newMachine()

  it('are those of memory', () => {
    expect(namesIn(files, '/dev')).to.deep.equal(
      'core fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero'.split(' '),
    )
    expect(files.stat('/dev/null', root)).to.deep.include({ kind: 'character', numbers: [1, 3], mode: 0o666 })
    const said = ['null', 'zero', 'full', 'urandom', 'random'].map((name) => throughDevice(files, `/dev/${name}`))
    expect(said).to.deep.equal(['null', '\0\0\0', '\0\0\0', '\x07\x07\x07', '\x07\x07\x07'])
    for (const name of ['null', 'zero', 'random']) write(files, `/dev/${name}`, 'x')
    expect(errno(() => write(files, '/dev/full', 'x'))).to.equal('ENOSPC')
    expect(errno(() => files.open('/dev/tty', { read: true }, 0, root))).to.equal('ENXIO')
  })

  it('are opened by who hands them in', () => {
    const opened: string[] = []
    const terminal = newMachine({
      hasTerminal: true,
      terminals: () => [{ number: 0, uid: 1000 }],
      devices({ numbers, shown }) {
        opened.push(`${shown} ${numbers.join(':')}`)
        return undefined
      },
    }).files
    for (const path of ['/dev/tty', '/dev/console', '/dev/pts/0', '/dev/ptmx']) {
      expect(
        errno(() => terminal.open(path, { read: true }, 0, root)),
        path,
      ).to.equal('ENXIO')
    }
    expect(opened).to.deep.equal(['/dev/tty 5:0', '/dev/console 136:0', '/dev/pts/0 136:0', '/dev/pts/ptmx 5:2'])
    expect(namesIn(terminal, '/dev/pts')).to.deep.equal(['0', 'ptmx'])
    expect(terminal.stat('/dev/pts/0', root)).to.include({ uid: 1000, gid: 5, mode: 0o620 })
  })

  it('have no position and no size, and are opened as their mode allows', () => {
    const file = files.open('/dev/zero', { read: true }, 0, root)
    expect([file.seek(7, 'start'), file.stat().size]).to.deep.equal([0, 0])
    expect(errno(() => file.write(toBytes('x')))).to.equal('EBADF')
    files.chmod('/dev/zero', 0o600, root)
    expect(errno(() => files.open('/dev/zero', { read: true }, 0, alice))).to.equal('EACCES')
  })
})

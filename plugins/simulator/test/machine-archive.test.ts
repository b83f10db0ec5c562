import { expect } from 'chai'
import fc from 'fast-check'
import { posix } from 'node:path'
import { cleanPath, joinPaths } from '../dist/machine/archive/clean-path.js'
import { archiveEntries } from '../dist/machine/archive/entries.js'
import { populate } from '../dist/machine/archive/populate.js'
import { removeAll } from '../dist/machine/archive/remove-all.js'
import { Unpacker, UnpackError, type TarEntry } from '../dist/machine/archive/unpack.js'
import { archiveView, bareView } from '../dist/machine/archive/view.js'
import { fromBytes, toBytes } from '../dist/machine/byte-string.js'
import type { ContainerFiles } from '../dist/machine/files/container-files.js'
import { ImageBuilder } from '../dist/machine/rootfs/builder.js'
import { errno, mount, newFiles, newTree, read, root, write } from './machine-files-support.js'
import { newMachine } from './machine-mounts-support.js'

function furnished(): ContainerFiles {
  const files = newFiles()
  files.makeDirectory('/d', 0o755, root)
  files.makeDirectory('/d/sub', 0o700, root)
  write(files, '/d/b', 'text')
  files.link('/d/b', '/d/sub/also', root)
  files.symlink('/elsewhere', '/d/a', root)
  files.makeFifo('/d/sub/fifo', 0o600, root)
  files.chown('/d/b', 7, 8, root)
  return files
}

describe('what an archive of a container has', () => {
  it('is a directory before what is in it, and hard links once', () => {
    const entries = [...archiveEntries(furnished(), '/d')].map(
      ({ path, kind, linkTo, target, size, mode, uid, gid }) => {
        return [path, kind, linkTo ?? target, size, mode, uid, gid]
      },
    )
    expect(entries).to.deep.equal([
      ['', 'directory', undefined, 0, 0o755, 0, 0],
      ['a', 'symlink', '/elsewhere', 0, 0o777, 0, 0],
      ['b', 'file', undefined, 4, 0o644, 7, 8],
      ['sub', 'directory', undefined, 0, 0o700, 0, 0],
      ['sub/also', 'file', 'b', 4, 0o644, 7, 8],
      ['sub/fifo', 'fifo', undefined, 0, 0o600, 0, 0],
    ])
  })

  it('is one file or symlink, too', () => {
    const files = furnished()
    const [file] = [...archiveEntries(files, '/d/b')]
    expect(fromBytes(file!.read(1, 2))).to.equal('ex')
    expect([...archiveEntries(files, '/d/a')].map(({ kind }) => kind)).to.deep.equal(['symlink'])
    expect(errno(() => [...archiveEntries(files, '/nothing')])).to.equal('ENOENT')
  })

  it('goes on while files come and go', () => {
    const files = furnished()
    const paths: string[] = []
    for (const { path } of archiveEntries(files, '/d')) {
      paths.push(path)
      if (path === 'b') removeAll(files, '/d/sub')
    }
    expect(paths).to.deep.equal(['', 'a', 'b', 'sub'])
  })

  it('are volumes, but not what is in memory', () => {
    const { files, tree } = newMachine()
    files.makeDirectory('/data', 0o755, root)
    const volume = newTree()
    files.table.add({ path: '/data', source: '/dev/vda1', type: 'ext4', options: '', readOnly: false, tree: volume })
    write(files, '/data/f', 'x')
    const paths = (view: ContainerFiles, path: string) => [...archiveEntries(view, path)].map((entry) => entry.path)
    expect(paths(archiveView(files), '/data')).to.deep.equal(['', 'f'])
    expect(paths(archiveView(files), '/proc')).to.deep.equal([''])
    expect(read(archiveView(files), '/etc/hostname')).to.equal('box\n')
    expect(paths(bareView(tree), '/data')).to.deep.equal([''])
    expect(read(bareView(tree), '/etc/hostname')).to.equal('')
  })
})

const entry = (fields: Partial<TarEntry>): TarEntry => ({
  name: 'f',
  kind: 'file',
  mode: 0o640,
  uid: 5,
  gid: 6,
  modified: 1_000_000,
  ...fields,
})

function unpack(files: ContainerFiles, directory: string, entries: readonly TarEntry[], keepsKinds = false): void {
  const unpacker = new Unpacker(files, directory, { keepsKinds })
  for (const one of entries) {
    const sink = unpacker.add(one)
    sink?.write(toBytes(`of ${one.name}`))
    sink?.end()
  }
  unpacker.end()
}

describe('an archive that is put into a container', () => {
  it('makes what is in it, with its owners, modes and times', () => {
    const files = furnished()
    unpack(files, '/d', [
      entry({ name: 'new/', kind: 'directory', mode: 0o2750 }),
      entry({ name: 'new/f' }),
      entry({ name: './deep/er/f', mode: 0o4755 }),
      entry({ name: 'new/link', kind: 'symlink', target: '../b' }),
      entry({ name: 'new/hard', kind: 'hardlink', target: 'new/f' }),
      entry({ name: 'new/pipe', kind: 'fifo' }),
      entry({ name: 'new/null', kind: 'character', numbers: [1, 3] }),
    ])
    expect(files.stat('/d/new', root)).to.include({ mode: 0o2750, uid: 5, gid: 6, modified: 1_000_000 })
    expect(files.stat('/d/new/f', root)).to.include({ mode: 0o640, links: 2, uid: 5, modified: 1_000_000 })
    expect([read(files, '/d/new/hard'), read(files, '/d/new/link')]).to.deep.equal(['of new/f', 'text'])
    expect(files.stat('/d/deep/er', root)).to.include({ mode: 0o777, uid: 0 })
    expect(files.stat('/d/deep/er/f', root).mode).to.equal(0o4755)
    expect(files.stat('/d/new/null', root)).to.deep.include({ kind: 'character', numbers: [1, 3] })
  })

  it('replaces what is there', () => {
    const files = furnished()
    unpack(files, '/', [
      entry({ name: 'd/b' }),
      entry({ name: 'd/a', kind: 'directory' }),
      entry({ name: 'd/sub' }),
      entry({ name: '.', kind: 'directory' }),
    ])
    expect([read(files, '/d/b'), read(files, '/d/sub')]).to.deep.equal(['of d/b', 'of d/sub'])
    expect(files.stat('/d/a', root, { follow: false }).kind).to.equal('directory')
  })

  it('follows symlinks inside of the container', () => {
    const files = furnished()
    files.symlink('../../../../d/sub', '/d/out', root)
    unpack(files, '/d', [entry({ name: 'out/f' })])
    expect(read(files, '/d/sub/f')).to.equal('of out/f')
  })

  const refused: readonly [string, TarEntry, string, boolean?][] = [
    ['a name that climbs', entry({ name: '../x' }), '"../x" is outside of "/d"'],
    ['a name that climbs later', entry({ name: 'a/../../x' }), '"../x" is outside of "/d"'],
    [
      'a symlink out of it',
      entry({ name: 'x', kind: 'symlink', target: '../etc' }),
      'invalid symlink "/d/x" -> "../etc"',
    ],
    [
      'a hard link out of it',
      entry({ name: 'x', kind: 'hardlink', target: '../etc' }),
      'invalid hardlink "/etc" -> "../etc"',
    ],
    [
      'a file over a directory',
      entry({ name: 'sub' }),
      'cannot overwrite directory "/d/sub" with non-directory "sub"',
      true,
    ],
    [
      'a directory over a file',
      entry({ name: 'b', kind: 'directory' }),
      'cannot overwrite non-directory "/d/b" with directory "b"',
      true,
    ],
  ]
  for (const [what, one, sentence, keepsKinds] of refused) {
    it(`is refused for ${what}`, () => {
      const files = furnished()
      expect(() => unpack(files, '/d', [one], keepsKinds)).to.throw(UnpackError, sentence)
      expect(read(files, '/d/b')).to.equal('text')
    })
  }

  it('takes absolute names for relative ones', () => {
    const files = furnished()
    unpack(files, '/d', [entry({ name: '/etc/f' }), entry({ name: 'abs', kind: 'symlink', target: '/etc/f' })])
    expect(read(files, '/d/etc/f')).to.equal('of /etc/f')
    expect(files.readLink('/d/abs', root)).to.equal('/etc/f')
  })

  it('has no more room than there is', () => {
    const files = newFiles(newTree({ bytes: 4096 }))
    const sink = new Unpacker(files, '/').add(entry({}))
    expect(errno(() => sink?.write(new Uint8Array(5000)))).to.equal('ENOSPC')
  })
})

describe('removing all', () => {
  it('goes as deep as there is something, and gives the room back', () => {
    const tree = newTree({ inodes: 20_000 })
    const files = newFiles(tree)
    let handle = tree.root
    const owned = { mode: 0o755, uid: 0, gid: 0 }
    for (let depth = 0; depth < 10_000; depth++) {
      handle = tree.create(handle, 'd', { kind: 'directory', entries: new Map() }, owned)
    }
    removeAll(files, '/d')
    removeAll(files, '/nothing')
    expect(files.usage().usedInodes).to.equal(0)
    expect(files.stat('/', root).links).to.equal(2)
  })

  it('stops at a mount', () => {
    const files = furnished()
    mount(files, '/d/sub')
    expect(errno(() => removeAll(files, '/d'))).to.equal('EBUSY')
    expect(read(files, '/d/b')).to.equal('text')
  })
})

describe('a new volume', () => {
  const image = new ImageBuilder(5)
    .directory('/data', { mode: 0o750, uid: 3, gid: 4 })
    .file('/data/sub/f', 'text', { uid: 3 })
    .link('/data/g', '/data/sub/f')
    .symlink('/data/l', 'g')
    .freeze()

  it('has what the image has there', () => {
    const volume = newTree()
    populate(volume, newFiles(newTree({ image })), '/data')
    const files = newFiles(volume)
    expect(files.stat('/', root)).to.include({ mode: 0o750, uid: 3, gid: 4, modified: 5 })
    expect(files.stat('/sub/f', root)).to.include({ uid: 3, links: 2, modified: 5 })
    expect([read(files, '/g'), files.readLink('/l', root)]).to.deep.equal(['text', 'g'])
    expect(files.usage().usedBytes).to.equal(0)
    write(files, '/g', 'changed')
    expect(read(newFiles(newTree({ image })), '/data/g')).to.equal('text')
  })

  it('stays as it is where it has something, or the image nothing', () => {
    const volume = newTree()
    write(newFiles(volume), '/own', '')
    populate(volume, newFiles(newTree({ image })), '/data')
    expect(newFiles(volume).list('/', root)).to.deep.equal(['own'])
    populate(newTree(), newFiles(newTree({ image })), '/nothing')
  })
})

describe('the paths of an archive', () => {
  it('are cleaned as Go does', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', '.', '..', '', '/'), { maxLength: 8 })
      .map((parts) => parts.join('/'))
    fc.assert(
      fc.property(path, path, (one, other) => {
        const node = posix.normalize(one).replace(/(?<=.)\/$/, '')
        expect(cleanPath(one)).to.equal(node)
        expect(joinPaths('/r', one, other)).to.equal(posix.join('/r', one, other).replace(/(?<=.)\/$/, ''))
      }),
    )
  })
})

import { expect } from 'chai'
import type { ContainerFiles } from '../dist/machine/files/container-files.js'
import { alice, bob, errno, mount, newFiles, newTree, read, root, write } from './machine-files-support.js'

/** A tree with `/d/f`, links to both, a loop, and `/d/private` that is root's alone. */
function furnished(): ContainerFiles {
  const files = newFiles()
  files.makeDirectory('/d', 0o777, root)
  write(files, '/d/f', 'text')
  files.symlink('d', '/to-d', root)
  files.symlink('/d/f', '/to-f', root)
  files.symlink('/nowhere', '/dangling', root)
  files.symlink('loop', '/loop', root)
  files.makeDirectory('/d/private', 0o700, root)
  write(files, '/d/private/f', 'secret')
  return files
}

describe('the files of a container: paths', () => {
  const files = furnished()
  const inD = { ...root, cwd: '/d' }

  it('lead through directories, symlinks and dots', () => {
    for (const path of [
      '/d/f',
      '//d///f',
      '/d/./f',
      '/d/../d/f',
      '/../d/f',
      '/to-d/f',
      '/to-f',
      'd/f',
      'to-d/../to-f',
    ]) {
      expect(read(files, path), path).to.equal('text')
    }
    for (const path of ['f', './f', '../to-f', '../d/f']) expect(read(files, path, inD), path).to.equal('text')
    expect(files.realPath('/to-d/../to-d/./f', root)).to.equal('/d/f')
    expect(files.realPath('.', inD)).to.equal('/d')
    expect(files.realPath('/', root)).to.equal('/')
  })

  const wrong: readonly [string, string][] = [
    ['', 'ENOENT'],
    ['/nothing', 'ENOENT'],
    ['/nothing/', 'ENOENT'],
    ['/nothing/f', 'ENOENT'],
    ['/dangling', 'ENOENT'],
    ['/d/f/', 'ENOTDIR'],
    ['/to-f/', 'ENOTDIR'],
    ['/d/f/.', 'ENOTDIR'],
    ['/d/f/..', 'ENOTDIR'],
    ['/d/f/x', 'ENOTDIR'],
    ['/loop', 'ELOOP'],
    [`/${'x'.repeat(256)}`, 'ENAMETOOLONG'],
    [`/${'x/'.repeat(2048)}`, 'ENAMETOOLONG'],
  ]
  for (const [path, code] of wrong) {
    it(`throw ${code} for ${path.slice(0, 12)}`, () => expect(errno(() => files.stat(path, root))).to.equal(code))
  }

  it('are not looked behind where they end at a symlink that is not followed', () => {
    expect(files.stat('/to-d', root, { follow: false })).to.include({ kind: 'symlink', size: 1, mode: 0o777 })
    expect(files.stat('/to-d/', root, { follow: false }).kind).to.equal('directory')
    expect(files.stat('/loop', root, { follow: false }).kind).to.equal('symlink')
    expect(files.readLink('/to-f', root)).to.equal('/d/f')
    expect(errno(() => files.readLink('/d', root))).to.equal('EINVAL')
  })

  it('follow 40 symlinks and no more', () => {
    const links = newFiles()
    write(links, '/0', 'end')
    for (let n = 1; n <= 41; n++) links.symlink(`${n - 1}`, `/${n}`, root)
    expect(read(links, '/40')).to.equal('end')
    expect(errno(() => links.stat('/41', root))).to.equal('ELOOP')
  })

  it('need the right to search', () => {
    expect(errno(() => files.stat('/d/private/f', alice))).to.equal('EACCES')
    expect(read(files, 'f', { ...root, cwd: '/d/private' })).to.equal('secret')
    expect(errno(() => files.stat('../f', { ...alice, cwd: '/d/private' }))).to.equal('EACCES')
  })
})

describe('the files of a container: names', () => {
  it('are made, listed and taken away', () => {
    const files = furnished()
    expect([...files.list('/d', root)].sort()).to.deep.equal(['f', 'private'])
    files.makeDirectory('/d/new/', 0o777, root)
    files.makeFifo('/d/new/fifo', 0o666, root)
    expect(files.stat('/d', root).links).to.equal(4)
    expect(files.stat('/d/new', root)).to.include({ kind: 'directory', mode: 0o755, links: 2 })
    files.unlink('/d/new/fifo', root)
    files.removeDirectory('/d/new', root)
    expect(files.stat('/d', root).links).to.equal(3)
    expect(errno(() => files.stat('/d/new', root))).to.equal('ENOENT')
  })

  const refused: readonly [string, string, (files: ContainerFiles) => void][] = [
    ['a directory over a file', 'EEXIST', (f) => f.makeDirectory('/d/f', 0o777, root)],
    ['a directory over a dangling symlink', 'EEXIST', (f) => f.makeDirectory('/dangling', 0o777, root)],
    ['the root again', 'EEXIST', (f) => f.makeDirectory('/', 0o777, root)],
    ['a directory in a file', 'ENOTDIR', (f) => f.makeDirectory('/d/f/x', 0o777, root)],
    ['a symlink to nothing', 'ENOENT', (f) => f.symlink('', '/x', root)],
    ['a symlink with a slash', 'ENOENT', (f) => f.symlink('y', '/x/', root)],
    ['another name of a directory', 'EPERM', (f) => f.link('/d', '/x', root)],
    ['unlink of a directory', 'EISDIR', (f) => f.unlink('/d', root)],
    ['unlink of a file with a slash', 'ENOTDIR', (f) => f.unlink('/d/f/', root)],
    ['rmdir of a file', 'ENOTDIR', (f) => f.removeDirectory('/d/f', root)],
    ['rmdir of a symlink', 'ENOTDIR', (f) => f.removeDirectory('/to-d', root)],
    ['rmdir of what is full', 'ENOTEMPTY', (f) => f.removeDirectory('/d', root)],
    ['rmdir of .', 'EINVAL', (f) => f.removeDirectory('/d/private/.', root)],
    ['rmdir of ..', 'ENOTEMPTY', (f) => f.removeDirectory('/d/private/..', root)],
    ['rmdir of /', 'EBUSY', (f) => f.removeDirectory('/', root)],
    ['open of a directory to write', 'EISDIR', (f) => f.open('/d', { write: true }, 0, root)],
    [
      'open of what is to be new',
      'EEXIST',
      (f) => f.open('/to-f', { write: true, create: true, exclusive: true }, 0, root),
    ],
    ['open of what is to be a directory', 'ENOTDIR', (f) => f.open('/d/f', { read: true, directory: true }, 0, root)],
    ['a new file with a slash', 'EISDIR', (f) => f.open('/d/x/', { write: true, create: true }, 0o666, root)],
    ['a directory to itself', 'EINVAL', (f) => f.rename('/d', '/d/private/d', root)],
    ['a directory to above itself', 'ENOTEMPTY', (f) => f.rename('/d/private', '/d', root)],
    ['a file to a directory', 'EISDIR', (f) => f.rename('/d/f', '/d/private', root)],
    ['a directory to a file', 'ENOTDIR', (f) => f.rename('/d/private', '/d/f', root)],
    ['a file to a name with a slash', 'ENOTDIR', (f) => f.rename('/d/f', '/d/x/', root)],
    ['nothing to something', 'ENOENT', (f) => f.rename('/nothing', '/x', root)],
    ['.', 'EBUSY', (f) => f.rename('/d/.', '/x', root)],
  ]
  for (const [what, code, call] of refused) {
    it(`refuse ${what}: ${code}`, () => {
      const files = furnished()
      expect(errno(() => call(files))).to.equal(code)
      expect([read(files, '/to-f'), read(files, '/d/private/f')]).to.deep.equal(['text', 'secret'])
    })
  }

  it('are changed over what is there', () => {
    const files = furnished()
    write(files, '/d/g', 'more')
    files.rename('/d/g', '/d/f', root)
    expect(read(files, '/d/f')).to.equal('more')
    files.makeDirectory('/e', 0o777, root)
    files.makeDirectory('/d/sub', 0o777, root)
    files.rename('/d/sub', '/e/', root)
    expect([...files.list('/e', root), files.stat('/d', root).links]).to.deep.equal([3])
    files.rename('/d/private', '/moved', root)
    expect(read(files, '/moved/f')).to.equal('secret')
  })

  it('are several for one file', () => {
    const files = furnished()
    files.link('/d/f', '/second', root)
    write(files, '/second', 'changed')
    expect(read(files, '/d/f')).to.equal('changed')
    expect(files.stat('/second', root).inode).to.equal(files.stat('/d/f', root).inode)
    expect(files.stat('/second', root).links).to.equal(2)
    files.rename('/second', '/d/f', root)
    expect(read(files, '/second')).to.equal('changed')
    files.unlink('/d/f', root)
    expect(files.stat('/second', root).links).to.equal(1)
  })
})

describe('the files of a container: permissions', () => {
  it('are those of the owner, the group and others', () => {
    const files = newFiles()
    files.makeDirectory('/home', 0o777, root)
    files.chmod('/home', 0o777, root)
    write(files, '/home/f', 'text', alice)
    expect(files.stat('/home/f', root)).to.include({ uid: 1000, gid: 1000, mode: 0o644 })
    expect(errno(() => write(files, '/home/f', 'other', bob))).to.equal('EACCES')
    files.chown('/home/f', 1000, 50, root)
    files.chmod('/home/f', 0o664, alice)
    write(files, '/home/f', 'other', bob)
    expect(errno(() => files.chmod('/home/f', 0o777, bob))).to.equal('EPERM')
    expect(errno(() => files.chown('/home/f', 1001, -1, bob))).to.equal('EPERM')
    files.chmod('/home/f', 0o077, root)
    expect(errno(() => read(files, '/home/f', alice))).to.equal('EACCES')
    expect([1, 2, 4].map((bit) => files.mayAccess('/home/f', bit, bob))).to.deep.equal([true, true, true])
  })

  it('do not bind root, but for what nobody can execute', () => {
    const files = newFiles()
    write(files, '/f', 'text')
    files.chmod('/f', 0, root)
    expect(read(files, '/f')).to.equal('text')
    expect([1, 6].map((bits) => files.mayAccess('/f', bits, root))).to.deep.equal([false, true])
    files.chmod('/f', 0o001, root)
    expect(files.mayAccess('/f', 1, root)).to.equal(true)
  })

  it('keep others off what is in a sticky directory', () => {
    const files = newFiles()
    files.makeDirectory('/tmp', 0o1777, { ...root, umask: 0 })
    expect(files.stat('/tmp', root).mode).to.equal(0o1777)
    write(files, '/tmp/a', '', alice)
    write(files, '/tmp/b', '', bob)
    expect(errno(() => files.unlink('/tmp/a', bob))).to.equal('EPERM')
    expect(errno(() => files.rename('/tmp/b', '/tmp/a', bob))).to.equal('EPERM')
    files.unlink('/tmp/a', alice)
  })

  it('pass the group of a directory with set-gid on', () => {
    const files = newFiles()
    files.makeDirectory('/team', 0o777, root)
    files.chown('/team', -1, 50, root)
    files.chmod('/team', 0o2777, root)
    files.makeDirectory('/team/sub', 0o777, alice)
    write(files, '/team/sub/f', '', alice)
    expect(files.stat('/team/sub', root)).to.include({ uid: 1000, gid: 50, mode: 0o2755 })
    expect(files.stat('/team/sub/f', root)).to.include({ uid: 1000, gid: 50, mode: 0o644 })
  })
})

describe('the files of a container: mounts', () => {
  function mounted(): ContainerFiles {
    const files = furnished()
    files.makeDirectory('/m', 0o777, root)
    mount(files, '/m', newTree({ bytes: 8192 }))
    write(files, '/m/f', 'mounted')
    return files
  }

  it('lie over a path, with devices of their own', () => {
    const files = mounted()
    expect(read(files, '/m/../m/f')).to.equal('mounted')
    expect(read(files, '../to-f', { ...root, cwd: '/m' })).to.equal('text')
    expect(files.stat('/m', root).device).not.to.equal(files.stat('/', root).device)
    expect(files.usage('/m/f')).to.include({ bytes: 8192, usedBytes: 4096 })
    expect(files.mounts().map(({ path, type }) => [path, type])).to.deep.equal([
      ['/', 'overlay'],
      ['/m', 'tmpfs'],
    ])
  })

  it('are neither crossed by names nor taken away', () => {
    const files = mounted()
    expect(errno(() => files.rename('/m/f', '/f', root))).to.equal('EXDEV')
    expect(errno(() => files.link('/m/f', '/f', root))).to.equal('EXDEV')
    expect(errno(() => files.removeDirectory('/m', root))).to.equal('EBUSY')
    expect(errno(() => files.rename('/m', '/n', root))).to.equal('EBUSY')
  })

  it('are shared by containers', () => {
    const volume = newTree()
    const [one, other] = [newFiles(), newFiles()]
    for (const files of [one, other]) {
      files.makeDirectory('/data', 0o777, root)
      mount(files, '/data', volume, files === other)
    }
    write(one, '/data/f', 'shared')
    expect(read(other, '/data/f')).to.equal('shared')
    expect(errno(() => write(other, '/data/f', 'x'))).to.equal('EROFS')
  })

  it('may be for reading alone, the root, too', () => {
    const tree = newTree()
    write(newFiles(tree), '/f', 'text')
    newFiles(tree).makeFifo('/fifo', 0o666, root)
    const files = newFiles(tree, true)
    const calls: readonly (() => void)[] = [
      () => write(files, '/f', 'x'),
      () => write(files, '/new', 'x'),
      () => files.makeDirectory('/new', 0o777, root),
      () => files.unlink('/f', root),
      () => files.rename('/f', '/g', root),
      () => files.link('/f', '/g', root),
      () => files.chmod('/f', 0o600, root),
      () => files.chown('/f', 1, 1, root),
      () => files.truncate('/f', 0, root),
      () => files.setTimes('/f', { accessed: 0, modified: 0 }, root),
    ]
    for (const call of calls) expect(errno(call), String(call)).to.equal('EROFS')
    expect(read(files, '/f')).to.equal('text')
    expect(files.mayAccess('/f', 2, root)).to.equal(false)
    expect(files.fifo('/fifo', { write: true }, root)).to.deep.equal({})
    expect(errno(() => files.makeDirectory('/f', 0o777, root))).to.equal('EEXIST')
  })
})

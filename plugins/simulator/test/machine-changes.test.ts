import { expect } from 'chai'
import { changesOf } from '../dist/machine/files/changes.js'
import type { ContainerFiles } from '../dist/machine/files/container-files.js'
import type { FrozenTree } from '../dist/machine/files/node.js'
import { ImageBuilder } from '../dist/machine/rootfs/builder.js'
import { newFiles, newTree, read, root, write } from './machine-files-support.js'

const image = (): FrozenTree =>
  new ImageBuilder(0)
    .file('/etc/a/one', 'one')
    .file('/etc/a/two', 'two')
    .file('/etc/b/three', 'three')
    .link('/bin/four', '/etc/a/one')
    .directory('/empty')
    .freeze()

function changed(change: (files: ContainerFiles) => void, from = image()): string[] {
  const tree = newTree({ image: from })
  change(newFiles(tree))
  return changesOf(tree).map(({ kind, path }) => `${kind} ${path}`)
}

describe('the changes of a container', () => {
  const cases: readonly [string, (files: ContainerFiles) => void, readonly string[]][] = [
    ['nothing', () => undefined, []],
    ['reading', (f) => void read(f, '/etc/a/one'), []],
    ['a new file', (f) => write(f, '/new', ''), ['A /new']],
    ['a changed file', (f) => write(f, '/etc/a/two', 'x'), ['C /etc', 'C /etc/a', 'C /etc/a/two']],
    ['a removed file', (f) => f.unlink('/etc/a/two', root), ['C /etc', 'C /etc/a', 'D /etc/a/two']],
    ['a name less', (f) => f.unlink('/bin/four', root), ['C /bin', 'D /bin/four']],
    ['a new mode', (f) => f.chmod('/etc/b', 0o700, root), ['C /etc', 'C /etc/b']],
    ['a new owner', (f) => f.chown('/empty', 7, -1, root), ['C /empty']],
    ['the same mode', (f) => f.chmod('/etc/b', 0o755, root), []],
    ['a file that came and went', (f) => (write(f, '/etc/x', ''), f.unlink('/etc/x', root)), []],
    [
      'new directories',
      (f) => (f.makeDirectory('/empty/x', 0o755, root), write(f, '/empty/x/f', '')),
      ['C /empty', 'A /empty/x', 'A /empty/x/f'],
    ],
    [
      'a renamed directory',
      (f) => f.rename('/etc/a', '/a', root),
      ['A /a', 'A /a/one', 'A /a/two', 'C /etc', 'D /etc/a'],
    ],
    [
      'a removed directory',
      (f) => (f.unlink('/etc/b/three', root), f.removeDirectory('/etc/b', root)),
      ['C /etc', 'D /etc/b'],
    ],
    [
      'a directory for a file',
      (f) => (
        f.unlink('/etc/b/three', root),
        f.makeDirectory('/etc/b/three', 0o755, root),
        write(f, '/etc/b/three/f', '')
      ),
      ['C /etc', 'C /etc/b', 'C /etc/b/three', 'A /etc/b/three/f'],
    ],
  ]
  for (const [what, change, expected] of cases) {
    it(`are for ${what} ${expected.join(', ') || 'none'}`, () => expect(changed(change)).to.deep.equal(expected))
  }

  it('have a size: that of new and changed files, each once', () => {
    const tree = newTree({ image: image() })
    const files = newFiles(tree)
    expect(tree.changedSize).to.equal(0)
    write(files, '/new', '12345')
    files.link('/new', '/again', root)
    write(files, '/etc/a/two', '123')
    expect(tree.changedSize).to.equal(8)
    files.symlink('/new', '/link', root)
    files.makeDirectory('/more', 0o755, root)
    write(files, '/sparse', '')
    files.truncate('/sparse', 10_000, root)
    expect(tree.changedSize).to.equal(10_012)
    files.unlink('/sparse', root)
    files.unlink('/etc/a/two', root)
    files.unlink('/again', root)
    expect(tree.changedSize).to.equal(9)
    files.unlink('/new', root)
    expect(tree.changedSize).to.equal(4)
  })

  it('have a size that is that of the file where only its mode is another, and stays through a commit', () => {
    const tree = newTree({ image: image() })
    const files = newFiles(tree)
    files.chmod('/etc/a/two', 0o600, root)
    const { size } = files.stat('/etc/a/two', root)
    expect([size > 0, tree.changedSize]).to.deep.equal([true, size])
    tree.freeze()
    expect(tree.changedSize).to.equal(size)
    write(files, '/etc/a/two', '12')
    expect(tree.changedSize).to.equal(2)
    files.unlink('/etc/a/two', root)
    expect(tree.changedSize).to.equal(0)
  })

  it('may be as deep as there is room', () => {
    const tree = newTree({ inodes: 20_000 })
    const files = newFiles(tree)
    let handle = tree.root
    const owned = { mode: 0o755, uid: 0, gid: 0 }
    for (let depth = 0; depth < 10_000; depth++) {
      handle = tree.create(handle, 'd', { kind: 'directory', entries: new Map() }, owned)
    }
    expect(changesOf(tree)).to.have.length(10_000)
    expect(files.list('/', root)).to.deep.equal(['d'])
  })
})

describe('a frozen tree', () => {
  it('is what a container was like, whatever it and others do then', () => {
    const tree = newTree({ image: image() })
    const files = newFiles(tree)
    write(files, '/new', 'new')
    write(files, '/etc/a/one', 'changed')
    const first = tree.freeze()
    write(files, '/new', 'newer')
    files.unlink('/etc/a/two', root)
    const second = tree.freeze()
    files.unlink('/new', root)

    const [one, two] = [first, second].map((from) => newFiles(newTree({ image: from })))
    write(two!, '/etc/a/one', 'others')
    expect([read(one!, '/new'), read(one!, '/bin/four'), read(one!, '/etc/a/two')]).to.deep.equal([
      'new',
      'changed',
      'two',
    ])
    expect([read(two!, '/new'), read(two!, '/bin/four')]).to.deep.equal(['newer', 'others'])
    expect(read(files, '/etc/a/one')).to.equal('changed')
    expect(changed(() => undefined, second)).to.deep.equal([])
    expect(changesOf(tree).map(({ kind, path }) => `${kind} ${path}`)).to.deep.equal([
      'C /bin',
      'C /bin/four',
      'C /etc',
      'C /etc/a',
      'C /etc/a/one',
      'D /etc/a/two',
    ])
  })

  it('gives the room back that its files took', () => {
    const tree = newTree({ bytes: 8192, inodes: 3 })
    const files = newFiles(tree)
    for (let round = 0; round < 5; round++) {
      write(files, '/f', 'x'.repeat(5000))
      write(files, `/${round}`, '')
      tree.freeze()
      expect(files.usage()).to.include({ usedBytes: 0, usedInodes: 0 })
    }
    files.unlink('/f', root)
    expect(files.usage().usedBytes).to.equal(0)
    expect(files.usage().usedInodes).to.be.at.least(0)
  })

  it('is the very image where nothing was changed', () => {
    const from = image()
    expect(newTree({ image: from }).freeze()).to.equal(from)
  })
})

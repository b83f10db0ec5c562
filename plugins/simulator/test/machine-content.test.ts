import { expect } from 'chai'
import fc from 'fast-check'
import { Content } from '../dist/machine/files/content.js'
import { Quota } from '../dist/machine/quota.js'
import { errno, newFiles, newTree, read, root, write } from './machine-files-support.js'
import { toBytes } from '../dist/machine/byte-string.js'

describe('the bytes of a file', () => {
  it('are what was written, whatever else was', () => {
    const at = fc.integer({ min: 0, max: 200_000 })
    const write = fc.record({ at, length: fc.integer({ min: 1, max: 70_000 }), byte: fc.integer({ min: 1, max: 255 }) })
    const cut = fc.record({ cut: at })
    const share = fc.constant({ share: true } as const)
    fc.assert(
      fc.property(fc.array(fc.oneof(write, cut, share), { maxLength: 12 }), (steps) => {
        const quota = new Quota(2 ** 26)
        let content = new Content()
        let model = Buffer.alloc(0)
        const shared: [Content, Buffer][] = []
        for (const step of steps) {
          if ('share' in step) {
            shared.push([content, Buffer.from(model)])
            content = content.copy()
            quota.give(quota.used)
          } else if ('cut' in step) {
            content.truncate(step.cut, quota)
            model = Buffer.concat([model.subarray(0, step.cut)], step.cut)
          } else {
            content.write(step.at, new Uint8Array(step.length).fill(step.byte), quota)
            model = Buffer.concat([model], Math.max(model.length, step.at + step.length))
            model.fill(step.byte, step.at, step.at + step.length)
          }
          expect(quota.used).to.equal(content.taken)
        }
        for (const [one, bytes] of [...shared, [content, model] as const]) {
          expect(Buffer.compare(Buffer.from(one.read(0, 2 ** 20)), bytes)).to.equal(0)
        }
        content.truncate(0, quota)
        expect(quota.used).to.equal(0)
      }),
      { numRuns: 100 },
    )
  })

  it('take no memory where nothing was written', () => {
    const files = newFiles()
    write(files, '/f', '')
    files.truncate('/f', 10 * 2 ** 30, root)
    const file = files.open('/f', { read: true, write: true }, 0, root)
    expect(file.seek(-1, 'end')).to.equal(10 * 2 ** 30 - 1)
    void file.write(toBytes('x'))
    expect(file.stat().size).to.equal(10 * 2 ** 30)
    expect(files.usage().usedBytes).to.be.at.most(65536)
    expect(errno(() => files.readFile('/f', root))).to.equal('EFBIG')
    expect(errno(() => file.seek(-1, 'start'))).to.equal('EINVAL')
    expect(errno(() => files.truncate('/f', 2 ** 50, root))).to.equal('EFBIG')
  })

  it('are added to the end by who appends, wherever others are', () => {
    const files = newFiles()
    const [one, other] = ['one', 'other'].map(() =>
      files.open('/f', { write: true, append: true, create: true }, 0o666, root),
    )
    for (const [file, text] of [
      [one, 'a'],
      [other, 'b'],
      [one, 'c'],
    ] as const)
      void file?.write(toBytes(text))
    expect(read(files, '/f')).to.equal('abc')
  })

  it('go on without a name, and go when nobody has them open', () => {
    const files = newFiles(newTree({ inodes: 3 }))
    write(files, '/f', 'text')
    const file = files.open('/f', { read: true, write: true }, 0, root)
    files.unlink('/f', root)
    expect(file.shown).to.equal('/f (deleted)')
    expect(file.stat()).to.include({ links: 0, size: 4 })
    expect(Buffer.from(file.read(10) as Uint8Array).toString()).to.equal('text')
    expect(file.read(10)).to.equal(null)
    expect(files.usage()).to.include({ usedBytes: 4096, usedInodes: 1 })
    file.release()
    expect(files.usage()).to.include({ usedBytes: 0, usedInodes: 0 })
  })

  it('are no more than there is room for', () => {
    const files = newFiles(newTree({ bytes: 8192 }))
    const file = files.open('/f', { write: true, create: true }, 0o666, root)
    expect(errno(() => file.write(new Uint8Array(10_000)))).to.equal('ENOSPC')
    expect(file.stat().size).to.equal(8192)
    files.truncate('/f', 0, root)
    expect(files.usage().usedBytes).to.equal(0)
    expect(errno(() => file.write(new Uint8Array(1)))).to.equal('ENOSPC')
  })
})

describe('inodes', () => {
  it('are no more than there is room for, and names count as well', () => {
    const files = newFiles(newTree({ inodes: 3 }))
    for (const name of ['/a', '/b']) write(files, name, '')
    files.link('/a', '/c', root)
    expect(errno(() => write(files, '/d', ''))).to.equal('ENOSPC')
    expect(errno(() => files.link('/a', '/d', root))).to.equal('ENOSPC')
    for (const name of ['/c', '/a', '/b']) files.unlink(name, root)
    expect(files.usage().usedInodes).to.equal(0)
  })

  it('take bytes where a symlink is long', () => {
    const files = newFiles(newTree({ bytes: 4096 }))
    for (const path of ['/a', '/b']) files.symlink('x'.repeat(2000), path, root)
    expect(errno(() => files.symlink('x'.repeat(2000), '/c', root))).to.equal('ENOSPC')
    files.unlink('/a', root)
    files.symlink('x'.repeat(2000), '/c', root)
  })
})

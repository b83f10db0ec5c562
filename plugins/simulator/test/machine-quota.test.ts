import { expect } from 'chai'
import fc from 'fast-check'
import { archiveEntries } from '../dist/machine/archive/entries.js'
import { removeAll } from '../dist/machine/archive/remove-all.js'
import { Errno } from '../dist/machine/errno.js'
import type { ContainerFiles } from '../dist/machine/files/container-files.js'
import type { OpenFile } from '../dist/machine/files/files.js'
import type { FrozenTree } from '../dist/machine/files/node.js'
import type { Tree } from '../dist/machine/files/tree.js'
import { ImageBuilder } from '../dist/machine/rootfs/builder.js'
import { newFiles, newTree, root } from './machine-files-support.js'

const image = new ImageBuilder(0)
  .file('/a/f', 'of the image')
  .link('/b', '/a/f')
  .symlink('/c', 'x'.repeat(100))
  .directory('/a/d')
  .freeze()

/** All that there is, as an archive would have it. */
const contents = (files: ContainerFiles): unknown =>
  [...archiveEntries(files, '/')].map((entry) => {
    const { path, kind, mode, size, target, linkTo } = entry
    return [path, kind, mode, size, target, linkTo, Buffer.from(entry.read(0, 300)).toString('latin1')]
  })

interface Setting {
  readonly tree: Tree
  readonly files: ContainerFiles
  readonly open: OpenFile[]
  readonly frozen: (readonly [FrozenTree, unknown])[]
}

type Step = (setting: Setting, one: string, other: string, size: number) => void

const steps: readonly Step[] = [
  ({ files }, one) => files.makeDirectory(one, 0o755, root),
  ({ files }, one) => files.unlink(one, root),
  ({ files }, one, other) => files.rename(one, other, root),
  ({ files }, one, other) => files.link(one, other, root),
  ({ files }, one, _, size) => files.symlink('x'.repeat(size % 200 || 1), one, root),
  ({ files }, one, _, size) => files.truncate(one, size, root),
  ({ files }, one) => files.chmod(one, 0o700, root),
  ({ files }, one) => removeAll(files, one),
  ({ open }) => open.pop()?.release(),
  ({ files, open }, one, _, size) => {
    const file = files.open(one, { read: true, write: true, create: true }, 0o644, root)
    open.push(file)
    file.seek(size, 'start')
    void file.write(new Uint8Array(size % 9000).fill(65))
  },
]

const freeze: Step = ({ tree, files, frozen }) => frozen.push([tree.freeze(), contents(files)])

function attempt(step: Step, setting: Setting, one: string, other: string, size: number): void {
  try {
    step(setting, one, other, size)
  } catch (error) {
    if (!(error instanceof Errno)) throw error
  }
}

const name = fc.constantFrom('a', 'b', 'c', 'd', 'f')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`)

const run = (kinds: readonly Step[]) =>
  fc.array(fc.tuple(fc.constantFrom(...kinds), path, path, fc.nat(100_000)), { minLength: 20, maxLength: 80 })

const newSetting = (tree: Tree): Setting => ({ tree, files: newFiles(tree), open: [], frozen: [] })

describe('what files take', () => {
  it('is given back when they go, whatever was done with them', () => {
    fc.assert(
      fc.property(run(steps), fc.boolean(), (calls, hasImage) => {
        const tree = newTree(hasImage ? { image, bytes: 200_000, inodes: 30 } : { bytes: 200_000, inodes: 30 })
        const setting = newSetting(tree)
        const { files, open } = setting
        for (const [step, one, other, size] of calls) {
          attempt(step, setting, one, other, size)
          const { usedBytes, usedInodes } = files.usage()
          expect([usedBytes >= 0, usedInodes >= 0], `${usedBytes} ${usedInodes}`).to.deep.equal([true, true])
        }
        for (const file of open) file.release()
        // To take away what is of the image needs room for the copies of its directories.
        const roomy = files.usage().usedInodes < 25
        if (roomy) for (const one of files.list('/', root)) removeAll(files, `/${one}`)
        const { usedBytes, usedInodes } = files.usage()
        if (roomy) expect([usedBytes, usedInodes <= 1]).to.deep.equal([0, true])
      }),
      { numRuns: 150 },
    )
  })
})

describe('frozen trees', () => {
  it('stay what they were, whatever is done with what they were made of', () => {
    fc.assert(
      fc.property(run([...steps, ...steps, freeze, freeze]), (calls) => {
        const setting = newSetting(newTree({ image }))
        for (const [step, one, other, size] of calls) attempt(step, setting, one, other, size)
        for (const [frozen, was] of setting.frozen) {
          expect(contents(newFiles(newTree({ image: frozen })))).to.deep.equal(was)
        }
      }),
      { numRuns: 100 },
    )
  })
})

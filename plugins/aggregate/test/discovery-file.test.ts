import { execFileSync } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import { fileSource } from '../dist/discovery/file.js'
import { Observed } from './support/observed.js'

const times = { every: 20, settle: 20 }

describe('children from a file', () => {
  let folder: string
  let path: string
  let observed: Observed | undefined

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'children-'))
    path = join(folder, 'pool')
  })
  afterEach(async () => {
    await observed?.end()
    observed = undefined
    await rm(folder, { recursive: true })
  })

  async function watched(file = path, settle = times.settle): Promise<Observed> {
    return (observed = await Observed.of(fileSource(file, { ...times, settle })))
  }

  it('are there when it is watched', async () => {
    await writeFile(path, 'a=debug\n')
    expect((await watched()).lists).to.deep.equal([['a=debug']])
  })

  const changes: Readonly<Record<string, (next: string) => Promise<void>>> = {
    'is written over': (next) => writeFile(path, next),
    'is replaced by another': async (next) => {
      await writeFile(`${path}.new`, next)
      await rename(`${path}.new`, path)
    },
    'is removed, and there again': async (next) => {
      await rm(path)
      await setTimeout(100)
      await writeFile(path, next)
    },
  }

  for (const [title, change] of Object.entries(changes)) {
    it(`are others when it ${title}`, async () => {
      await writeFile(path, 'a=debug\n')
      const { lists } = await watched()
      await change('b=debug\n')
      await observed!.has('b')
      await change('c=debug\n')
      await observed!.has('c')
      expect(lists).to.deep.equal([['a=debug'], ['b=debug'], ['c=debug']])
    })
  }

  it('are others when a symbolic link on its way leads elsewhere, as those of a ConfigMap do', async () => {
    for (const [version, text] of Object.entries({ one: 'a: debug', two: 'b: debug' })) {
      await mkdir(join(folder, version))
      await writeFile(join(folder, version, 'pool.yaml'), text)
    }
    await symlink('one', join(folder, '..data'))
    await symlink('..data/pool.yaml', join(folder, 'pool.yaml'))
    await watched(join(folder, 'pool.yaml'))
    await symlink('two', join(folder, '..new'))
    await rename(join(folder, '..new'), join(folder, '..data'))
    await observed!.has('b')
    expect(observed!.said).to.deep.equal([])
  })

  it('stay while it is half written', async () => {
    await writeFile(path, 'a=debug\nb=debug\nc=debug\n')
    await watched(path, 500)
    await truncate(path)
    for (let at = 0; at < 12; at++) {
      await appendFile(path, `b${at}=debug\n`)
      await setTimeout(5)
    }
    await observed!.has('b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 b10 b11')
    expect(observed!.lists).to.have.length(2)
  })

  it('stay when it is gone, which is said once', async () => {
    await writeFile(path, 'a=debug\n')
    await watched()
    await rm(path)
    await observed!.says(/^cannot read .*pool: no such file$/)
    await setTimeout(100)
    expect(observed!.said).to.have.length(1)
    await writeFile(path, 'a=debug\n')
    await observed!.says(/^recovered$/)
    expect(observed!.lists).to.have.length(1)
  })

  it('stay when it is wrong, with its line', async () => {
    await writeFile(path, 'a=debug\n')
    await watched()
    await writeFile(path, 'a=debug\nb\n')
    await observed!.says(/pool:2: expected NAME=/)
    await writeFile(path, 'a=debug\n\nb\n')
    await observed!.says(/pool:3: expected NAME=/)
    await writeFile(path, 'a=debug\nb=debug')
    await observed!.has('a b')
    expect(observed!.said.at(-1)).to.equal('recovered')
  })

  it('stay when it is empty, and none are what a comment says', async () => {
    await writeFile(path, 'a=debug\n')
    await watched()
    await writeFile(path, '\n')
    await observed!.says(/pool is empty: write a comment, # none, where there are no children$/)
    expect(observed!.names).to.equal('a')
    await writeFile(path, '# none\n')
    await observed!.has('')
  })

  it('come when there is one, where there was none', async () => {
    await watched()
    expect(observed!.said).to.have.length(1)
    expect(observed!.lists).to.deep.equal([])
    await writeFile(path, 'a=debug\n')
    await observed!.has('a')
    expect(observed!.said.at(-1)).to.equal('recovered')
  })

  const none: Readonly<Record<string, readonly [make: (path: string) => unknown, sentence: RegExp]>> = {
    'a folder': [mkdir, /^cannot read .*: it is no regular file$/],
    'a pipe that nobody writes to': [(place) => execFileSync('mkfifo', [place]), /it is no regular file$/],
    'a link to itself': [(place) => symlink(place, place), /its symbolic links go round in circles$/],
    'too large': [(place) => writeFile(place, '#'.repeat((1 << 20) + 1)), /it has more than 1048576 bytes$/],
  }

  for (const [title, [make, sentence]] of Object.entries(none)) {
    it(`are none of ${title}`, async () => {
      await make(path)
      await watched()
      expect(observed!.said).to.have.length(1)
      expect(observed!.said[0]).to.match(sentence)
    })
  }

  it('are not told of when nobody watches any more', async () => {
    await writeFile(path, 'a=debug\n')
    await watched()
    await observed!.end()
    await writeFile(path, 'b=debug\n')
    await setTimeout(100)
    expect(observed!.names).to.equal('a')
  })
})

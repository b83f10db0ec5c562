import { expect } from 'chai'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create } from './support/run.js'

const usage = 'usage: npm init libswarm-backend [<name>] [-- --dir <folder> --js --yes]'
const rule =
  'a backend is named foo or @scope/foo, of lower-case letters, digits, dots, dashes and underscores, each part ' +
  'beginning with a letter or a digit, at most 214 characters with its package\'s "libswarm-backend-"'

const taken = (name: string) =>
  `the name "${name}" is taken: swarmd has a backend "${name}" of its own, and a name means one backend; ` +
  `choose another, or one in your scope (@me/${name})`
const twice = (name: string, right: string) =>
  `invalid name "${name}": it has "libswarm-backend-" twice, did you mean "${right}"?`

describe('create-libswarm-backend', function () {
  this.timeout(60_000)
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'libswarm-template-'))
  })
  afterEach(() => rm(home, { recursive: true }))

  const wrong: readonly (readonly [words: readonly string[], sentence: string])[] = [
    [[], `a name is missing (${usage})`],
    [['--yes'], `a name is missing (${usage})`],
    [['foo', 'bar'], `one name, not 2 (${usage})`],
    [['foo', '--dir='], `--dir needs a folder (${usage})`],
    [['foo', '--dri', 'x'], `Unknown option '--dri' (${usage})`],
    ...['', 'Foo', 'föö', 'a b', '.foo', '_foo', '..', '../foo', 'me/foo', '@me/', '@Me/foo', '@me/a/b', 'foo!'].map(
      (name) => [[name], `invalid name ${JSON.stringify(name)}: ${rule}`] as const,
    ),
    [['libswarm-backend-'], `invalid name "libswarm-backend-": ${rule}`],
    ...['debug', 'simulator', 'forward', 'aggregate', 'libswarm-backend-debug'].map(
      (name) => [[name], taken(name.replace('libswarm-backend-', ''))] as const,
    ),
    [['libswarm-backend-libswarm-backend-foo'], twice('libswarm-backend-libswarm-backend-foo', 'foo')],
    [['@me/libswarm-backend-libswarm-backend-foo'], twice('@me/libswarm-backend-libswarm-backend-foo', '@me/foo')],
    [['libswarm-backend-libswarm-backend-'], `invalid name "libswarm-backend-libswarm-backend-": ${rule}`],
    [['x'.repeat(198)], `invalid name "${'x'.repeat(198)}": ${rule}`],
  ]
  for (const [words, sentence] of wrong) {
    it(`refuses ${JSON.stringify(words).slice(0, 40)} and makes nothing`, async () => {
      expect(await create(home, ...words)).to.deep.equal({ code: 2, stdout: '', stderr: `${sentence}\n` })
      expect(await readdir(home)).to.deep.equal([])
    })
  }

  it('refuses a folder that is not empty, and changes nothing in it', async () => {
    await mkdir(join(home, 'full'))
    await writeFile(join(home, 'full/index.js'), 'mine')
    const stderr = 'the folder full is not empty; nothing was changed\n'
    expect(await create(home, 'foo', '--dir', 'full')).to.deep.equal({ code: 1, stdout: '', stderr })
    expect(await readdir(join(home, 'full'))).to.deep.equal(['index.js'])
    expect(await readFile(join(home, 'full/index.js'), 'utf8')).to.equal('mine')
  })

  it('refuses a folder that is a file, or cannot be made', async () => {
    await writeFile(join(home, 'file'), 'mine')
    for (const folder of ['file', 'file/below', '/dev/null/x']) {
      const { code, stderr } = await create(home, 'foo', '--dir', folder)
      expect(stderr).to.match(new RegExp(`^cannot make ${folder}: ENOTDIR: .+\\n$`))
      expect(code).to.equal(1)
    }
    expect(await readFile(join(home, 'file'), 'utf8')).to.equal('mine')
  })

  it('makes the folder of --dir and those above it, or takes an empty one', async () => {
    const deep = await create(home, '@me/foo', '--dir', "a/it's")
    expect(deep.stdout)
      .to.include("Made @me/libswarm-backend-foo in a/it's (")
      .and.include("  cd 'a/it'\\''s' && npm install\n")
    const json = JSON.parse(await readFile(join(home, "a/it's/package.json"), 'utf8')) as unknown
    expect(json).to.deep.include({ name: '@me/libswarm-backend-foo' })
    await mkdir(join(home, 'empty'))
    expect(await create(home, 'libswarm-backend-foo', '--dir', 'empty')).to.deep.include({ code: 0, stderr: '' })
    expect(await readFile(join(home, 'empty/README.md'), 'utf8')).to.match(/^# libswarm-backend-foo\n/)
  })

  it('takes a name of the greatest length', async () => {
    expect(await create(home, 'x'.repeat(197), '--dir', 'x')).to.deep.include({ code: 0, stderr: '' })
  })

  it('takes a folder that is a new repository, and leaves what is in it', async () => {
    await mkdir(join(home, 'clone/.git'), { recursive: true })
    await writeFile(join(home, 'clone/.git/HEAD'), 'ref: refs/heads/main')
    expect(await create(join(home, 'clone'), 'foo', '--dir', '.')).to.deep.include({ code: 0, stderr: '' })
    expect(await readFile(join(home, 'clone/.git/HEAD'), 'utf8')).to.equal('ref: refs/heads/main')
    expect(await readdir(join(home, 'clone'))).to.include.members(['.git', 'package.json'])
  })

  it('takes the name of a standard backend in a scope', async () => {
    expect(await create(home, '@me/debug')).to.deep.include({ code: 0, stderr: '' })
  })

  it('tells its usage', async () => {
    const { code, stdout, stderr } = await create(home, '--help')
    expect(stdout).to.include(`\n${usage}\n`).and.include('  --dir <folder>  ')
    expect([code, stderr]).to.deep.equal([0, ''])
  })
})

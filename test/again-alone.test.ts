import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { run } from './support/processes.js'

const root = fileURLToPath(new URL('..', import.meta.url))

// mocha numbers its processes where several run, and only there.
const starving = `if (process.env.MOCHA_WORKER_ID !== undefined) throw new Error('starved')`
const files = {
  'starves.test.js': `describe('a', () => { before(() => { ${starving} }); it('b', () => {}); it('c', () => {}) })`,
  'wrong.test.js': `it('d', () => {}); it('e', () => { throw new Error('wrong') })`,
  'right.test.js': `it('f', () => {}); it.skip('g [skipped: no g]', () => {})`,
}

const program = `
import { againAlone, mocha, total } from './scripts/mocha.js'
delete process.env.MOCHA_WORKER_ID
const args = ['--no-config', '--reporter', 'scripts/reporter.cjs', '--parallel', '--jobs', '2', ...process.argv.slice(1)]
const { code, counts } = await mocha(args)
const first = total(counts)
console.log('COUNTED ' + JSON.stringify({ code, first, last: total(await againAlone(counts)) }))
`

/** What comes of test files that run beside each other, and again alone where they fail. */
async function outcome(names: readonly (keyof typeof files)[]): Promise<{ said: string; counted: unknown }> {
  const folder = await mkdtemp(join(tmpdir(), 'again-alone-'))
  try {
    const paths = names.map((name) => join(folder, name))
    await Promise.all(names.map((name, index) => writeFile(paths[index] ?? '', files[name])))
    const args = ['--input-type=module', '-e', program, ...paths]
    const { stdout } = await run(process.execPath, args, { cwd: root })
    const said = stdout.toString().replaceAll(`${relative(root, folder)}/`, '')
    return { said, counted: JSON.parse(/^COUNTED (.*)$/m.exec(said)?.[1] ?? 'null') }
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('a file of tests that fails beside others', function () {
  this.timeout(60_000)

  it('counts as it does alone, which is said', async () => {
    const { said, counted } = await outcome(['starves.test.js', 'right.test.js'])
    expect(counted).to.deep.equal({
      code: 1,
      first: { passed: 1, failed: 1, skipped: 1 },
      last: { passed: 3, failed: 0, skipped: 1 },
    })
    expect(said).to.match(/^FAILED ONCE starves\.test\.js: 1 failed beside others, all passed alone$/m)
  })

  it('counts as it did where it fails alone, too', async () => {
    const { said, counted } = await outcome(['wrong.test.js', 'right.test.js'])
    expect(counted).to.deep.include({ last: { passed: 2, failed: 1, skipped: 1 } })
    expect(said).to.match(/^FAILED ONCE wrong\.test\.js: 1 failed beside others, and failed alone$/m)
  })

  it('is not run again where none fails', async () => {
    const { said, counted } = await outcome(['right.test.js', 'right.test.js'])
    expect(counted).to.deep.include({ code: 0, last: { passed: 1, failed: 0, skipped: 1 } })
    expect(said).not.to.include('FAILED ONCE')
  })
})

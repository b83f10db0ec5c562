import { access, readdir, readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { makeProject, type Project } from './support/backends.js'
import { runSwarmd, type Ended } from './support/swarmd.js'

const marking = `
import { writeFileSync } from 'node:fs'
writeFileSync(process.env.HOME + '/marker', String(process.pid))
export const install = (engine, { size }) => {
  if (size === 13) throw new Error('no such size')
  if (size === 14) while (true) {}
  if (size === 15) return new Promise(() => setInterval(() => 0, 1000))
  if (size === 16) process.exit(3)
  console.log('installed with', size)
  engine.register('containers', () => [])
  engine.register('SystemPing', () => 'OK')
  if (size > 1) engine.catchAll((job) => engine.next.run(job))
}`

const size = { type: 'number', default: 1, describe: 'how many' }
const address = { type: 'string', order: 0, choices: ['a', 'b'] }

describe('swarmd plugins inspect', () => {
  let project: Project
  beforeEach(async () => {
    project = await makeProject()
    await project.install('libswarm-backend-foo', marking, { simulated: true, options: { size } })
  })
  afterEach(() => project.remove())

  const inspect = (...args: readonly string[]): Promise<Ended> =>
    runSwarmd(['plugins', 'inspect', ...args], {
      cwd: project.path,
      env: { HOME: project.path, TMPDIR: project.path },
    })
  const json = async (...args: readonly string[]) =>
    JSON.parse((await inspect(...args, '--json')).stdout) as Readonly<Record<string, unknown>>
  const ran = () =>
    access(project.at('marker')).then(
      () => true,
      () => false,
    )

  describe('of a name', () => {
    it('shows its manifest and its options, and runs none of its code', async () => {
      const { code, stdout, stderr } = await inspect('foo')
      const home = project.at('node_modules/libswarm-backend-foo')
      expect(stdout).to.equal(
        `name        foo
package     libswarm-backend-foo
version     1.2.3
api         ^1.0.0
status      ok
simulated   yes
from        ${home}
entry       ${home}/index.js

foo [--size <number>]

  --size  number  how many (default 1)
`,
      )
      expect([code, stderr, await ran()]).to.deep.equal([0, '', false])
    })

    it('the same for programs, every key there', async () => {
      const home = project.at('node_modules/libswarm-backend-foo')
      expect(await json('foo')).to.deep.equal({
        name: 'foo',
        package: 'libswarm-backend-foo',
        version: '1.2.3',
        api: '^1.0.0',
        status: 'ok',
        reason: null,
        simulated: true,
        from: home,
        entry: `${home}/index.js`,
        options: { size },
        operations: null,
        catchAll: null,
      })
      expect(await ran()).to.equal(false)
    })

    it('a package, a scope, a path and a standard backend are named as behind --backend', async () => {
      await project.install('@me/libswarm-backend-bar', marking)
      for (const name of ['@me/bar', '@me/libswarm-backend-bar', './node_modules/@me/libswarm-backend-bar']) {
        expect(await json(name), name).to.include({ name: '@me/bar', status: 'ok' })
      }
      expect(await json('libswarm-backend-foo')).to.include({ name: 'foo' })
      expect(await json('simulator')).to.include({ status: 'standard', simulated: true })
      expect((await inspect('./node_modules/@me/libswarm-backend-bar')).stdout).to.include(
        '\n\n@me/bar [word...]\n\n  It declares no options, and gets its words as they are.\n',
      )
      expect(await ran()).to.equal(false)
    })

    it('says of an unknown one and of what is no name what --backend says, with its exit code', async () => {
      for (const name of ['fooo', 'node:fs', './nosuch', '']) {
        const { code, stdout, stderr } = await inspect(name)
        expect(stdout).to.equal('')
        if (name === '') expect(stderr).to.match(/^swarmd: .*\n$/)
        else {
          const served = await runSwarmd(['--backend', name, 'unix://a.sock'], { cwd: project.path })
          expect({ code, stderr }).to.deep.equal({ code: served.code, stderr: served.stderr })
        }
      }
      expect((await inspect()).stderr).to.match(/^swarmd: .*<spec> is missing \(usage: swarmd plugins inspect <spec>/)
    })
  })

  describe('of a broken one', () => {
    const broken: Readonly<Record<string, readonly [libswarm: object, status: string, reason: RegExp]>> = {
      old: [{ api: '^0.1.0' }, 'incompatible', /^it was written for version \^0\.1\.0 of the job protocol/],
      unbuilt: [{ backend: './dist.js' }, 'invalid', /^the entry ".\/dist\.js" is missing: has it been built\?$/],
      odd: [{ options: { n: { type: 'int' } } }, 'invalid', /^the option "n" has no type/],
    }
    for (const [name, [libswarm, status, reason]] of Object.entries(broken)) {
      it(`${name}: the reason, by name and by path; exit code 1`, async () => {
        const path = await project.install(`libswarm-backend-${name}`, marking, libswarm)
        for (const spec of [name, path]) {
          const shown = await json(spec)
          expect(shown).to.include({ name, version: '1.2.3', status, entry: null, options: null })
          expect(shown['reason']).to.match(reason)
          const { code, stdout } = await inspect('--operations', spec)
          expect(code).to.equal(1)
          expect(stdout).to.match(new RegExp(`^status +${status}\nreason +\\S`, 'm'))
        }
        expect(await ran()).to.equal(false)
      })
    }

    it('one that is denied, and one that is no direct dependency', async () => {
      await project.put('.swarmdrc.yaml', 'plugins: { deny: [foo] }')
      expect(await json('foo')).to.include({ status: 'denied', reason: 'the deny list has "foo"' })
      await project.install('libswarm-backend-other', marking)
      await project.put('package.json', {})
      expect(await json('other')).to.include({ status: 'not a direct dependency' })
    })

    it('a terminal is safe from what it says', async () => {
      await project.install('libswarm-backend-evil', '', { options: { a: { type: 'string', describe: '\u001b[2J' } } })
      const { code, stdout } = await inspect('evil')
      expect(code).to.equal(0)
      expect(stdout).to.include('\\x1b[2J').and.not.include('\u001b')
    })
  })

  describe('with arguments', () => {
    it('installs it in a process of its own and lists what it answers; the process ends', async () => {
      const { code, stdout, stderr } = await inspect('foo --size 1')
      expect(stdout).to.match(
        /\n\nOPERATION +METHOD +PATH\nContainerList +GET +\/containers\/json\nSystemPing +GET +\/_ping\n$/,
      )
      expect([code, stderr]).to.deep.equal([0, 'swarmd: [foo] installed with 1\n'])
      await nothingLeft()
    })

    it('names the catch-all apart', async () => {
      expect(await json('foo --size 2')).to.deep.include({
        operations: ['ContainerList', 'SystemPing'],
        catchAll: true,
      })
      expect((await inspect('foo --size 2')).stdout).to.match(/\n\nEvery other operation goes to its catch-all: .*\n$/)
      expect((await inspect('forward unix://a.sock')).stdout).to.match(
        /\n\nEvery operation goes to its catch-all: .*\n$/,
      )
    })

    it('--operations does it without arguments, and for a standard backend too', async () => {
      expect((await inspect('--operations', 'foo')).stdout).to.match(/\nSystemPing +GET +\/_ping\n$/)
      expect((await json('--operations', 'simulator'))['operations']).to.include('ContainerCreate')
    })

    it('wrong ones are refused before anything runs, exit code 2', async () => {
      const { code, stdout, stderr } = await inspect('foo --sise 1')
      expect(stderr).to.equal(
        'swarmd: the backend "foo": unknown option "--sise", did you mean --size? (usage: foo [--size <number>])\n',
      )
      expect([code, stdout, await ran()]).to.deep.equal([2, '', false])
    })

    for (const [what, number, sentence] of [
      ['throws', 13, /^swarmd: .*the backend "foo".*: no such size\n$/],
      ['never returns', 14, /^swarmd: the backend "foo": it has not installed within 10 s/],
      ['waits for ever', 15, /^swarmd: the backend "foo": it has not installed within 10 s/],
      ['ends its process', 16, /^swarmd: the backend "foo": its process ended while it was installing: exit code 3\n$/],
    ] as const) {
      it(`an install that ${what} is told, exit code 1, and nothing is left`, async () => {
        const { code, stdout, stderr } = await inspect(`foo --size ${number}`)
        expect(stderr).to.match(sentence)
        expect([code, stdout]).to.deep.equal([1, ''])
        await nothingLeft()
      })
    }

    /** Neither its process nor the folder of its sockets. */
    async function nothingLeft(): Promise<void> {
      const pid = Number(await readFile(project.at('marker'), 'utf8'))
      expect(() => process.kill(pid, 0)).to.throw('ESRCH')
      expect((await readdir(project.path)).sort()).to.deep.equal(['marker', 'node_modules', 'package.json'])
    }
  })

  it('its options may be positional', async () => {
    await project.install('libswarm-backend-pos', marking, { options: { address } })
    expect((await inspect('pos')).stdout).to.match(
      /\n\npos <address>\n\n {2}<address> +string +\(required; one of a, b\)\n$/,
    )
  })
})

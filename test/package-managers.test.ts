import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect } from 'chai'
import { describeLong } from './support/needs.js'
import { findProgram } from './support/processes.js'
import { backendFiles } from './support/registry-backend.js'
import type { Client } from './support/registry-client.js'
import { root } from './support/registry-packages.js'
import { copyPublished } from './support/registry-release.js'
import { stage, type Stage } from './support/registry-stage.js'
import { ask, containers, listed, serving, type InstalledSwarmd } from './support/registry-swarmd.js'

const missing = ['npm', 'git'].filter((name) => findProgram(name) === undefined)

describeLong(
  missing.length === 0 ? undefined : `${missing.join(' and ')} not installed`,
  'backends, as package managers install them',
  function () {
    this.timeout(180_000)
    let all: Stage
    let client: Client
    before(async () => {
      all = await stage()
      client = all.client
      await all.publish([await client.folder('far', backendFiles('libswarm-backend-far', 'from-far'))])
    })
    after(() => all?.close())

    const expectUsable = async (swarmd: InstalledSwarmd, name: string) => {
      expect(await listed(client, swarmd, name)).to.include({ status: 'ok', version: '1.0.0' })
      expect(await serving(client, swarmd, name, containers)).to.deep.equal([`/from-${name}`])
    }

    for (const [manager, add, command] of [
      ['npm', 'npm i', 'npx swarmd'],
      ['pnpm', 'pnpm add', 'pnpm exec swarmd'],
    ] as const) {
      describe(manager, () => {
        it('a direct dependency', async () => {
          const folder = await client.folder(`${manager}-direct`)
          await client.say(`${add} swarmd libswarm-backend-far`, folder)
          await expectUsable({ command, folder }, 'far')
        })

        it('a backend that no dependency names is not used', async () => {
          const folder = await client.folder(`${manager}-indirect`)
          const between = { name: 'between', version: '1.0.0', dependencies: { 'libswarm-backend-far': '1.0.0' } }
          await client.folder(`${manager}-between`, { 'package.json': between })
          await client.say(`${add} swarmd file:../${manager}-between`, folder)
          const [program = '', ...words] = [...command.split(' '), '--backend', 'far', 'tcp://localhost:0']
          const { code, stderr } = await client.run(program, words, folder)
          expect(stderr).to.include('"far"')
          expect(code).to.equal(1)
        })

        it('a package of the same workspace, for the one that depends on it', async () => {
          const range = manager === 'pnpm' ? 'workspace:*' : '1.0.0'
          const folder = await client.folder(`${manager}-workspace`, {
            'package.json': { name: 'all', private: true, workspaces: ['packages/*'] },
            'pnpm-workspace.yaml': 'packages: ["packages/*"]\n',
            'packages/app/package.json': {
              name: 'app',
              version: '1.0.0',
              dependencies: { swarmd: '*', 'libswarm-backend-near': range },
            },
          })
          await client.folder(`${manager}-workspace/packages/near`, backendFiles('libswarm-backend-near', 'from-near'))
          await client.say(`${manager} install`, folder)
          await expectUsable({ command, folder: join(folder, 'packages/app') }, 'near')
        })
      })
    }

    describe('installed globally', () => {
      it('npm: what is installed beside swarmd, from a folder of nothing', async () => {
        await client.say(`npm i -g --prefix ${client.home}/global swarmd libswarm-backend-far`, client.home)
        const command = join(client.home, 'global/bin/swarmd')
        await expectUsable({ command, folder: await client.folder('npm-nothing') }, 'far')
      })

      it('pnpm: what is installed beside swarmd, from a folder of nothing', async () => {
        await client.say('pnpm add -g swarmd libswarm-backend-far', client.home)
        const command = join(client.home, 'pnpm/swarmd')
        await expectUsable({ command, folder: await client.folder('pnpm-nothing') }, 'far')
      })
    })

    describe('a backend with an install script (row 82)', () => {
      before(async () => {
        const scripts = { postinstall: 'node marker.js' }
        const files = backendFiles('libswarm-backend-scripted', 'from-scripted', { scripts })
        const marker = "import { writeFileSync } from 'node:fs'\nwriteFileSync('marker', '')\n"
        await all.publish([await client.folder('scripted', { ...files, 'marker.js': marker })])
      })

      for (const [line, runs] of [
        ['npm i --ignore-scripts=false', true],
        ['npm i --ignore-scripts', false],
        ['pnpm add', false],
        ['pnpm add --ignore-scripts', false],
      ] as const) {
        it(`${line}: it ${runs ? 'runs' : 'does not run'}, and the backend can be used`, async () => {
          const folder = await client.folder(`scripts ${line}`.replaceAll(' ', '-'))
          await client.say(`${line} swarmd libswarm-backend-scripted`, folder)
          const there = await readdir(join(folder, 'node_modules/libswarm-backend-scripted'))
          expect(there.includes('marker')).to.equal(runs)
          await expectUsable({ command: 'npx swarmd', folder }, 'scripted')
        })
      }
    })

    it('a backend that brings an older copy of the core: its errors keep their kinds', async () => {
      const old = join(await client.folder('old'), 'core')
      await copyPublished(join(root, 'core'), old)
      const json = JSON.parse(await readFile(join(old, 'package.json'), 'utf8')) as object
      await writeFile(join(old, 'package.json'), JSON.stringify({ ...json, version: '0.0.1' }))
      await all.publish([old], 'old')
      const backend = backendFiles('libswarm-backend-own-core', '', { dependencies: { 'libswarm-core': '0.0.1' } })
      const source = `import { swarmError } from 'libswarm-core'
export const install = (engine) => {
  engine.register('ContainerInspect', ({ path }) => {
    throw swarmError('NotFound', 'No such container: ' + path.id)
  })
  engine.register('ContainerStart', () => {
    throw swarmError('Conflict', 'it is being removed')
  })
}
`
      await all.publish([await client.folder('own-core', { ...backend, 'index.js': source })])
      const folder = await client.folder('two-cores')
      await client.say('npm i swarmd libswarm-backend-own-core', folder)
      const versions = ['swarmd', 'libswarm-backend-own-core'].map((name) => {
        const require = createRequire(join(folder, 'node_modules', name, 'package.json'))
        return (require('libswarm-core/package.json') as { version: string }).version
      })
      expect(versions).to.deep.equal([(json as { version: string }).version, '0.0.1'])
      await serving(client, { command: 'npx swarmd', folder }, 'own-core', async (listening) => {
        const inspected = await ask(listening, 'GET /containers/web/json')
        expect([inspected.status, inspected.json()]).to.deep.equal([404, { message: 'No such container: web' }])
        expect(await ask(listening, 'POST /containers/web/start')).to.include({ status: 409 })
      })
    })
  },
)

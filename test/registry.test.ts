import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { docker, dockerMissing } from './support/docker.js'
import { describeNeeding } from './support/needs.js'
import { findProgram } from './support/processes.js'
import { newClient, type Client } from './support/registry-client.js'
import { stage, type Stage } from './support/registry-stage.js'
import { containers, listed, serving, type InstalledSwarmd } from './support/registry-swarmd.js'
import { standardBackends } from './support/standard.js'

/** How each package manager says the same things; the last words are the backend's name or the packages. */
const managers = {
  npm: {
    create: 'npm init libswarm-backend foo -- --yes',
    install: 'npm install',
    test: 'npm test',
    publish: 'npm publish',
    add: 'npm i',
    swarmd: 'npx swarmd',
    name: 'foo',
  },
  pnpm: {
    create: 'pnpm create libswarm-backend bar --yes',
    install: 'pnpm install',
    test: 'pnpm test',
    publish: 'pnpm publish --no-git-checks',
    add: 'pnpm add',
    swarmd: 'pnpm exec swarmd',
    name: 'bar',
  },
} as const

const missing = ['npm', 'git'].filter((name) => findProgram(name) === undefined)

describeNeeding(
  missing.length === 0 ? undefined : `${missing.join(' and ')} not installed`,
  'the packages, published to a registry',
  function () {
    this.timeout(180_000)
    let all: Stage
    let client: Client
    before(async () => {
      all = await stage()
      client = all.client
    })
    after(() => all?.close())

    const docked = async (swarmd: InstalledSwarmd, backend: string) =>
      serving(client, swarmd, backend, async ({ address }) => {
        const { code, stdout, stderr } = await docker(address, ['ps', '--format', '{{.Names}}'])
        expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
        return stdout.trim().split('\n').sort()
      })

    it('asks no other registry', async () => {
      expect((await fetch(`${all.registry.url}express`)).status).to.equal(404)
    })

    it('takes packages only from who is known', async () => {
      const stranger = await newClient({ url: all.registry.url, token: 'made-up' })
      const folder = await stranger.folder('mine', { 'package.json': { name: 'mine', version: '1.0.0' } })
      const { code } = await stranger.run('npm', ['publish'], folder)
      await stranger.remove()
      expect(code).to.equal(1)
    })

    for (const [manager, says] of Object.entries(managers)) {
      describe(`with ${manager}`, () => {
        const made = `libswarm-backend-${says.name}`
        const command = says.swarmd
        let user: InstalledSwarmd
        let author: InstalledSwarmd
        let other: InstalledSwarmd
        before(async () => {
          user = { command, folder: await client.folder(`${manager}-user`) }
          author = { command, folder: join(await client.folder(`${manager}-author`), made) }
          other = { command, folder: await client.folder(`${manager}-other`) }
        })

        it('installs swarmd in an empty folder, which then is a Docker Engine with three containers', async () => {
          await client.say(`${says.add} swarmd`, user.folder)
          const names = await serving(client, user, 'simulator container1 container2 container3', containers)
          expect(names).to.deep.equal(['/container1', '/container2', '/container3'])
        })
        it('is a pool of two of them', async () => {
          const names = await serving(client, user, "aggregate a='simulator web' b='simulator db'", containers)
          expect(names).to.deep.equal(['/db', '/web'])
        })

        it('lists the standard backends', async () => {
          for (const name of standardBackends) {
            expect(await listed(client, user, name), name).to.include({ status: 'standard' })
          }
        })

        it('makes a backend, installs what it needs, and passes its tests', async () => {
          await client.say(says.create, join(author.folder, '..'))
          await client.say(says.install, author.folder)
          await client.say(says.test, author.folder)
        })

        it('runs it from its folder', async () => {
          expect(await serving(client, author, '.', containers)).to.deep.equal(['/hello'])
        })
        it('publishes it, and installs it elsewhere by its name', async () => {
          await client.say(says.publish, author.folder)
          await client.say(`${says.add} swarmd ${made}`, other.folder)
          expect(await listed(client, other, says.name)).to.include({ status: 'ok', version: '0.1.0' })
          expect(await serving(client, other, `${says.name} web db`, containers)).to.deep.equal(['/db', '/web'])
        })

        describeNeeding(dockerMissing(), 'docker ps', () => {
          it('lists the three containers', async () => {
            const names = await docked(user, 'simulator container1 container2 container3')
            expect(names).to.deep.equal(['container1', 'container2', 'container3'])
          })

          it('lists what the new backend shows', async () => {
            expect(await docked(author, '.')).to.deep.equal(['hello'])
          })
        })
      })
    }

    describe('npm', () => {
      it('took everything from that registry', async () => {
        const text = await readFile(join(client.home, 'npm-other/package-lock.json'), 'utf8')
        const lock = JSON.parse(text) as { packages: Record<string, { resolved?: string }> }
        const resolved = Object.values(lock.packages).flatMap(({ resolved }) => resolved ?? [])
        expect(resolved).to.have.length.greaterThan(10)
        expect(resolved.filter((url) => !url.startsWith(all.registry.url))).to.deep.equal([])
      })
    })
  },
)

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { call } from 'libswarm-core/testing'
import { loadConfig, placesOf, type Flags } from '../swarmd/dist/config/config.js'
import { readJson } from '../swarmd/dist/config/json.js'
import { flagOf, keyNames, keys, type Key } from '../swarmd/dist/config/keys.js'
import { dataOf } from '../swarmd/dist/config/node.js'
import { ownGroup, runSwarmd, startSwarmd, temporaryFolder, type Swarmd } from './support/swarmd.js'

const text = await readFile(new URL('../docs/configuration.md', import.meta.url), 'utf8')

interface Printed {
  readonly file: string | null
  readonly config: Readonly<Record<string, unknown>>
  readonly sources: Readonly<Record<string, object>>
}

describe('the config', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let swarmd: Swarmd | undefined
  beforeEach(async () => void (folder = await temporaryFolder()))
  afterEach(async () => {
    await swarmd?.stop('SIGKILL')
    swarmd = undefined
    await folder.remove()
  })
  const at = (name: string) => join(folder.path, name)
  const printed = async (args: readonly string[] = [], cwd = folder.path): Promise<Printed> => {
    const { code, stdout, stderr } = await runSwarmd(['config', '--json', ...args], { cwd })
    expect([code, stderr]).to.deep.equal([0, ''])
    return JSON.parse(stdout) as Printed
  }
  const names = async (socket: string) => {
    const list = (await call({ socketPath: at(socket), port: undefined }, 'GET /containers/json')).json<
      { Names: string[] }[]
    >()
    return list.flatMap((one) => one.Names).sort()
  }

  it('says all that the command line says, and the daemon is started by it', async () => {
    const config = `
listen: [unix://a.sock, 'unix://b.sock']
log-level: warn
backends:
  - debug --quiet
  - [debug, { v: false }]
  - { backend: simulator, options: { name: [web, db] }, isolate: false }
`
    await writeFile(at('.swarmdrc'), config)
    swarmd = await startSwarmd([], { cwd: folder.path })
    expect(await names('a.sock')).to.deep.equal(['/db', '/web'])
    expect(await names('b.sock')).to.deep.equal(['/db', '/web'])
    expect(swarmd.stderr()).to.equal('')
    expect(swarmd.stdout()).to.match(/ContainerList/)
  })

  it('--backend and addresses replace what it says', async () => {
    await writeFile(at('.swarmdrc'), 'listen: unix://a.sock\nbackends: simulator web')
    swarmd = await startSwarmd([...ownGroup, '--backend', 'simulator db', 'unix://b.sock'], { cwd: folder.path })
    expect(await names('b.sock')).to.deep.equal(['/db'])
    expect(swarmd.stderr()).to.equal('swarmd: listening on unix://b.sock\n')
  })

  it('the same key in a flag and in the file is a conflict that names both (row 35)', async () => {
    await writeFile(at('.swarmdrc'), 'insecure-tcp: true\nlog-level: info')
    const { code, stderr } = await runSwarmd(['--log-level', 'info', '--insecure-tcp', 'unix://a.sock'], {
      cwd: folder.path,
    })
    expect(stderr).to.equal(
      'swarmd: conflicts: the command line and the config file both say --insecure-tcp and "insecure-tcp" of .swarmdrc:1:1; --log-level and "log-level" of .swarmdrc:2:1: keep one\n',
    )
    expect(code).to.equal(1)
  })

  it('without an address anywhere it says so', async () => {
    await writeFile(at('.swarmdrc'), 'backends: debug')
    const { code, stderr } = await runSwarmd([], { cwd: folder.path })
    expect(stderr).to.match(
      /^swarmd: no address to listen on is given, .*\.swarmdrc has no key "listen" \(usage: swarmd /,
    )
    expect(code).to.equal(2)
  })

  it('resolves what it names from its own folder', async () => {
    await mkdir(at('deep/er'), { recursive: true })
    await mkdir(at('mine'))
    await writeFile(
      at('mine/package.json'),
      JSON.stringify({
        name: 'libswarm-backend-mine',
        version: '1.0.0',
        type: 'module',
        keywords: ['libswarm-backend'],
        libswarm: { backend: './index.js', api: '^1.0.0' },
      }),
    )
    const source = `export const install = (engine) => engine.register('ContainerList', () => [{ Id: 'a', Names: ['/mine'] }])`
    await writeFile(at('mine/index.js'), source)
    await writeFile(at('package.json'), JSON.stringify({ swarmd: { listen: 'unix://a.sock', backends: ['./mine'] } }))
    swarmd = await startSwarmd(ownGroup, { cwd: at('deep/er') })
    expect(await names('a.sock')).to.deep.equal(['/mine'])
    expect(swarmd.stderr()).to.equal(`swarmd: listening on unix://${at('a.sock')}\n`)
    const { stdout } = await runSwarmd(['operations'], { cwd: at('deep') })
    expect(stdout).to.match(/^ContainerList .* mine$/m)
  })

  it('gives the places that backends are looked for in', async () => {
    await mkdir(at('deep'))
    await writeFile(at('package.json'), '{}')
    await writeFile(at('.swarmdrc'), 'plugins: { paths: [x, /y], packages: [foo], deny: [bar] }\nisolate: all')
    const config = await loadConfig(at('deep'))
    const { from, paths, packages, deny } = await placesOf(config)
    expect({ from, paths, packages, deny }).to.deep.equal({
      from: folder.path,
      paths: [at('x'), '/y'],
      packages: ['foo'],
      deny: ['bar'],
    })
    expect(config.settings.isolate.value).to.equal('all')
    const flags: Flags = { values: { backend: ['debug'] }, given: new Set(['backend']) }
    expect(await placesOf(await loadConfig(at('deep'), flags))).to.include({ from: at('deep') })
  })

  it('is read by every command that names backends', async () => {
    await mkdir(at('other'))
    await writeFile(at('other/package.json'), JSON.stringify({ dependencies: { 'libswarm-backend-mine': '1.0.0' } }))
    await mkdir(at('other/node_modules/libswarm-backend-mine'), { recursive: true })
    const manifest = { name: 'libswarm-backend-mine', version: '1.0.0' }
    await writeFile(at('other/node_modules/libswarm-backend-mine/package.json'), JSON.stringify(manifest))
    await writeFile(at('other/.swarmdrc'), 'backends: debug')
    const list = await runSwarmd(['plugins', 'list', '--config', 'other/.swarmdrc'], { cwd: folder.path })
    expect(list.stdout).to.match(/^mine .* invalid/m)
    const operations = await runSwarmd(['operations', '--config', 'other/.swarmdrc'], { cwd: folder.path })
    expect(operations.stdout).to.match(/^ContainerList .* debug\*$/m)
  })

  it('takes a backend whose options are backends, found from its folder like any other', async () => {
    const manifest = (name: string, options: object) => ({
      name: `libswarm-backend-${name}`,
      version: '1.0.0',
      type: 'module',
      keywords: ['libswarm-backend'],
      libswarm: { backend: './index.js', api: '^1.0.0', simulated: true, options },
    })
    const plant = async (name: string, options: object, source: string) => {
      await mkdir(at(name))
      await writeFile(at(`${name}/package.json`), JSON.stringify(manifest(name, options)))
      await writeFile(at(`${name}/index.js`), source)
    }
    await mkdir(at('deep'))
    await plant(
      'leaf',
      { id: { type: 'string' } },
      `export const install = (engine, { id }) =>
      engine.register('ContainerList', () => [{ Id: id, Names: ['/' + id] }])`,
    )
    await plant(
      'holder',
      { inner: { type: 'backend', array: true } },
      `export const install = async (engine, { inner }) => {
      const children = []
      for (const one of inner) children.push(await engine.spawn(one))
      engine.register('ContainerList', async (job) => {
        const lists = await Promise.all(children.map(async (child) => (await child.run(job)).json()))
        return lists.flat()
      })
    }`,
    )
    await writeFile(at('package.json'), '{}')
    await writeFile(
      at('.swarmdrc'),
      `
listen: unix://a.sock
isolate: none
backends:
- backend: ./holder
  options:
    inner:
    - simulator web
    - [./leaf, { id: a }]
    - { backend: ./leaf, options: { id: b } }
`,
    )
    swarmd = await startSwarmd([], { cwd: at('deep') })
    expect(await names('a.sock')).to.deep.equal(['/a', '/b', '/web'])
  })

  it('pollutes no prototype', async () => {
    await writeFile(
      at('.swarmdrc.json'),
      '{ "backends": [["debug", { "__proto__": { "polluted": 1, "backend": "x" } }]] }',
    )
    await loadConfig(folder.path).catch(() => undefined)
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined)
  })

  describe('swarmd config', () => {
    it('prints the merged result and where each value came from', async () => {
      await writeFile(at('.swarmdrc'), 'listen:\n- unix://a.sock\n- tcp://localhost:1\nplugins:\n  deny: [foo]')
      const { stdout } = await runSwarmd(['config', '--backend', 'simulator web', '--log-level', 'debug'], {
        cwd: folder.path,
      })
      expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).to.deep.equal([
        ['KEY', 'VALUE', 'FROM'],
        ['listen', 'unix://a.sock', '.swarmdrc:1:1'],
        ['', 'tcp://localhost:1'],
        ['admin', '-', 'default'],
        ['backends', 'simulator web', '--backend'],
        ['isolate', 'third-party', 'default'],
        ['isolate-memory', '1024', 'default'],
        ['isolate-env', '-', 'default'],
        ['tls', 'false', 'default'],
        ['tlsverify', 'false', 'default'],
        ['tlscacert', '-', 'default'],
        ['tlscert', '-', 'default'],
        ['tlskey', '-', 'default'],
        ['insecure-tcp', 'false', 'default'],
        ['socket-group', '-', 'default'],
        ['socket-mode', '0660', 'default'],
        ['shutdown-timeout', '10', 'default'],
        ['allow-origin', '-', 'default'],
        ['log-level', 'debug', '--log-level'],
        ['plugins.paths', '-', 'default'],
        ['plugins.packages', '-', 'default'],
        ['plugins.deny', 'foo', '.swarmdrc:5:3'],
        [''],
      ])
    })

    it('--json, for programs', async () => {
      await writeFile(at('.swarmdrc'), 'listen: unix://a.sock')
      expect(await printed(['--insecure-tcp'])).to.deep.equal({
        file: at('.swarmdrc'),
        config: {
          listen: ['unix://a.sock'],
          admin: [],
          backends: ['simulator'],
          isolate: 'third-party',
          'isolate-memory': 1024,
          'isolate-env': [],
          tls: false,
          tlsverify: false,
          'insecure-tcp': true,
          'socket-mode': '0660',
          'shutdown-timeout': 10,
          'allow-origin': [],
          'log-level': 'info',
          plugins: { paths: [], packages: [], deny: [] },
        },
        sources: {
          listen: { kind: 'file', file: '.swarmdrc', line: 1, column: 1 },
          admin: { kind: 'default' },
          backends: { kind: 'default' },
          isolate: { kind: 'default' },
          'isolate-memory': { kind: 'default' },
          'isolate-env': { kind: 'default' },
          tls: { kind: 'default' },
          tlsverify: { kind: 'default' },
          tlscacert: { kind: 'default' },
          tlscert: { kind: 'default' },
          tlskey: { kind: 'default' },
          'insecure-tcp': { kind: 'flag', flag: '--insecure-tcp' },
          'socket-group': { kind: 'default' },
          'socket-mode': { kind: 'default' },
          'shutdown-timeout': { kind: 'default' },
          'allow-origin': { kind: 'default' },
          'log-level': { kind: 'default' },
          'plugins.paths': { kind: 'default' },
          'plugins.packages': { kind: 'default' },
          'plugins.deny': { kind: 'default' },
        },
        behind: [],
      })
    })

    it('masks the passwords of URLs, and moves no cursor', async () => {
      const config = { backends: [['forward', { address: 'tcp://me:s3cr3t@p@host:1/', x: '\u001b[31m' }]] }
      await writeFile(at('.swarmdrc.json'), JSON.stringify(config))
      for (const args of [[], ['--json'], ['--backend', 'forward tcp://me:s3cr3t@host:1']]) {
        const { stdout } = await runSwarmd(['config', ...args], { cwd: folder.path })
        expect(stdout).to.include('tcp://me:***@host:1').and.not.include('s3cr3t').and.not.include('\u001b')
      }
    })

    it('what it prints reads back the same', async () => {
      const word = fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/)
      const option = fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.boolean(), fc.array(fc.string()))
      const options = fc.dictionary(word, option, { maxKeys: 3 })
      const backend = fc.oneof(
        word,
        fc.tuple(word, options),
        fc.record({ backend: word, options, isolate: fc.boolean() }, { requiredKeys: ['backend'] }),
      )
      const secure = fc.record(
        {
          address: fc.constantFrom('tls://a', 'tls://b:1'),
          tlsverify: fc.boolean(),
          tlscert: word,
          tlskey: word.map((name) => `/${name}`),
        },
        { requiredKeys: ['address'] },
      )
      const config = fc.record(
        {
          listen: fc.uniqueArray(
            fc.oneof(
              word.map((name) => `unix://${name}.sock`),
              secure,
            ),
            { selector: JSON.stringify },
          ),
          backends: fc.array(backend, { minLength: 1 }),
          isolate: fc.oneof(fc.constantFrom('none', 'all', 'third-party'), fc.array(word, { minLength: 2 })),
          'insecure-tcp': fc.boolean(),
          'socket-mode': fc.constantFrom('0600', '0666'),
          'shutdown-timeout': fc.nat(100),
          'log-level': fc.constantFrom('error', 'debug'),
          plugins: fc.record({ paths: fc.array(word), deny: fc.array(word) }, { requiredKeys: [] }),
        },
        { requiredKeys: [] },
      )
      await fc.assert(
        fc.asyncProperty(config, async (given) => {
          await writeFile(at('.swarmdrc.json'), JSON.stringify(given))
          const first = await printed()
          await writeFile(at('.swarmdrc.json'), JSON.stringify(first.config))
          expect((await printed()).config).to.deep.equal(first.config)
          if (given.backends !== undefined) expect(first.config['backends']).to.deep.equal(given.backends)
        }),
        { numRuns: 8 },
      )
    })
  })

  describe('its JSON', () => {
    it('is read as JSON.parse reads it', () => {
      fc.assert(
        fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(0, 1, 3), (text, space) => {
          const written = JSON.stringify(JSON.parse(text), undefined, space)
          // A key `__proto__` is a key like any other.
          expect(JSON.stringify(dataOf(readJson('f', written)))).to.equal(JSON.stringify(JSON.parse(written)))
        }),
      )
    })

    it('is refused where JSON.parse refuses it', () => {
      const broken = fc.tuple(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', '0', ' ', '\\'),
      )
      fc.assert(
        fc.property(broken, ([text, where, put]) => {
          const cut = where % (text.length + 1)
          const written = text.slice(0, cut) + put + text.slice(cut + 1)
          const reads = (read: () => unknown) => {
            try {
              read()
              return true
            } catch {
              return false
            }
          }
          expect(reads(() => readJson('f', written))).to.equal(reads(() => JSON.parse(written)))
        }),
        { numRuns: 500 },
      )
    })
  })

  describe('docs/configuration.md', () => {
    it('lists every key as the code has it', () => {
      const rows = text.split('\n').filter((line) => /^\| `/.test(line))
      const wanted = keyNames.map((name) => {
        const key = keys[name] as Key<unknown>
        const { print = (value: unknown) => value } = key
        const flag = flagOf(key)
        const value = key.default === undefined ? '' : `\`${JSON.stringify(print(key.default))}\``
        const cells = [`\`${name}\``, flag === undefined ? '' : `\`${flag}\``, key.shape.takes, value, key.describe]
        return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replaceAll('|  |', '| |')
      })
      const bare = (row: string) => row.replace(/ +/g, ' ')
      expect(rows.map(bare)).to.deep.equal(wanted.map(bare))
    })

    const examples = [...text.matchAll(/`([\w.]+)`:\n\n```\w+\n([^]*?)```/g)]
    for (const [, file = '', source = ''] of examples) {
      it(`has an example that reads: ${file}`, async () => {
        await writeFile(at(file), source)
        expect((await printed()).file).to.equal(at(file))
      })
    }

    it('has examples that all say the same', async () => {
      expect(examples.map(([, file]) => file)).to.deep.equal(['.swarmdrc.yaml', 'package.json', 'swarmd.config.js'])
      const said = await Promise.all(
        examples.map(async ([, file = '', source = '']) => {
          const own = await temporaryFolder()
          await writeFile(join(own.path, file), source)
          const { config } = await printed([], own.path)
          await own.remove()
          return JSON.parse(JSON.stringify(config).replaceAll(own.path, '')) as unknown
        }),
      )
      expect(said[1]).to.deep.equal(said[0])
      expect(said[2]).to.deep.equal(said[0])
    })
  })
})

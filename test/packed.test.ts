import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { describeNeeding } from './support/needs.js'
import { findProgram, run } from './support/processes.js'
import { temporaryFolder } from './support/swarmd.js'

const root = fileURLToPath(new URL('..', import.meta.url))

const missing = findProgram('tar') === undefined ? 'tar not installed' : undefined

describeNeeding(missing, 'the packed core, in a package that installed nothing else', function () {
  this.timeout(60_000)
  let folder: Awaited<ReturnType<typeof temporaryFolder>>

  before(async () => {
    folder = await temporaryFolder()
    const modules = join(folder.path, 'node_modules')
    await mkdir(join(modules, 'libswarm-core'), { recursive: true })
    await mkdir(join(modules, '@types'))
    const packed = await run('npm', ['pack', '--json', '--pack-destination', folder.path], { cwd: join(root, 'core') })
    const [{ filename, files }] = JSON.parse(packed.stdout.toString()) as [
      { filename: string; files: { path: string }[] },
    ]
    expect(files.map(({ path }) => path))
      .to.include('dist/index.d.ts')
      .and.not.include('src/index.ts')
    await run('tar', [
      '-xzf',
      join(folder.path, filename),
      '--strip-components=1',
      '-C',
      join(modules, 'libswarm-core'),
    ])
    // What npm installs with it: its own dependencies.
    const { dependencies } = JSON.parse(await readFile(join(modules, 'libswarm-core/package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    for (const name of Object.keys(dependencies)) await symlink(join(root, 'node_modules', name), join(modules, name))
    await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }')
    const options = { module: 'nodenext', target: 'es2023', strict: true, noEmit: true, skipLibCheck: false, types: [] }
    await writeFile(
      join(folder.path, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, include: ['backend-*.ts'] }),
    )
  })
  after(() => folder.remove())

  const right = [
    `engine.register('ContainerList', (job) => (job.query.all ? [{ Id: 'x' }] : []))`,
    `engine.register('containers', () => [{ Id: 'x', Names: ['/x'] }])`,
    `engine.register('ContainerStart', (job) => { if (job.path.id === 'x') return { status: 304 } })`,
    `engine.register('SystemEvents', async function* (job) { while (!job.signal.aborted) yield { Action: 'start' } })`,
    `engine.catchAll((job) => { if (engine.next) return engine.next.run(job); throw engine.error('NotImplemented', job.operation) })`,
    `engine.register('ContainerExport', (job) => engine.next!.run(job))`,
  ]
  const wrong: Readonly<Record<string, RegExp>> = {
    [`engine.register('ContainerLst', () => [])`]: /'"ContainerLst"' is not assignable/,
    [`engine.register('container', () => [])`]: /'"container"' is not assignable/,
    [`engine.register('ContainerList', () => [{ Id: 1 }])`]: /Type 'number' is not assignable to type 'string'/,
    [`engine.register('ContainerList', () => ({ Id: 'x' }))`]: /TS2322|TS2345/,
    [`engine.register('containers', () => 'x')`]: /TS2322|TS2345/,
    [`engine.register('ContainerStop', () => [])`]: /TS2322|TS2345/,
    [`engine.register('ContainerList', (job) => (job.query.al ? [] : []))`]: /Property 'al' does not exist/,
    [`engine.register('ContainerList', (job) => (job.path.id ? [] : []))`]: /Property 'id' does not exist/,
    [`engine.register('ContainerCreate', (job) => ({ Id: job.body?.Imag, Warnings: [] }))`]:
      /Property 'Imag' does not exist/,
    [`engine.register('ContainerExport', () => 'tar')`]: /TS2322|TS2345/,
    [`void engine.next?.run({ operation: 'ContainerList', query: { al: true } })`]: /'al' does not exist/,
    [`throw engine.error('Notfound', 'x')`]: /'"Notfound"' is not assignable/,
  }
  const statements = [...right, ...Object.keys(wrong)]
  const errors = new Map<string, string>()

  before(async () => {
    for (const [index, statement] of statements.entries()) {
      const source = `import type { Install } from 'libswarm-core'\nexport const install: Install = (engine) => {\n  ${statement}\n}\n`
      await writeFile(join(folder.path, `backend-${index}.ts`), source)
    }
    const { stdout } = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')], {
      cwd: folder.path,
    })
    // An error begins a line with its file; what belongs to it is indented.
    for (const error of stdout.toString().split(/\n(?=\S)/)) {
      const [, index] = /^backend-(\d+)\.ts/.exec(error) ?? []
      if (error.trim() !== '') errors.set(statements[Number(index)] ?? 'elsewhere', error)
    }
  })

  it('has types without an error of their own', () => {
    expect(errors.get('elsewhere')).to.equal(undefined)
  })
  for (const statement of right) {
    it(`compiles: ${statement}`, () => {
      expect(errors.get(statement)).to.equal(undefined)
    })
  }
  for (const [statement, error] of Object.entries(wrong)) {
    it(`does not compile: ${statement}`, () => {
      expect(errors.get(statement)).to.match(error)
    })
  }
})

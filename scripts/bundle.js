import { access, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { rollup } from 'rollup'

// Node takes its time for a module however small it is, and a start would load hundreds of them. So what `tsc` has
// compiled of a package (to `build`) is put together to a few files (in `dist`, beside the types): one for each way to
// reach code, which is what `exports` and `imports` of its package.json name, and each `import()`.

/** Bundles each package below a folder that `tsc` compiles to `build`, where that has changed since. */
export async function bundleAll(root) {
  const plugins = (await readdir(join(root, 'plugins'))).map((name) => `plugins/${name}`)
  for (const folder of ['core', ...plugins, 'swarmd'].map((name) => join(root, name))) {
    if (await exists(join(folder, 'build'))) await bundle(folder)
  }
}

async function bundle(folder) {
  const modules = await modulesOf(folder)
  const made = join(folder, 'dist/.bundled')
  const state = await stateOf([...modules.values(), join(folder, 'package.json'), import.meta.filename])
  if ((await readFile(made, 'utf8').catch(() => '')) === state) return
  await rm(made, { force: true })
  const files = await write(folder, modules)
  await removeOthers(join(folder, 'dist'), files)
  await writeFile(made, state)
}

/** The compiled file of each source, by the source's name. What else is in `build` has no source any more. */
async function modulesOf(folder) {
  const files = await readdir(join(folder, 'src'), { recursive: true })
  const sources = files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  const names = sources.map((name) => name.replaceAll('\\', '/').slice(0, -'.ts'.length)).sort()
  return new Map(names.map((name) => [name, join(folder, 'build', `${name}.js`)]))
}

/** Changes when one of the files does. */
async function stateOf(files) {
  const states = files.map(async (file) => {
    const { mtimeMs, size } = await stat(file)
    return `${file} ${mtimeMs} ${size}\n`
  })
  return (await Promise.all(states)).join('')
}

/** Resolves to the names of the files written to `dist`. */
async function write(folder, modules) {
  const bundled = await rollup({
    input: Object.fromEntries([...modules].map(([name, id]) => [name, `${facade}${id}`])),
    external: (id) => !id.startsWith('.') && !isAbsolute(id),
    treeshake: false,
    plugins: [{ name: 'compiled', resolveId: (id) => (id.startsWith(facade) ? id : null), load }],
    onLog: (_, log) => {
      // A module of types alone is empty.
      if (log.code !== 'EMPTY_BUNDLE') throw new Error(log.message)
    },
  })
  const { output } = await bundled.write({
    dir: join(folder, 'dist'),
    format: 'es',
    generatedCode: 'es2015',
    chunkFileNames: 'chunks/[name].js',
    manualChunks: chunksBy(await entriesOf(folder, modules), modules),
    hoistTransitiveImports: false,
    minifyInternalExports: false,
    sourcemap: true,
    // With empty ones in the map, c8 takes every source for covered.
    sourcemapExcludeSources: true,
  })
  await bundled.close()
  return output.map(({ fileName }) => fileName)
}

// Every module has a file of its name, which exports what the module does, from its chunk: so tests of what is inside of
// a package have the very instances that are published.
const facade = 'facade:'

/** A compiled module with its map, so that the maps of what is bundled lead to the sources; or the facade of one. */
async function load(id) {
  if (id.startsWith(facade)) return `export * from ${JSON.stringify(id.slice(facade.length))}`
  const [text, map] = await Promise.all([readFile(id, 'utf8'), readFile(`${id}.map`, 'utf8')])
  return { code: text.replace(/\n\/\/# sourceMappingURL=.*\n*$/, '\n'), map }
}

/** The modules that a package.json names, in its order. */
async function entriesOf(folder, modules) {
  const { exports, imports = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const targets = [...Object.values(exports), ...Object.values(imports)]
  return targets.flatMap((target) => modules.get(/^\.\/dist\/(.*)\.js$/.exec(target)?.[1]) ?? [])
}

/**
 * Which chunk a module is in: that of the first way to reach code which loads it. Ways are the entries, each followed by
 * the targets of `import()` in what it loads. So a chunk imports earlier ones alone, and a module is in one chunk alone.
 */
function chunksBy(entries, modules) {
  const names = new Map([...modules].map(([name, id]) => [id, name]))
  let chunks
  return (id, { getModuleInfo }) => (chunks ??= assign(entries, names, getModuleInfo)).get(id)
}

function assign(entries, names, infoOf) {
  const chunks = new Map()
  const put = (id, chunk, ways) => {
    if (chunks.has(id) || !names.has(id)) return
    chunks.set(id, chunk)
    const { importedIds, dynamicallyImportedIds } = infoOf(id)
    ways.push(...dynamicallyImportedIds)
    for (const imported of importedIds) put(imported, chunk, ways)
  }
  for (const entry of entries) {
    const ways = [entry]
    for (const way of ways) put(way, names.get(way), ways)
  }
  return chunks
}

/** Removes scripts that an earlier build has left. */
async function removeOthers(dist, files) {
  const kept = new Set(files.flatMap((name) => [name, `${name}.map`]))
  const found = (await readdir(dist, { recursive: true })).map((name) => name.replaceAll('\\', '/'))
  for (const name of found) if (/\.js(\.map)?$/.test(name) && !kept.has(name)) await rm(join(dist, name))
}

const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  )

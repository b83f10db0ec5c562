import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

// What is wrong with the broken ones, each in its own way: what is made of a right `package.json`; of the last one,
// only the dependency is there.
const broken = {
  keyword: (json) => ({ ...json, keywords: [] }),
  key: (json) => ({ ...json, libswarm: undefined }),
  entry: (json) => withKey(json, { backend: './missing.js' }),
  outside: (json) => withKey(json, { backend: '../outside.js' }),
  api: (json) => withKey(json, { api: '^7.0.0' }),
  range: (json) => withKey(json, { api: 'newest' }),
  options: (json) => withKey(json, { options: { size: { type: 'integer' } } }),
  version: (json) => ({ ...json, version: undefined }),
  text: () => 'no JSON',
  absent: undefined,
}

const withKey = (json, change) => ({ ...json, libswarm: { ...json.libswarm, ...change } })

/** Makes a package in a folder with so many backends, of which 10 are broken, as direct dependencies. */
export async function makeInstalled(folder, count) {
  const rightOnes = Array.from({ length: count - Object.keys(broken).length }, (_, index) => [
    `right${index}`,
    (json) => json,
  ])
  const all = [...rightOnes, ...Object.entries(broken)].map(([name, change]) => [`libswarm-backend-${name}`, change])
  const dependencies = Object.fromEntries(all.map(([name]) => [name, '1.0.0']))
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'bench', private: true, dependencies }))
  for (const [name, change] of all)
    if (change !== undefined) await makeBackend(join(folder, 'node_modules', name), name, change)
}

async function makeBackend(folder, name, change) {
  const options = { name: { type: 'string', array: true, order: 0 }, size: { type: 'number', default: 3 } }
  const libswarm = { backend: './index.js', api: '^1.0.0', options }
  const json = change({ name, version: '1.0.0', type: 'module', keywords: ['libswarm-backend'], libswarm })
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), typeof json === 'string' ? json : JSON.stringify(json, undefined, 2))
  await writeFile(
    join(folder, 'index.js'),
    `export const install = (engine) => engine.register('SystemPing', () => {})\n`,
  )
}

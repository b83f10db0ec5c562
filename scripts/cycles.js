import { readdir } from 'node:fs/promises'
import { parseDependencyTree, parseCircular } from 'dpdm'
import { root } from './workspace.js'

/** Fails when modules of a package import each other in a circle, types included. */
const packages = [
  'core',
  'swarmd',
  ...(await readdir(new URL('../plugins', import.meta.url))).map((name) => `plugins/${name}`),
]
const globs = packages.map((folder) => `${folder}/src/**/*.ts`)
const tree = await parseDependencyTree(globs, {
  context: root,
  transform: false,
  skipDynamicImports: false,
  include: /\.ts$/,
})
if (Object.keys(tree).length === 0) throw new Error('no module was found')
const circles = parseCircular(tree)
for (const circle of circles) console.error(`import cycle: ${circle.join(' -> ')}`)
if (circles.length > 0) process.exit(1)
console.log(`${Object.keys(tree).length} modules, no import cycle`)

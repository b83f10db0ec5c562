import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

// What `tsc` makes of a source, and never takes away: of a test that is gone mocha would go on running it, and types that
// are gone would be published.
const made = /(?:\.d\.ts|\.js)(?:\.map)?$/

/** Removes what was compiled of sources that are gone: of tests, and the types of packages. */
export async function removeOrphans(root) {
  const plugins = (await namesIn(join(root, 'plugins'))).map((name) => join('plugins', name))
  for (const folder of ['', 'core', 'swarmd', ...plugins].map((name) => join(root, name))) {
    await removeUnmade(join(folder, 'test'), join(folder, 'dist-test'), made)
    await removeUnmade(join(folder, 'src'), join(folder, 'dist'), /\.d\.ts(?:\.map)?$/)
  }
}

async function removeUnmade(source, target, pattern) {
  const sources = new Set(await namesIn(source, { recursive: true }))
  for (const name of await namesIn(target, { recursive: true })) {
    if (pattern.test(name) && !sources.has(name.replace(pattern, '.ts'))) await rm(join(target, name))
  }
}

const namesIn = (folder, options) => readdir(folder, options).catch(() => [])

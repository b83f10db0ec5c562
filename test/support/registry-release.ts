import { cp, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { succeed, type Client, type ClientResult } from './registry-client.js'
import { installed, ownFolders, readPackageJson, root } from './registry-packages.js'

/** A copy of what this repository publishes, as it is built now, in a git repository of its own. */
export interface ReleaseCopy {
  readonly folder: string
  /** Runs lerna in it. */
  lerna(...args: readonly string[]): Promise<ClientResult>
  /** Runs git in it, and resolves to what it printed. */
  git(...args: readonly string[]): Promise<string>
  /** Commits all that is there. */
  commit(message: string): Promise<void>
}

/** Copies what a release needs into a client's home: of each package what it publishes, and the root's own files. */
export async function copyForRelease(client: Client): Promise<ReleaseCopy> {
  const folder = await client.folder('release')
  for (const name of ['package.json', 'package-lock.json', 'lerna.json', '.npmrc', '.gitignore']) {
    await cp(join(root, name), join(folder, name))
  }
  for (const own of await ownFolders()) await copyPublished(own, join(folder, relative(root, own)))
  const git = async (...args: readonly string[]) => (await succeed(client.run('git', args, folder))).stdout
  await git('init', '-q', '-b', 'main')
  for (const [key, value] of [
    ['user.name', 'Test'],
    ['user.email', 'test@example.com'],
  ]) {
    await git('config', key!, value!)
  }
  const commit = async (message: string) => {
    await git('add', '-A')
    await git('commit', '-q', '-m', message)
  }
  await commit('feat: all of it')
  const cli = join(installed('lerna', 'a release'), 'dist/cli.js')
  return { folder, git, commit, lerna: (...args) => client.run(process.execPath, [cli, ...args], folder) }
}

/** Copies of a package's folder those folders and files that it publishes something of, as they are now. */
export async function copyPublished(from: string, to: string): Promise<void> {
  const { files = [] } = await readPackageJson(from)
  const always = (await readdir(from)).filter((name) => /^(package\.json|README|LICENSE)/.test(name))
  const named = files.flatMap((pattern) => (pattern.startsWith('!') ? [] : pattern.split('/', 1)))
  for (const name of new Set([...always, ...named])) {
    await cp(join(from, name), join(to, name), { recursive: true })
  }
}

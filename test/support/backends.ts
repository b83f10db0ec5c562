import { mkdir, realpath, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { temporaryFolder } from './swarmd.js'

/** A folder of a test's own, as a user's project with backends in it. */
export interface Project {
  /** Its real path. */
  readonly path: string
  at(path: string): string
  /** Writes a file; what is no string as JSON. */
  put(path: string, content: unknown): Promise<void>
  /** Writes a backend's package: in `node_modules` by its name, and as a dependency. `code` is its module. */
  install(name: string, code: string, libswarm?: object): Promise<string>
  remove(): Promise<void>
}

/** Makes a project without anything in it. */
export async function makeProject(): Promise<Project> {
  const folder = await temporaryFolder()
  const path = await realpath(folder.path)
  const at = (own: string) => join(path, own)
  const dependencies: Record<string, string> = {}
  const put = async (own: string, content: unknown) => {
    await mkdir(dirname(at(own)), { recursive: true })
    await writeFile(at(own), typeof content === 'string' ? content : JSON.stringify(content))
  }
  const install = async (name: string, code: string, libswarm: object = {}) => {
    const home = `node_modules/${name}`
    const manifest = { backend: './index.js', api: '^1.0.0', ...libswarm }
    const keywords = ['libswarm-backend']
    await put(`${home}/package.json`, { name, version: '1.2.3', type: 'module', keywords, libswarm: manifest })
    await put(`${home}/index.js`, code)
    dependencies[name] = '*'
    await put('package.json', { name: 'project', dependencies })
    return at(home)
  }
  return { path, at, put, install, remove: () => folder.remove() }
}

import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A folder of its own to install packages in. */
export class Packages {
  #path: string | undefined

  get path(): string {
    return this.#path!
  }

  async make(): Promise<void> {
    this.#path = await realpath(await mkdtemp(join(tmpdir(), 'swarmd-packages-')))
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true })
  }

  at(...parts: readonly string[]): string {
    return join(this.path, ...parts)
  }

  /** Writes a file, text as it is and anything else as JSON. */
  async put(path: string, content: unknown): Promise<void> {
    await mkdir(dirname(this.at(path)), { recursive: true })
    await writeFile(this.at(path), typeof content === 'string' ? content : JSON.stringify(content))
  }

  async link(from: string, to: string): Promise<void> {
    await mkdir(dirname(this.at(from)), { recursive: true })
    await symlink(this.at(to), this.at(from))
  }

  /** Writes the package of a backend that is right but for what `changes` say of its `package.json`. */
  async backend(folder: string, name: string, changes: object = {}, source = tells): Promise<void> {
    await this.put(join(folder, 'package.json'), { ...right(name), ...changes })
    await this.put(join(folder, 'index.js'), source)
  }
}

/** The `package.json` of a backend in which nothing is wrong. */
export function right(name: string): object {
  return { name, version: '1.2.3', type: 'module', keywords: ['libswarm-backend'], libswarm: manifest }
}

/** Its manifest key. */
export const manifest = { backend: './index.js', api: '^1.0.0' }

/** A backend that tells its name and its options as the name of its engine. */
const tells = `export const install = (engine, options) =>
  engine.register('SystemInfo', () => ({ Name: JSON.stringify([engine.name, options]) }))`

/** Kind and sentence of a failure. */
export function sentence(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no failure',
    (thrown: unknown) => `${(thrown as { kind: string }).kind}: ${(thrown as Error).message}`,
  )
}

/** What this Node says of a text that is no JSON. */
export function jsonError(text: string): string {
  try {
    JSON.parse(text)
  } catch (thrown) {
    return (thrown as Error).message
  }
  throw new Error(`${text} is JSON`)
}

import { fork } from 'node:child_process'
import { mkdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Packed } from './registry-packages.js'
import { temporaryFolder } from './swarmd.js'

/** An npm registry of the test's own, on loopback. */
export interface Registry {
  /** Its address, with a slash at the end. */
  readonly url: string
  /** What a client must say to publish. */
  readonly token: string
  /** Publishes a package as `npm publish` does, without starting npm; under the tag `latest` unless another is given. */
  publish(packed: Packed, tag?: string): Promise<void>
  close(): Promise<void>
}

/** Starts a registry without a package. It asks no other one, and ends with this process. */
export async function startRegistry(): Promise<Registry> {
  const folder = await temporaryFolder()
  await mkdir(`${folder.path}/storage`)
  const child = fork(fileURLToPath(new URL('registry-server.js', import.meta.url)), [folder.path], {
    // Not the environment of the tests: npm_config_* and DEBUG mean something to it.
    env: { PATH: process.env['PATH'], HOME: folder.path },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message: { readonly port: number }) => resolve(message.port))
    void ended.then(() => reject(new Error(`the registry ended: ${said}`)))
  })
  const url = `http://127.0.0.1:${port}/`
  const token = await addUser(url)
  return {
    url,
    token,
    publish: (packed, tag = 'latest') => publish(url, token, packed, tag),
    close: async () => {
      child.kill()
      await ended
      await folder.remove()
    },
  }
}

async function addUser(url: string): Promise<string> {
  const user = { name: 'test', password: 'test-password', email: 'test@example.com' }
  const { token } = await put<{ token: string }>(`${url}-/user/org.couchdb.user:test`, user)
  return token
}

async function publish(url: string, token: string, packed: Packed, tag: string): Promise<void> {
  const { manifest, file, integrity, shasum } = packed
  const { name, version } = manifest
  const tarball = `${name.replace(/^.*\//, '')}-${version}.tgz`
  const data = await readFile(file)
  const dist = { integrity, shasum, tarball: `${url}${name}/-/${tarball}` }
  const document = {
    _id: name,
    name,
    'dist-tags': { [tag]: version },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
    _attachments: {
      [tarball]: { content_type: 'application/octet-stream', data: data.toString('base64'), length: data.length },
    },
  }
  await put(`${url}${encodeURIComponent(name)}`, document, { authorization: `Bearer ${token}` })
}

async function put<T>(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
  const all = { 'content-type': 'application/json', ...headers }
  const response = await fetch(url, { method: 'PUT', headers: all, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`PUT ${url}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

import { createHash } from 'node:crypto'
import { request } from 'node:http'
import type { TestDaemon } from 'libswarm-core/testing'
import { padding } from '../dist/machine/archive/tar-block.js'
import { encodeHeader, tarEnd } from '../dist/machine/archive/tar-header.js'

/** What an archive is made of, by name: a file's content, a directory (`/` behind its name), or a symlink. */
export type Entries = Readonly<Record<string, string | Uint8Array | { readonly link: string }>>

/** A tar archive. */
export function tar(entries: Entries, mode = 0o755): Buffer {
  const pieces = Object.entries(entries).flatMap(([name, what]) => {
    const isLink = typeof what === 'object' && 'link' in what
    const content = isLink ? Buffer.alloc(0) : Buffer.from(what as string)
    const common = { name, mode, uid: 0, gid: 0, modified: 1_700_000_000, major: 0, minor: 0 }
    const type = isLink ? '2' : name.endsWith('/') ? '5' : '0'
    const head = encodeHeader({ ...common, type, size: content.length, target: isLink ? what.link : '' })
    return [head, content, padding(content.length)]
  })
  return Buffer.concat([...pieces, tarEnd])
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** An image in an archive, of some layers. */
export interface ArchivedImage {
  readonly entries: Record<string, string | Uint8Array>
  readonly item: { readonly Config: string; readonly RepoTags: readonly string[] | null; readonly Layers: string[] }
  readonly id: string
}

/** The files of an image in an archive as `docker save` has them. */
export function imageOf(
  layers: readonly Uint8Array[],
  tags: readonly string[] | null,
  more: object = {},
): ArchivedImage {
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    created: '2024-05-06T07:08:09.123456789Z',
    config: { Env: ['A=b'], Cmd: ['sh', '-c', 'cat /etc/motd'] },
    history: layers.map((_, at) => ({ created: '2024-05-06T07:08:09Z', created_by: `step ${at}` })),
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => `sha256:${sha256(layer)}`) },
    ...more,
  })
  const digest = sha256(Buffer.from(config))
  const names = layers.map((_, at) => `${digest.slice(0, 8)}-${at}/layer.tar`)
  const files = layers.map((layer, at) => [names[at]!, layer] as const)
  return {
    entries: { ...Object.fromEntries(files), [`${digest}.json`]: config },
    item: { Config: `${digest}.json`, RepoTags: tags, Layers: names },
    id: `sha256:${digest}`,
  }
}

/** An archive of images. */
export const archiveOf = (...images: readonly ArchivedImage[]): Buffer =>
  tar({ ...Object.assign({}, ...images.map(({ entries }) => entries)), 'manifest.json': JSON.stringify(images.map(({ item }) => item)) } as Entries) // prettier-ignore

/** Sends bytes, or asks for some. */
export function bytesOf(
  { socketPath }: TestDaemon,
  line: string,
  body?: Uint8Array,
): Promise<{ readonly status: number; readonly bytes: Buffer }> {
  const [method, path] = line.split(' ')
  const headers = body === undefined ? {} : { 'Content-Type': 'application/x-tar' }
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('error', reject)
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes: Buffer.concat(chunks) }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from 'libswarm-core/testing'
import type { TestEngine } from '../engine.js'
import { run } from '../processes.js'

/**
 * Makes what the bridge has something to convert of: a container `one`, made with a MAC address, that runs on a network
 * `own` as `other`, an image without a name, and an image `undated`.
 */
export async function furnish({ socketPath }: TestEngine): Promise<void> {
  const make = async (line: string, body?: unknown, headers = {}) => {
    const { status, text } = await call({ socketPath, port: undefined }, `POST /v1.41${line}`, { body, headers })
    if (status >= 400) throw new Error(`${line}: ${text}`)
  }
  await make('/networks/create', { Name: 'own' })
  await make('/containers/create?name=one', {
    Image: 'busybox',
    Cmd: ['sleep', '1000'],
    MacAddress: '02:42:00:00:00:05',
    HostConfig: { NetworkMode: 'own' },
    NetworkingConfig: { EndpointsConfig: { own: { Aliases: ['other'] } } },
  })
  await make('/containers/one/start')
  const folder = await mkdtemp(join(tmpdir(), 'swarmd-test-'))
  try {
    const tar = { 'Content-Type': 'application/x-tar' }
    await make('/images/create?fromSrc=-', await layerOf(folder), tar)
    await make('/images/load', await undated(folder), tar)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** A layer with one file, as the text that it is. */
async function layerOf(folder: string): Promise<string> {
  await writeFile(join(folder, 'note'), 'a note\n')
  return packed(folder, 'layer.tar', 'note')
}

/** An image that does not say when it was made. */
async function undated(folder: string): Promise<string> {
  const digest = createHash('sha256')
    .update(await layerOf(folder))
    .digest('hex')
  const rootfs = { type: 'layers', diff_ids: [`sha256:${digest}`] }
  const config = { architecture: 'amd64', os: 'linux', config: {}, rootfs }
  const manifest = [{ Config: 'config.json', RepoTags: ['undated:latest'], Layers: ['layer.tar'] }]
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
  return packed(folder, 'image.tar', 'manifest.json', 'config.json', 'layer.tar')
}

async function packed(folder: string, name: string, ...files: readonly string[]): Promise<string> {
  const { code, stderr } = await run('tar', ['-C', folder, '-cf', join(folder, name), ...files])
  if (code !== 0) throw new Error(`tar: ${stderr.toString()}`)
  return readFile(join(folder, name), 'utf8')
}
